// SPDX-License-Identifier: MIT
//
// sc_accumulator: adds up the class scores of an image's presentations.
//
// Takes the last layer's beats: Pe signed scores each, a presentation's groups in order up to
// last_i. A total is kept for each slot, group and lane; first_i restarts it, so nothing is
// left of the image that was in the slot before. Presentations of several slots may be mixed. A
// presentation that is not whole (no last_i before a reset) leaves totals that are not meaningful.
//
// Each beat gives a beat of totals, latency 1 cycle, one beat per cycle: a total may be added to in
// the cycle after it was written. Everything holds while a beat waits.
//
//   clk_i     _/~\_/~\_/~\_/~\_/~\_
//   valid_i   _/~~~~~~~~~~~\_______    one group, t = 0, 1, 2 of one slot
//   first_i   _/~~~\_______________
//   scores_i  -< S0>< S1>< S2>-----
//   valid_o   _____/~~~~~~~~~~~\___
//   totals_o  -----< S0>< S0+S1>..       S0, S0+S1, S0+S1+S2
`default_nettype none

module sc_accumulator #(
  // Classes, >= 1.
  parameter Outputs = 10,
  // Scores of a beat, 1..Outputs.
  parameter Pe = 10,
  // Bits of a signed score, and of a signed total of them, which is at least as wide.
  parameter ScoreWidth = 12,
  parameter TotalWidth = 16,
  // Images whose totals are kept, >= 2.
  parameter Slots = 8,
  // Bits that travel with a presentation.
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter SlotWidth = $clog2(Slots)
) (
  input  wire                     clk_i,
  input  wire                     rst_i,      // synchronous, active high

  // Scores; slot_i, first_i and side_i are valid with every beat.
  input  wire                     valid_i,
  output wire                     ready_o,
  input  wire [Pe*ScoreWidth-1:0] scores_i,
  input  wire                     last_i,     // of the presentation
  input  wire [SlotWidth-1:0]     slot_i,
  input  wire                     first_i,    // the image's first presentation
  input  wire [SideWidth-1:0]     side_i,

  // Totals, including this presentation's scores.
  output wire                     valid_o,
  input  wire                     ready_i,
  output wire [Pe*TotalWidth-1:0] totals_o,
  output wire                     last_o,
  output wire [SlotWidth-1:0]     slot_o,
  output wire [SideWidth-1:0]     side_o
);

  generate
    if (Pe < 1 || Pe > Outputs) begin : g_check_pe
      ERROR_sc_accumulator_Pe_must_be_1_to_Outputs u_error ();
    end
    if (ScoreWidth < 1 || TotalWidth < ScoreWidth) begin : g_check_width
      ERROR_sc_accumulator_TotalWidth_must_hold_a_score u_error ();
    end
    if (Slots < 2) begin : g_check_slots
      ERROR_sc_accumulator_Slots_must_be_at_least_2 u_error ();
    end
  endgenerate

  localparam Groups     = (Outputs + Pe - 1) / Pe;
  localparam GroupWidth = (Groups > 1) ? $clog2(Groups) : 1;
  localparam Rows       = Groups * Slots;
  localparam RowWidth   = $clog2(Rows);
  localparam SignBits   = TotalWidth - ScoreWidth;

  wire accept = valid_i && ready_o;

  // Totals of group g in slot b are row g*Slots + b.
  reg  [Pe*TotalWidth-1:0] totals_q [0:Rows-1];
  wire [RowWidth-1:0]      row;
  generate
    if (Groups > 1) begin : g_groups
      reg [GroupWidth-1:0] group_q;
      always @(posedge clk_i) begin
        if (rst_i)       group_q <= {GroupWidth{1'b0}};
        else if (accept) group_q <= last_i ? {GroupWidth{1'b0}} : group_q + 1'b1;
      end
`ifdef FORMAL
      always @(posedge clk_i) if (past_valid_q && !rst_i) assert (group_q == beat_q);
