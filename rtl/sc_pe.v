// SPDX-License-Identifier: MIT
//
// sc_pe: one neuron's sum S = sum over planes of plane weight * popcount(XNOR(weights, plane)).
//
// A chunk of Simd synapses is visited plane by plane, the heaviest first. Plane k >= 1 weighs
// 2^(k-1) and plane 0 weighs R, so that the weights of all planes add up to Presentations:
//
//   partial = (first plane ? 0 : 2*partial) + count      plane k >= 1
//   partial = (first plane ? 0 : partial) + R*count      plane 0, the last
//   sum     = (first chunk ? 0 : sum) + partial          in the same cycle
//
// With one plane (Presentations = 1) there is no partial sum: sum = sum + count. The same holds
// where the planes are the presentations themselves (PerCycle >= 1), which all weigh 1: act_i
// then has PerCycle of them beside each other, and each meets the same weights.
//
// Latency 2 cycles from act_i to sum_o: count, then sum. Each step has its enable; the flags of
// the second come with sum_enable_i, one cycle after the count's. Data only: nothing to reset.
//
//   clk_i           _/~\_/~\_/~\_/~\_/~\_     two planes of one chunk
//   count_enable_i  _/~~~~~~~\___________
//   act_i           -< P1>< P0>----------
//   sum_enable_i    _____/~~~~~~~\_______
//   first_plane_i   _____/~~~\___________
//   last_plane_i    _________/~~~\_______
//   sum_o           -------------< S
`default_nettype none

module sc_pe #(
  // Synapses a cycle, >= 1.
  parameter Simd = 64,
  // T, or the largest T where it is chosen at run time, >= 1.
  parameter Presentations = 1,
  // Bits of the sum, which is at most Presentations * inputs.
  parameter SumWidth = 16,
  // 0: bit planes of counts; else so many presentations a cycle, which all weigh 1.
  parameter PerCycle = 0,
  // Derived, do not override.
  parameter Copies = (PerCycle > 0) ? PerCycle : 1
) (
  input  wire                   clk_i,

  // Count: one plane of one chunk, or presentation q of it at [q*Simd +: Simd].
  input  wire                   count_enable_i,
  input  wire [Copies*Simd-1:0] act_i,
  input  wire [Simd-1:0]        weight_i,

  // Sum: what the registered count is part of.
  input  wire                   sum_enable_i,
  input  wire                   first_plane_i,
  input  wire                   last_plane_i,   // plane 0
  input  wire                   first_chunk_i,

  output wire [SumWidth-1:0]    sum_o
);

  localparam Planes     = $clog2(Presentations + 1);
  localparam LastWeight = Presentations - ((1 << (Planes - 1)) - 1);
  localparam CountWidth = $clog2(Copies * Simd + 1);

  generate
    if (Simd < 1) begin : g_check_simd
      ERROR_sc_pe_Simd_must_be_at_least_1 u_error ();
    end
    if (Presentations < 1) begin : g_check_presentations
      ERROR_sc_pe_Presentations_must_be_at_least_1 u_error ();
    end
    if (PerCycle < 0) begin : g_check_per_cycle
      ERROR_sc_pe_PerCycle_must_be_at_least_0 u_error ();
    end
    if (SumWidth < CountWidth) begin : g_check_sum
      ERROR_sc_pe_SumWidth_must_hold_a_count u_error ();
    end
  endgenerate

  wire [CountWidth-1:0] count;
  sc_xnor_count #(
    .NumInputs(Copies * Simd)
  ) u_xnor_count (
    .clk_i   (clk_i),
    .enable_i(count_enable_i),
    .act_i   (act_i),
    .weight_i({Copies{weight_i}}),
    .count_o (count)
  );

  // What is added to the sum, when, and whether it is the first.
  wire [SumWidth-1:0] partial;
  wire                add;
  wire                first;
  generate
    if (Planes == 1 || PerCycle > 0) begin : g_equal
      assign partial = {{(SumWidth - CountWidth){1'b0}}, count};
      assign add     = sum_enable_i;
      assign first   = first_chunk_i && first_plane_i;
      wire unused_last_plane = last_plane_i;
    end else begin : g_planes
      localparam PartialWidth = $clog2(Presentations * Simd + 1);
      localparam [PartialWidth-1:0] Weight0 = LastWeight[PartialWidth-1:0];

      reg  [PartialWidth-1:0] partial_q;
      wire [PartialWidth-1:0] plane_count = {{(PartialWidth - CountWidth){1'b0}}, count};
      wire [PartialWidth-1:0] weighted = last_plane_i ? Weight0 * plane_count : plane_count;
      wire [PartialWidth-1:0] heavier = first_plane_i ? {PartialWidth{1'b0}} : partial_q;
      wire [PartialWidth-1:0] partial_d = (last_plane_i ? heavier : heavier << 1) + weighted;

      always @(posedge clk_i) begin
        if (sum_enable_i) partial_q <= partial_d;
      end

      assign partial = {{(SumWidth - PartialWidth){1'b0}}, partial_d};
      assign add     = sum_enable_i && last_plane_i;
      assign first   = first_chunk_i;
    end
  endgenerate

  reg  [SumWidth-1:0] sum_q;
  wire [SumWidth-1:0] sum_d = (first ? {SumWidth{1'b0}} : sum_q) + partial;
  always @(posedge clk_i) begin
    if (add) sum_q <= sum_d;
  end

  assign sum_o = sum_q;

endmodule

`default_nettype wire
