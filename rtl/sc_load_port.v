// SPDX-License-Identifier: MIT
//
// sc_load_port: writes the contents of a memory and reads them back, one lane at a time.
//
// Lane k is bits [k*LaneWidth, min(Width, (k+1)*LaneWidth)) of a row. An access moves when valid
// and ready; load_done_o says that it has ended: the read's data is there, or the write is
// complete. One access at a time: load_ready_o is low from an access to its end, while wait_i says
// that the engine uses the memory, and while a slow write is under way whose access a reset has cut
// short.
//
// load_done_o comes 2 cycles after the access; a slow write (busy_i) takes as many more as it is
// busy. load_data_o keeps its value until the next read ends; bits beyond the last lane are 0.
//
//   clk_i          _/~\_/~\_/~\_/~\_/~\_    a read
//   load_valid_i   _/~~~\_______________
//   load_ready_o   ~~~~~\___/~~~~~~~~~~~
//   read_o         _/~~~\_______________
//   row_i          -----< row A0 >------
//   load_done_o    _________/~~~\_______
//   load_data_o    ---------< lane of A0
`default_nettype none

module sc_load_port #(
  // Bits of a row, >= 1.
  parameter Width = 64,
  // Bits of a lane, 1..Width.
  parameter LaneWidth = 32,
  // Derived, do not override.
  parameter Lanes = (Width + LaneWidth - 1) / LaneWidth,
  parameter LaneIndexWidth = (Lanes > 1) ? $clog2(Lanes) : 1
) (
  input  wire                      clk_i,
  input  wire                      rst_i,           // synchronous, active high

  // Accesses.
  input  wire                      load_valid_i,
  output wire                      load_ready_o,
  input  wire                      load_write_i,    // 1: write, 0: read
  input  wire [LaneIndexWidth-1:0] load_lane_i,
  output wire                      load_done_o,
  output wire [LaneWidth-1:0]      load_data_o,

  // The memory: at most one of read_o and the lanes of write_o, in the cycle of the access.
  input  wire                      wait_i,          // takes no access in this cycle
  input  wire                      busy_i,          // a write is under way, from the next cycle on
  output wire                      read_o,
  output wire [Lanes-1:0]          write_o,
  input  wire [Width-1:0]          row_i            // one cycle after read_o
);

  generate
    if (LaneWidth < 1 || LaneWidth > Width) begin : g_check
      ERROR_sc_load_port_LaneWidth_must_be_1_to_Width u_error ();
    end
  endgenerate

  reg  pending_q;
  wire access = load_valid_i && load_ready_o;
  wire ends = pending_q && !busy_i;

  assign load_ready_o = !pending_q && !busy_i && !wait_i;
  assign read_o       = access && !load_write_i;
  assign write_o      = {{(Lanes - 1){1'b0}}, access && load_write_i} << load_lane_i;

  // Control: reset.
  reg done_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      pending_q <= 1'b0;
      done_q    <= 1'b0;
    end else begin
      pending_q <= access || (pending_q && !ends);
      done_q    <= ends;
    end
  end

  // Data: enabled, never reset.
  wire [Lanes*LaneWidth-1:0] row;
  generate
    if (Lanes * LaneWidth > Width) begin : g_pad
      assign row = {{(Lanes * LaneWidth - Width){1'b0}}, row_i};
    end else begin : g_no_pad
      assign row = row_i;
    end
  endgenerate

  reg                       read_q;
  reg  [LaneIndexWidth-1:0] lane_q;
  reg  [LaneWidth-1:0]      data_q;
  wire [LaneWidth-1:0]      lane;
  always @(posedge clk_i) begin
    if (access) begin
      read_q <= !load_write_i;
      lane_q <= load_lane_i;
    end
    if (pending_q && read_q) data_q <= lane;
  end
  sc_select #(
    .Words(Lanes),
    .Width(LaneWidth)
  ) u_select (
    .words_i(row),
    .index_i(lane_q),
    .word_o (lane)
  );

  assign load_done_o = done_q;
  assign load_data_o = data_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end
  always @* assume (load_lane_i < Lanes);

  // Accesses that have not ended yet.
  reg [1:0] open_q;
  always @(posedge clk_i) begin
    if (rst_i) open_q <= 2'd0;
    else       open_q <= open_q + {1'b0, access} - {1'b0, load_done_o};
  end

  // What is under way, from outside.
  reg                      asked_read_q;
  reg [LaneIndexWidth-1:0] asked_lane_q;
  always @(posedge clk_i) begin
    if (load_valid_i && load_ready_o) {asked_read_q, asked_lane_q} <= {!load_write_i, load_lane_i};
  end
  wire [Width+LaneWidth-1:0] lanes = {{LaneWidth{1'b0}}, row_i} >> (asked_lane_q * LaneWidth);
  reg  [LaneWidth-1:0]       lane_past_q;
  always @(posedge clk_i) lane_past_q <= lanes[LaneWidth-1:0];

  always @(posedge clk_i) begin
    // The data of a read is its lane of the row, and stays until the next read ends.
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if (load_done_o && asked_read_q) assert (load_data_o == lane_past_q);
      else if (!(pending_q && read_q) && !$past(pending_q && read_q)) assert ($stable(load_data_o));
      if (pending_q) assert (read_q == asked_read_q && lane_q == asked_lane_q);
      if (pending_q || done_q) assert (asked_lane_q * LaneWidth < Width);
    end
    if (past_valid_q && !rst_i) begin
      // One access at a time, and an end for each.
      assert (open_q == pending_q + done_q);
      assert (!(pending_q && done_q));
      if (load_ready_o) assert (open_q == load_done_o);
      assert (!(read_o && |write_o));
      assert ((write_o & (write_o - 1'b1)) == 0);
      if (|write_o) assert (write_o[load_lane_i]);
      if (read_o || |write_o) assert (load_valid_i && load_ready_o && !wait_i && !busy_i);
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if ($past(open_q != 2'd0 && !busy_i && !load_done_o)) assert (load_done_o);
      if ($past(busy_i)) assert (!load_done_o);
      if ($past(load_valid_i && !wait_i && !busy_i && open_q == 2'd0)) assert (open_q == 2'd1);
    end
  end
`endif
endmodule

`default_nettype wire
