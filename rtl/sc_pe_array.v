// SPDX-License-Identifier: MIT
//
// sc_pe_array: Pe neurons side by side, from activations and weights to bits or scores.
//
// Each PE is an sc_pe and a last step: sc_threshold, or sc_score in the last layer. All of them
// work on the same activations and in the same rhythm, which the enables give: count, then (a
// cycle later, or when the pipeline moves on) sum, then step.
//
// Latency 3 cycles from act_i to data_o. Data only: nothing to reset.
//
//   clk_i           _/~\_/~\_/~\_/~\_/~\_     one chunk, one plane
//   count_enable_i  _/~~~\_______________
//   sum_enable_i    _____/~~~\___________
//   step_enable_i   _________/~~~\_______
//   data_o          -------------< D
`default_nettype none

module sc_pe_array #(
  // Neurons in parallel, >= 1.
  parameter Pe = 32,
  // Synapses a neuron and cycle, >= 1.
  parameter Simd = 64,
  // T, or the largest T where it is chosen at run time, >= 1.
  parameter Presentations = 1,
  // Bits of a neuron's sum.
  parameter SumWidth = 16,
  // Largest shift_i of the last step; 0: shift_i is ignored.
  parameter ShiftMax = 0,
  // 1: the last step is sc_score; 0: it is sc_threshold.
  parameter Last = 0,
  parameter ThresholdWidth = 17,
  parameter GainWidth = 0,
  parameter OffsetWidth = 8,
  parameter ScoreWidth = 24,
  // 0: bit planes of counts; else so many presentations a cycle, which all weigh 1.
  parameter PerCycle = 0,
  // Derived, do not override.
  parameter Copies = (PerCycle > 0) ? PerCycle : 1,
  parameter ShiftWidth = (ShiftMax > 0) ? $clog2(ShiftMax + 1) : 1,
  parameter NeuronWidth = (Last != 0) ? GainWidth + OffsetWidth : ThresholdWidth,
  parameter DataWidth = (Last != 0) ? ScoreWidth : 1
) (
  input  wire                      clk_i,

  // One plane of one chunk for all (or presentation q of it at [q*Simd +: Simd]), a row of weights
  // for each: PE p has [p*Simd +: Simd].
  input  wire                      count_enable_i,
  input  wire [Copies*Simd-1:0]    act_i,
  input  wire [Pe*Simd-1:0]        weight_row_i,

  // What the registered counts are part of.
  input  wire                      sum_enable_i,
  input  wire                      first_plane_i,
  input  wire                      last_plane_i,
  input  wire                      first_chunk_i,

  // Thresholds, or {offset, gain}, of the finished sums.
  input  wire                      step_enable_i,
  input  wire [ShiftWidth-1:0]     shift_i,
  input  wire [Pe*NeuronWidth-1:0] neuron_row_i,

  output wire [Pe*DataWidth-1:0]   data_o
);

  genvar p;
  generate
    for (p = 0; p < Pe; p = p + 1) begin : g_pe
      wire [SumWidth-1:0] sum;

      sc_pe #(
        .Simd         (Simd),
        .Presentations(Presentations),
        .SumWidth     (SumWidth),
        .PerCycle     (PerCycle)
      ) u_pe (
        .clk_i         (clk_i),
        .count_enable_i(count_enable_i),
        .act_i         (act_i),
        .weight_i      (weight_row_i[p*Simd+:Simd]),
        .sum_enable_i  (sum_enable_i),
        .first_plane_i (first_plane_i),
        .last_plane_i  (last_plane_i),
        .first_chunk_i (first_chunk_i),
        .sum_o         (sum)
      );

      if (Last != 0) begin : g_score
        sc_score #(
          .SumWidth   (SumWidth),
          .GainWidth  (GainWidth),
          .OffsetWidth(OffsetWidth),
          .ScoreWidth (ScoreWidth),
          .ShiftMax   (ShiftMax)
        ) u_score (
          .clk_i   (clk_i),
          .enable_i(step_enable_i),
          .sum_i   (sum),
          .shift_i (shift_i),
          .scale_i (neuron_row_i[p*NeuronWidth+:NeuronWidth]),
          .score_o (data_o[p*DataWidth+:DataWidth])
        );
      end else begin : g_threshold
        sc_threshold #(
          .SumWidth      (SumWidth),
          .ThresholdWidth(ThresholdWidth),
          .ShiftMax      (ShiftMax)
        ) u_threshold (
          .clk_i      (clk_i),
          .enable_i   (step_enable_i),
          .sum_i      (sum),
          .shift_i    (shift_i),
          .threshold_i(neuron_row_i[p*NeuronWidth+:NeuronWidth]),
          .bit_o      (data_o[p])
        );
      end
    end
  endgenerate

endmodule

`default_nettype wire
