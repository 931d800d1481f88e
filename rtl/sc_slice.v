// SPDX-License-Identifier: MIT
//
// sc_slice: a register slice, so that ready of a stream comes from a flip-flop.
//
// A beat passes in the cycle in which it comes. Where the sink does not take it, it is stored, and
// ready_o is low until the cycle after the sink took it. So no cycle is lost while the sink is
// ready, and after a wait none either: the sink takes the stored beat while the source waits.
//
// Latency 0. ready_o depends on a register alone; valid_o and data_o depend on valid_i and data_i.
//
//   clk_i    _/~\_/~\_/~\_/~\_
//   valid_i  _/~~~~~~~~~~~\___    A is stored for a cycle, in which B waits
//   ready_o  _/~~~\___/~~~\___
//   data_i   -< A>< B    >----
//   ready_i  _____/~~~~~~~\___
//   valid_o  _/~~~~~~~~~~~\___
//   data_o   -< A    >< B>----
`default_nettype none

module sc_slice #(
  // Bits of a beat, >= 1.
  parameter Width = 4,
  // Bits that travel with a frame.
  parameter SideWidth = 1
) (
  input  wire                 clk_i,
  input  wire                 rst_i,    // synchronous, active high

  // Beats; side_i counts with last_i.
  input  wire                 valid_i,
  output wire                 ready_o,
  input  wire [Width-1:0]     data_i,
  input  wire                 last_i,
  input  wire [SideWidth-1:0] side_i,

  // The same beats.
  output wire                 valid_o,
  input  wire                 ready_i,
  output wire [Width-1:0]     data_o,
  output wire                 last_o,
  output wire [SideWidth-1:0] side_o
);

  generate
    if (Width < 1) begin : g_check
      ERROR_sc_slice_Width_must_be_at_least_1 u_error ();
    end
  endgenerate

  // Control: reset.
  reg full_q;
  always @(posedge clk_i) begin
    if (rst_i) full_q <= 1'b0;
    else       full_q <= valid_o && !ready_i;
  end

  // Data: enabled, never reset.
  reg [Width-1:0]     data_q;
  reg                 last_q;
  reg [SideWidth-1:0] side_q;
  always @(posedge clk_i) begin
    if (valid_i && ready_o) {side_q, last_q, data_q} <= {side_i, last_i, data_i};
  end

  assign ready_o = !full_q;
  assign valid_o = valid_i || full_q;
  assign data_o  = full_q ? data_q : data_i;
  assign last_o  = full_q ? last_q : last_i;
  assign side_o  = full_q ? side_q : side_i;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The source holds a beat until it is taken.
  wire [SideWidth+Width:0] in = {side_i, last_i, data_i};
  wire [SideWidth+Width:0] out = {side_o, last_o, data_o};
  always @(posedge clk_i) begin
    if (past_valid_q && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(in));
    end
  end

  // The beat that was taken last.
  reg [SideWidth+Width:0] taken_q;
  always @(posedge clk_i) if (valid_i && ready_o) taken_q <= in;

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // A beat leaves as it came: the one inside, else the one that comes.
      if (full_q) assert (valid_o && out == taken_q);
      else        assert (valid_o == valid_i && out == in);
      // The sink waits for nothing that the source offers.
      if (valid_i) assert (valid_o);
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      // One beat at most is inside: the one that came when the sink took none.
      assert (full_q == $past(valid_o && !ready_i));
      if ($past(valid_o && !ready_i)) assert (valid_o && $stable(out));
      if ($past(ready_i)) assert (ready_o);
    end
    cover (past_valid_q && !rst_i && full_q && valid_i && ready_i);
  end
`endif
endmodule

`default_nettype wire