`endif
      assign row = {{(RowWidth - GroupWidth){1'b0}}, group_q} * Slots[RowWidth-1:0]
                   + {{(RowWidth - SlotWidth){1'b0}}, slot_i};
    end else begin : g_single_group
      assign row = slot_i;
    end
  endgenerate

  wire [Pe*TotalWidth-1:0] kept = first_i ? {Pe * TotalWidth{1'b0}} : totals_q[row];
  wire [Pe*TotalWidth-1:0] totals;
  genvar p;
  generate
    for (p = 0; p < Pe; p = p + 1) begin : g_add
      wire [ScoreWidth-1:0] score = scores_i[p*ScoreWidth+:ScoreWidth];
      assign totals[p*TotalWidth+:TotalWidth] = kept[p*TotalWidth+:TotalWidth]
                                               + {{SignBits{score[ScoreWidth-1]}}, score};
    end
  endgenerate

  // Control: reset.
  reg valid_q;
  always @(posedge clk_i) begin
    if (rst_i)        valid_q <= 1'b0;
    else if (ready_o) valid_q <= valid_i;
  end

  // Data: enabled, never reset.
  reg [Pe*TotalWidth-1:0] out_q;
  reg                     last_q;
  reg [SlotWidth-1:0]     slot_q;
  reg [SideWidth-1:0]     side_q;
  always @(posedge clk_i) begin
    if (accept) begin
      totals_q[row] <= totals;
      out_q  <= totals;
      last_q <= last_i;
      slot_q <= slot_i;
      side_q <= side_i;
    end
  end

  assign ready_o  = !valid_q || ready_i;
  assign valid_o  = valid_q;
  assign totals_o = out_q;
  assign last_o   = last_q;
  assign slot_o   = slot_q;
  assign side_o   = side_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The source holds a beat until it is taken, and a presentation has Groups beats of one slot.
  reg [31:0]          beat_q;
  reg [SlotWidth-1:0] of_slot_q;
  reg                 of_first_q;
  always @(posedge clk_i) begin
    if (past_valid_q && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(scores_i) && $stable(last_i) && $stable(slot_i)
              && $stable(first_i) && $stable(side_i));
    end
    if (valid_i) begin
      assume (last_i == (beat_q == Groups - 1) && slot_i < Slots);
      if (beat_q != 0) assume (slot_i == of_slot_q && first_i == of_first_q);
    end
    if (rst_i)       beat_q <= 32'd0;
    else if (accept) beat_q <= last_i ? 32'd0 : beat_q + 32'd1;
    if (accept) {of_slot_q, of_first_q} <= {slot_i, first_i};
  end

  // Any one total: its slot, group and lane.
  (* anyconst *) reg [SlotWidth-1:0]  slot;
  (* anyconst *) reg [GroupWidth-1:0] group;
  (* anyconst *) reg [7:0]            lane;
  wire                         here = slot_i == slot && beat_q == group;
  wire signed [ScoreWidth-1:0] score = scores_i >> lane * ScoreWidth;
  wire [TotalWidth-1:0]        shown = totals_o >> lane * TotalWidth;
  wire [TotalWidth-1:0]        stored = totals_q[group * Slots + slot] >> lane * TotalWidth;
  wire signed [TotalWidth-1:0] added = score;
  reg         [TotalWidth-1:0] total_q;
  reg                          known_q;    // it has been started
  reg                          shows_q;    // the beat that is shown holds it
  always @(posedge clk_i) begin
    assume (slot < Slots && group < Groups && lane < Pe);
    if (rst_i)                            known_q <= 1'b0;
    else if (accept && here && first_i)   known_q <= 1'b1;
    if (accept && here) total_q <= first_i ? added : total_q + added;
    if (rst_i)       shows_q <= 1'b0;
    else if (accept) shows_q <= here && (first_i || known_q);

    if (past_valid_q && !rst_i) begin
      assert (beat_q < Groups);
      if (known_q) assert (stored == total_q);
      if (valid_o && shows_q) assert (shown == total_q && known_q);
      assert (row < Rows || !valid_i);
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      assert (valid_o == ($past(accept) || $past(valid_o && !ready_i)));
      if ($past(accept)) begin
        assert (last_o == $past(last_i) && slot_o == $past(slot_i) && side_o == $past(side_i));
      end
      if ($past(valid_o && !ready_i)) begin
        assert ($stable(totals_o) && $stable(last_o) && $stable(slot_o) && $stable(side_o));
      end
    end
  end
`endif
endmodule

`default_nettype wire
