// SPDX-License-Identifier: MIT
//
// sc_threshold: the step of one neuron, bit = (sum * 2^shift >= threshold).
//
// The threshold is batch normalization and sign folded into one integer. Where the number of
// presentations T = 2^k is chosen at run time, one threshold serves every k: it is stored for
// twice the largest T = 2^F, and the sum is scaled up to it, shift = F + 1 - k.
//
// Latency 1 cycle; bit_o holds while enable_i is low. Data only: nothing to reset.
`default_nettype none

module sc_threshold #(
  // Bits of the sum, >= 1.
  parameter SumWidth = 16,
  // Bits of the threshold; it must hold the largest scaled sum, plus one for "never".
  parameter ThresholdWidth = 17,
  // Largest shift; 0: the sum is compared as it is, shift_i is ignored.
  parameter ShiftMax = 0,
  // Derived, do not override.
  parameter ShiftWidth = (ShiftMax > 0) ? $clog2(ShiftMax + 1) : 1
) (
  input  wire                      clk_i,

  input  wire                      enable_i,
  input  wire [SumWidth-1:0]       sum_i,
  input  wire [ShiftWidth-1:0]     shift_i,
  input  wire [ThresholdWidth-1:0] threshold_i,
  output wire                      bit_o
);

  generate
    if (ThresholdWidth < SumWidth) begin : g_check
      ERROR_sc_threshold_ThresholdWidth_must_be_at_least_SumWidth u_error ();
    end
  endgenerate

  wire [ThresholdWidth-1:0] sum = {{(ThresholdWidth - SumWidth){1'b0}}, sum_i};
  wire [ThresholdWidth-1:0] scaled;

  generate
    if (ShiftMax > 0) begin : g_shift
      assign scaled = sum << shift_i;
    end else begin : g_no_shift
      assign scaled = sum;
      wire unused_shift = |shift_i;
    end
  endgenerate

  reg bit_q;
  always @(posedge clk_i) begin
    if (enable_i) bit_q <= scaled >= threshold_i;
  end

  assign bit_o = bit_q;

endmodule

`default_nettype wire
