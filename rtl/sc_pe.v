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
// where the planes are the presentations themselves (Word "presentations"), which all weigh 1:
// act_i then has PerCycle of them beside each other, and each meets the same weights.
//
// A count comes as two numbers, which are added into the sum with it: one addition with carries
// follows all of sc_compressor's registers.
//
// Latency Registers + 1 cycles from act_i to sum_o: count, then sum. Each stage has its enable, the
// flags come with that of the last one. Data only: nothing to reset.
//
//   clk_i          _/~\_/~\_/~\_/~\_/~\_     two planes of one chunk, Registers 1
//   enable_i[0]    _/~~~~~~~\___________
//   act_i          -< P1>< P0>----------
//   enable_i[1]    _____/~~~~~~~\_______
//   first_plane_i  _____/~~~\___________
//   last_plane_i   _________/~~~\_______
//   sum_o          -------------< S
`default_nettype none

module sc_pe #(
  // Synapses per cycle, >= 1.
  parameter Simd = 64,
  // T, or the largest T where it is chosen at run time, >= 1.
  parameter Presentations = 1,
  // Bits of the sum, which is at most Presentations * inputs.
  parameter SumWidth = 16,
  // "planes": act_i are bit planes of counts; "presentations": PerCycle presentations, which all
  // weigh 1.
  parameter Word = "planes",
  // 1 for planes.
  parameter PerCycle = 1,
  // What counts are made of: "3:2" or "6:3", registers on the way, >= 0, and levels after the last
  // one; see sc_compressor.
  parameter Counters = "3:2",
  parameter Registers = 1,
  parameter Tail = 0
) (
  input  wire                     clk_i,

  // The first stages count: one plane of one chunk, or presentation q of it at [q*Simd +: Simd].
  input  wire [Registers:0]       enable_i,
  input  wire [PerCycle*Simd-1:0] act_i,
  input  wire [Simd-1:0]          weight_i,

  // The last stage sums: what the count is part of.
  input  wire                     first_plane_i,
  input  wire                     last_plane_i,   // plane 0
  input  wire                     first_chunk_i,

  output wire [SumWidth-1:0]      sum_o
);

  localparam Planes     = $clog2(Presentations + 1);
  localparam LastWeight = Presentations - ((1 << (Planes - 1)) - 1);
  localparam CountWidth = $clog2(PerCycle * Simd + 1);

  generate
    if (Simd < 1) begin : g_check_simd
      ERROR_sc_pe_Simd_must_be_at_least_1 u_error ();
    end
    if (Presentations < 1) begin : g_check_presentations
      ERROR_sc_pe_Presentations_must_be_at_least_1 u_error ();
    end
    if (Word == "planes") begin : g_check_planes
      if (PerCycle != 1) begin : g_per_cycle
        ERROR_sc_pe_PerCycle_must_be_1_for_planes u_error ();
      end
    end else if (Word != "presentations") begin : g_check_word
      ERROR_sc_pe_Word_must_be_planes_or_presentations u_error ();
    end
    if (PerCycle < 1) begin : g_check_per_cycle
      ERROR_sc_pe_PerCycle_must_be_at_least_1 u_error ();
    end
    if (SumWidth < CountWidth) begin : g_check_sum
      ERROR_sc_pe_SumWidth_must_hold_a_count u_error ();
    end
  endgenerate

  localparam EnableWidth = (Registers > 0) ? Registers : 1;

  wire [CountWidth-1:0] ones;
  wire [CountWidth-1:0] more;
  sc_xnor_count #(
    .NumInputs(PerCycle * Simd),
    .Counters (Counters),
    .Registers(Registers),
    .Tail     (Tail)
  ) u_xnor_count (
    .clk_i   (clk_i),
    .enable_i(enable_i[EnableWidth-1:0]),
    .act_i   (act_i),
    .weight_i({PerCycle{weight_i}}),
    .ones_o  (ones),
    .more_o  (more)
  );

  // What is added to the sum (two numbers), when, and whether it is the first.
  wire [SumWidth-1:0] addend;
  wire [SumWidth-1:0] second;
  wire                add;
  wire                first;
  generate
    if (Planes == 1 || Word != "planes") begin : g_equal
      assign addend = {{(SumWidth - CountWidth){1'b0}}, ones};
      assign second = {{(SumWidth - CountWidth){1'b0}}, more};
      assign add    = enable_i[Registers];
      assign first  = first_chunk_i && first_plane_i;
      wire unused_last_plane = last_plane_i;
    end else begin : g_planes
      localparam PartialWidth = $clog2(Presentations * Simd + 1);

      // The count times its plane's weight: two numbers while the weight is a shift.
      wire [PartialWidth-1:0] weighted;
      wire [PartialWidth-1:0] weighted_more;
      if ((LastWeight & (LastWeight - 1)) == 0) begin : g_shift
        localparam Shift = $clog2(LastWeight);
        wire [PartialWidth-1:0] wide_ones = {{(PartialWidth - CountWidth){1'b0}}, ones};
        wire [PartialWidth-1:0] wide_more = {{(PartialWidth - CountWidth){1'b0}}, more};
        assign weighted      = last_plane_i ? wide_ones << Shift : wide_ones;
        assign weighted_more = last_plane_i ? wide_more << Shift : wide_more;
      end else begin : g_multiply
        localparam [PartialWidth-1:0] Weight0 = LastWeight[PartialWidth-1:0];
        wire [CountWidth-1:0]   count = ones + more;
        wire [PartialWidth-1:0] wide = {{(PartialWidth - CountWidth){1'b0}}, count};
        assign weighted      = last_plane_i ? Weight0 * wide : wide;
        assign weighted_more = {PartialWidth{1'b0}};
      end

      reg  [PartialWidth-1:0] partial_q;
      wire [PartialWidth-1:0] heavier = first_plane_i ? {PartialWidth{1'b0}} : partial_q;
      wire [PartialWidth-1:0] partial_d =
          (last_plane_i ? heavier : heavier << 1) + weighted + weighted_more;

      always @(posedge clk_i) begin
        if (enable_i[Registers]) partial_q <= partial_d;
      end

      assign addend = {{(SumWidth - PartialWidth){1'b0}}, partial_d};
      assign second = {SumWidth{1'b0}};
      assign add    = enable_i[Registers] && last_plane_i;
      assign first  = first_chunk_i;
    end
  endgenerate

  reg  [SumWidth-1:0] sum_q;
  wire [SumWidth-1:0] sum_d = (first ? {SumWidth{1'b0}} : sum_q) + addend + second;
  always @(posedge clk_i) begin
    if (add) sum_q <= sum_d;
  end

  assign sum_o = sum_q;

endmodule

`default_nettype wire
