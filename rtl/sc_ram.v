// SPDX-License-Identifier: MIT
//
// sc_ram: a memory with one write port and one read port.
//
// Synchronous read, latency 1 cycle; read_data_o holds while read_i is low. The row that is being
// written must not be read: those around it prove that they never do, so that synthesis builds no
// bypass (no_rw_check). Contents are undefined until written.
//
//   clk_i         _/~\_/~\_/~\_/~\_
//   read_i        _/~~~\___________
//   read_addr_i   -< A0>-----------
//   read_data_o   -----< row A0
`default_nettype none

module sc_ram #(
  // Bits of a row, >= 1.
  parameter Width = 64,
  // Rows, >= 1.
  parameter Depth = 64,
  // Derived, do not override.
  parameter AddrWidth = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  wire                 clk_i,

  input  wire                 write_i,
  input  wire [AddrWidth-1:0] write_addr_i,
  input  wire [Width-1:0]     write_data_i,

  input  wire                 read_i,
  input  wire [AddrWidth-1:0] read_addr_i,
  output wire [Width-1:0]     read_data_o
);

  generate
    if (Width < 1 || Depth < 1) begin : g_check
      ERROR_sc_ram_Width_and_Depth_must_be_at_least_1 u_error ();
    end
  endgenerate

  (* no_rw_check *)
  reg [Width-1:0] rows [0:Depth-1];
  always @(posedge clk_i) begin
    if (write_i) rows[write_addr_i] <= write_data_i;
  end

  reg [Width-1:0] read_data_q;
  always @(posedge clk_i) begin
    if (read_i) read_data_q <= rows[read_addr_i];
  end

  assign read_data_o = read_data_q;

`ifdef FORMAL
  // Any one row: a read gives what was written last.
  (* anyconst *) reg [AddrWidth-1:0] row;
  reg                                written_q = 1'b0;
  reg                                past_valid_q = 1'b0;
  reg [Width-1:0]                    value_q;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (write_i && write_addr_i == row) begin
      written_q <= 1'b1;
      value_q   <= write_data_i;
    end
    assume (row < Depth);
    if (write_i && read_i) assume (write_addr_i != read_addr_i);
    if (written_q) assert (rows[row] == value_q);
    if (past_valid_q && $past(read_i && read_addr_i == row && written_q)) begin
      assert (read_data_o == $past(value_q));
    end
    if (past_valid_q && !$past(read_i)) assert ($stable(read_data_o));
  end
`endif
endmodule

`default_nettype wire
