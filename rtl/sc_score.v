// SPDX-License-Identifier: MIT
//
// sc_score: the score of one class, score = gain * sum + offset * 2^shift.
//
// Signed integers (or fixed point: gain and offset then share their number of fraction bits). The
// gain is unsigned, because a negative one is folded into the weights. The shift scales the
// offset by the number of presentations, where the last layer is also the first and T is chosen
// at run time.
//
// Latency 1 cycle; score_o holds while enable_i is low. Data only: nothing to reset.
`default_nettype none

module sc_score #(
  // Bits of the sum, >= 1.
  parameter SumWidth = 16,
  // Bits of the gain; 0: every gain is 1, there is no multiplier.
  parameter GainWidth = 0,
  // Bits of the signed offset, >= 1.
  parameter OffsetWidth = 8,
  // Bits of the signed score, which must hold every score; no less than those of its parts.
  parameter ScoreWidth = 24,
  // Largest shift; 0: shift_i is ignored.
  parameter ShiftMax = 0,
  // Derived, do not override.
  parameter ScaleWidth = GainWidth + OffsetWidth,
  parameter ShiftWidth = (ShiftMax > 0) ? $clog2(ShiftMax + 1) : 1
) (
  input  wire                         clk_i,

  input  wire                         enable_i,
  input  wire [SumWidth-1:0]          sum_i,
  input  wire [ShiftWidth-1:0]        shift_i,
  input  wire [ScaleWidth-1:0]        scale_i,   // {offset, gain}
  output wire signed [ScoreWidth-1:0] score_o
);

  generate
    if (OffsetWidth < 1) begin : g_check_offset
      ERROR_sc_score_OffsetWidth_must_be_at_least_1 u_error ();
    end
    if (ScoreWidth < SumWidth || ScoreWidth < GainWidth || ScoreWidth < OffsetWidth)
    begin : g_check_score
      ERROR_sc_score_ScoreWidth_must_be_at_least_SumWidth_GainWidth_and_OffsetWidth u_error ();
    end
  endgenerate

  wire [ScoreWidth-1:0] sum = {{(ScoreWidth - SumWidth){1'b0}}, sum_i};
  wire [ScoreWidth-1:0] product;
  generate
    if (GainWidth > 0) begin : g_gain
      assign product = sum * {{(ScoreWidth - GainWidth){1'b0}}, scale_i[GainWidth-1:0]};
    end else begin : g_no_gain
      assign product = sum;
    end
  endgenerate

  wire [ScoreWidth-1:0] offset = {
    {(ScoreWidth - OffsetWidth){scale_i[ScaleWidth-1]}}, scale_i[ScaleWidth-1:GainWidth]
  };
  wire [ScoreWidth-1:0] scaled_offset;
  generate
    if (ShiftMax > 0) begin : g_shift
      assign scaled_offset = offset << shift_i;
    end else begin : g_no_shift
      assign scaled_offset = offset;
      wire unused_shift = |shift_i;
    end
  endgenerate

  reg [ScoreWidth-1:0] score_q;
  always @(posedge clk_i) begin
    if (enable_i) score_q <= product + scaled_offset;
  end

  assign score_o = score_q;

endmodule

`default_nettype wire
