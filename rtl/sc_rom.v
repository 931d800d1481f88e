// SPDX-License-Identifier: MIT
//
// sc_rom: constants from a file, one row per read.
//
// Synchronous read, latency 1 cycle; data_o holds while enable_i is low. Addresses past the last
// row give undefined data. File is read by $readmemh: one row per line, hexadecimal.
//
//   clk_i     _/~\_/~\_/~\_/~\_
//   enable_i  _/~~~\___________
//   addr_i    -< A0>-----------
//   data_o    -----< row A0
`default_nettype none

module sc_rom #(
  // Bits of a row, >= 1.
  parameter Width = 64,
  // Rows, >= 1.
  parameter Depth = 64,
  // Path of the image; empty: all rows are 0.
  parameter File = "",
  // Derived, do not override.
  parameter AddrWidth = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  wire                 clk_i,

  input  wire                 enable_i,
  input  wire [AddrWidth-1:0] addr_i,
  output wire [Width-1:0]     data_o
);

  generate
    if (Width < 1 || Depth < 1) begin : g_check
      ERROR_sc_rom_Width_and_Depth_must_be_at_least_1 u_error ();
    end
  endgenerate

  reg [Width-1:0] rows [0:Depth-1];
  generate
    if (File != "") begin : g_image
      initial $readmemh(File, rows);
    end else begin : g_zero
      integer r;
      initial for (r = 0; r < Depth; r = r + 1) rows[r] = {Width{1'b0}};
    end
  endgenerate

  reg [Width-1:0] data_q;
  always @(posedge clk_i) begin
    if (enable_i) data_q <= rows[addr_i];
  end

  assign data_o = data_q;

endmodule

`default_nettype wire
