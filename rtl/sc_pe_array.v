// SPDX-License-Identifier: MIT
//
// sc_pe_array: Pe neurons side by side, from activations and weights to sums.
//
// All PEs work on the same activations and in the same rhythm: an operand per cycle in which the
// pipeline moves, and stage after stage of a PE with it. What a PE is made of has the ports of
// sc_pe: enable_i has a bit per stage, the flags come with the last one, after which sum_o is
// there. Another body is another branch here with its Latency, and nothing else changes: flags and
// tags wait as long as it takes.
//
// Latency moves from the operands to sums_o: ends_o tells them a move ahead. Data only, but for
// the valid bits.
//
//   clk_i         _/~\_/~\_/~\_/~\_     one chunk, one plane; Registers 1, Latency 2
//   valid_i       _/~~~\___________
//   ends_o        _____/~~~\_______
//   sums_o        ---------< S
`default_nettype none

module sc_pe_array #(
  // Neurons in parallel, >= 1.
  parameter Pe = 32,
  // Synapses per neuron and cycle, >= 1.
  parameter Simd = 64,
  // T, or the largest T where it is chosen at run time, >= 1.
  parameter Presentations = 1,
  // Bits of a neuron's sum.
  parameter SumWidth = 16,
  // Bits that travel with an operand.
  parameter TagWidth = 1,
  // "planes": operands are bit planes of counts; "presentations": PerCycle presentations each.
  parameter Word = "planes",
  parameter PerCycle = 1,
  // What counts are made of: "3:2" or "6:3", registers on the way, >= 0, and levels after the last
  // one; see sc_compressor.
  parameter Counters = "3:2",
  parameter Registers = 1,
  parameter Tail = 0
) (
  input  wire                     clk_i,
  input  wire                     rst_i,            // synchronous, active high

  input  wire                     advance_i,        // the pipeline moves

  // One plane of one chunk for all (or presentation q of it at [q*Simd +: Simd]), a row of weights
  // for each: PE p has [p*Simd +: Simd].
  input  wire                     valid_i,
  input  wire                     first_plane_i,
  input  wire                     last_plane_i,
  input  wire                     first_chunk_i,
  input  wire                     group_end_i,      // the last one of these neurons
  input  wire [TagWidth-1:0]      tag_i,
  input  wire [PerCycle*Simd-1:0] act_i,
  input  wire [Pe*Simd-1:0]       weight_row_i,

  // The sums are there after the next move; the tag is that of the group's last operand.
  output wire                     ends_o,
  output wire [TagWidth-1:0]      tag_o,
  output wire [Pe*SumWidth-1:0]   sums_o
);

  // Moves through a PE.
  localparam Latency = Registers + 1;

  generate
    if (Pe < 1) begin : g_check
      ERROR_sc_pe_array_Pe_must_be_at_least_1 u_error ();
    end
  endgenerate

  // Stage s has what came s moves ago.
  wire [Latency-1:0] enable;
  genvar s;
  generate
    for (s = 0; s < Latency; s = s + 1) begin : g_stage
      wire                valid;
      wire                first_plane, last_plane, first_chunk, group_end;
      wire [TagWidth-1:0] tag;
      if (s == 0) begin : g_first
        assign valid       = valid_i;
        assign first_plane = first_plane_i;
        assign last_plane  = last_plane_i;
        assign first_chunk = first_chunk_i;
        assign group_end   = group_end_i;
        assign tag         = tag_i;
      end else begin : g_next
        // Control: reset.
        reg valid_q;
        always @(posedge clk_i) begin
          if (rst_i)          valid_q <= 1'b0;
          else if (advance_i) valid_q <= g_stage[s-1].valid;
        end

        // Data: never reset.
        reg                first_plane_q, last_plane_q, first_chunk_q, group_end_q;
        reg [TagWidth-1:0] tag_q;
        always @(posedge clk_i) begin
          if (advance_i) begin
            first_plane_q <= g_stage[s-1].first_plane;
            last_plane_q  <= g_stage[s-1].last_plane;
            first_chunk_q <= g_stage[s-1].first_chunk;
            group_end_q   <= g_stage[s-1].group_end;
            tag_q         <= g_stage[s-1].tag;
          end
        end

        assign valid       = valid_q;
        assign first_plane = first_plane_q;
        assign last_plane  = last_plane_q;
        assign first_chunk = first_chunk_q;
        assign group_end   = group_end_q;
        assign tag         = tag_q;
      end
      assign enable[s] = advance_i && valid;
    end
  endgenerate

  generate
    if (Latency == 1) begin : g_no_control
      wire unused_rst = rst_i;
    end
  endgenerate

  genvar p;
  generate
    for (p = 0; p < Pe; p = p + 1) begin : g_pe
      sc_pe #(
        .Simd         (Simd),
        .Presentations(Presentations),
        .SumWidth     (SumWidth),
        .Word         (Word),
        .PerCycle     (PerCycle),
        .Counters     (Counters),
        .Registers    (Registers),
        .Tail         (Tail)
      ) u_pe (
        .clk_i        (clk_i),
        .enable_i     (enable),
        .act_i        (act_i),
        .weight_i     (weight_row_i[p*Simd+:Simd]),
        .first_plane_i(g_stage[Latency-1].first_plane),
        .last_plane_i (g_stage[Latency-1].last_plane),
        .first_chunk_i(g_stage[Latency-1].first_chunk),
        .sum_o        (sums_o[p*SumWidth+:SumWidth])
      );
    end
  endgenerate

  assign ends_o = g_stage[Latency-1].valid && g_stage[Latency-1].group_end;
  assign tag_o  = g_stage[Latency-1].tag;

endmodule

`default_nettype wire
