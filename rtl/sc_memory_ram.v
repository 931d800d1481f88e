// SPDX-License-Identifier: MIT
//
// sc_memory_ram: a writable memory of flip-flops or of inferred RAM, a row per read.
//
// Engine port: synchronous read, latency 1 cycle; data_o holds while enable_i is low and nothing is
// loaded. Load port: see sc_load_port; the engine has priority, and both see the same rows.
// Addresses past the last row give undefined data. File (one row per line, hexadecimal, $readmemh)
// is the memory's initial content; without one that is undefined.
//
//   clk_i     _/~\_/~\_/~\_/~\_
//   enable_i  _/~~~\___________
//   addr_i    -< A0>-----------
//   data_o    -----< row A0
`default_nettype none

module sc_memory_ram #(
  // Bits of a row, >= 1.
  parameter Width = 64,
  // Rows, >= 1.
  parameter Depth = 64,
  // Bits that the load port moves at once, 1..Width.
  parameter LaneWidth = 32,
  // 1: flip-flops, never block RAM; 0: RAM that synthesis infers.
  parameter Registers = 0,
  // Path of the image; empty: nothing is known of the rows until they are written.
  parameter File = "",
  // Derived, do not override.
  parameter AddrWidth = (Depth > 1) ? $clog2(Depth) : 1,
  parameter Lanes = (Width + LaneWidth - 1) / LaneWidth,
  parameter LaneIndexWidth = (Lanes > 1) ? $clog2(Lanes) : 1
) (
  input  wire                      clk_i,
  input  wire                      rst_i,          // synchronous, active high

  // Engine: a row per read.
  input  wire                      enable_i,
  input  wire [AddrWidth-1:0]      addr_i,
  output wire [Width-1:0]          data_o,

  // Load: a lane per access.
  input  wire                      load_valid_i,
  output wire                      load_ready_o,
  input  wire                      load_write_i,   // 1: write, 0: read
  input  wire [AddrWidth-1:0]      load_row_i,
  input  wire [LaneIndexWidth-1:0] load_lane_i,
  input  wire [LaneWidth-1:0]      load_data_i,
  output wire                      load_done_o,
  output wire [LaneWidth-1:0]      load_data_o,
  output wire                      load_error_o
);

  generate
    if (Width < 1 || Depth < 1) begin : g_check
      ERROR_sc_memory_ram_Width_and_Depth_must_be_at_least_1 u_error ();
    end
    if (LaneWidth < 1 || LaneWidth > Width) begin : g_check_lane
      ERROR_sc_memory_ram_LaneWidth_must_be_1_to_Width u_error ();
    end
    if (Registers != 0 && Registers != 1) begin : g_check_registers
      ERROR_sc_memory_ram_Registers_must_be_0_or_1 u_error ();
    end
  endgenerate

  wire             load_read;
  wire [Lanes-1:0] load_write;
  reg  [Width-1:0] data_q;
  sc_load_port #(
    .Width    (Width),
    .LaneWidth(LaneWidth)
  ) u_load_port (
    .clk_i       (clk_i),
    .rst_i       (rst_i),
    .load_valid_i(load_valid_i),
    .load_ready_o(load_ready_o),
    .load_write_i(load_write_i),
    .load_lane_i (load_lane_i),
    .load_done_o (load_done_o),
    .load_data_o (load_data_o),
    .wait_i      (enable_i),
    .busy_i      (1'b0),
    .read_o      (load_read),
    .write_o     (load_write),
    .row_i       (data_q)
  );
  assign load_error_o = 1'b0;

  generate
    if (Registers != 0) begin : g_held
      (* ram_style = "registers" *)
      reg [Width-1:0] rows [0:Depth-1];
    end else begin : g_held
      reg [Width-1:0] rows [0:Depth-1];
    end
    if (File != "") begin : g_image
      initial $readmemh(File, g_held.rows);
    end
  endgenerate

  // One address for both ports: a memory with a single port will do.
  wire [AddrWidth-1:0] addr = enable_i ? addr_i : load_row_i;
  genvar l;
  generate
    for (l = 0; l < Lanes; l = l + 1) begin : g_lane
      localparam Bits = (l < Lanes - 1) ? LaneWidth : Width - (Lanes - 1) * LaneWidth;
      always @(posedge clk_i) begin
        if (load_write[l]) g_held.rows[addr][l*LaneWidth+:Bits] <= load_data_i[Bits-1:0];
      end
    end
  endgenerate

  always @(posedge clk_i) begin
    if (enable_i || load_read) data_q <= g_held.rows[addr];
  end

  assign data_o = data_q;

endmodule

`default_nettype wire
