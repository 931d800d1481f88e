// SPDX-License-Identifier: MIT
//
// sc_accumulator: adds up the class scores of an image's presentations.
//
// Takes the last layer's beats: Pe signed scores each, a presentation's groups in order up to
// last_i. A total is kept for each slot, group and lane; first_i starts it anew, so nothing is
// left of the image that was in the slot before. Presentations of several slots may be mixed. A
// presentation that is not whole (no last_i before a reset) leaves totals that are not meaningful.
//
// Each beat gives one of totals, latency 1 cycle, a beat in every cycle: a total may be added to
// in the cycle after it was written. All holds while a beat waits.
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

  // Scores; slot_i, first_i and side_i count with every beat.
  input  wire                     valid_i,
  output wire                     ready_o,
  input  wire [Pe*ScoreWidth-1:0] scores_i,
  input  wire                     last_i,     // of the presentation
  input  wire [SlotWidth-1:0]     slot_i,
  input  wire                     first_i,    // the image's first presentation
  input  wire [SideWidth-1:0]     side_i,

  // Totals, this presentation's scores among them.
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

endmodule

`default_nettype wire
