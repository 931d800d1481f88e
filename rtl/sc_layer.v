// SPDX-License-Identifier: MIT
//
// sc_layer: the engine of one layer, Pe neurons times Simd synapses per cycle.
//
//   input store --> sc_sequencer --> sc_operands --> sc_pe_array --> sc_finish --> stream
//                   loops            ^               sums            ^
//                                    row memory: weights             row memory: thresholds, scores
//
// It knows its neighbours by three contracts (docs/hardware.md): input store, row memory, stream.
// A frame (its inputs) is read once per group of Pe neurons, chunk by chunk of Simd synapses. A row
// of weights is read once per chunk, a row of thresholds once per group, whatever the number of
// planes. A group is a beat of Pe bits, or of Pe scores.
//
//   cycle t     issue: input store and weights are read
//         t+1   word and weights are there: XNOR, popcount
//         t+2   counts: Horner over the planes, sum over the chunks; thresholds are read
//         t+3   sums: threshold, or gain and offset
//         t+4   valid_o, if t was the last issue of its group
//
// This is with one register on the way to a count; each one more, or less, is a cycle. With InMemory
// the weights' products are sensed in t+1, and all that follows is a cycle later.
// One issue per cycle, frames back to back. While an output beat waits the whole pipeline holds.
//
// A word of the first layer holds Planes bits per pixel, plane-major: the exact bipolar planes of
// the counts, visited one per cycle; or (Word "presentations") the presentations themselves, T-1
// down to 0, PerCycle of them per cycle: bit t*Simd + s is pixel s at presentation t. Sums,
// thresholds and results are the same.
//
// Weight row g*Chunks + c: bit p*Simd + s is the weight of neuron g*Pe + p, synapse c*Simd + s.
// Neuron row g: [p*NeuronWidth +: NeuronWidth] is the threshold, or {offset, gain}, of neuron
// g*Pe + p. Synapses beyond Inputs have weight bit 0, which makes their product -1, not counted.
// Neurons beyond Outputs give bits (or scores) that are not meaningful.
//
// It is longer than other leaves by its ports and by what is proved of all parts together.
`default_nettype none

module sc_layer #(
  // Synapses of a neuron, >= 1.
  parameter Inputs = 784,
  // Neurons, >= 1.
  parameter Outputs = 1024,
  // Neurons in parallel, 1..Outputs.
  parameter Pe = 32,
  // Synapses per neuron and cycle, 1..Inputs.
  parameter Simd = 64,
  // T of the first layer, or the largest T where it is chosen at run time; 1 in other layers.
  parameter Presentations = 1,
  // 1: T = 2^log2_i; 0: T = Presentations, log2_i is ignored.
  parameter AtRunTime = 0,
  // What a word holds: "planes" or "presentations".
  parameter Word = "planes",
  // Presentations that are summed in a cycle: a divisor of Presentations; 1 for planes, with
  // InMemory, and where T is chosen at run time.
  parameter PerCycle = 1,
  // 1: weight_row_i are products with weight_act_o, from a memory that multiplies; 0: weights.
  parameter InMemory = 0,
  // 1: weight bits of synapses beyond Inputs may be anything, as from a decoder that takes three
  // errors for one; 0: they are 0. 0 with InMemory.
  parameter KeepPadding = 0,
  // What counts are made of: "3:2" or "6:3", registers on the way, >= 0, and levels after the last
  // one; see sc_compressor.
  parameter Counters = "3:2",
  parameter Registers = 1,
  parameter Tail = 0,
  // What sums become: bits by "thresholds", or "scores".
  parameter Finish = "thresholds",
  // Scores: bits of an unsigned gain (0: none), of a signed offset and of a signed score.
  parameter GainWidth = 0,
  parameter OffsetWidth = 8,
  parameter ScoreWidth = 24,
  // Bits that travel with a frame.
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter Groups = (Outputs + Pe - 1) / Pe,
  parameter Chunks = (Inputs + Simd - 1) / Simd,
  parameter Planes = (Word == "planes") ? $clog2(Presentations + 1) : Presentations,
  parameter Log2Width = (Presentations > 1) ? $clog2($clog2(Presentations + 1)) : 1,
  parameter ThresholdWidth = $clog2((AtRunTime != 0 ? 2 : 1) * Presentations * Inputs + 2),
  parameter NeuronWidth = (Finish == "scores") ? GainWidth + OffsetWidth : ThresholdWidth,
  parameter DataWidth = (Finish == "scores") ? ScoreWidth : 1,
  parameter GroupWidth = (Groups > 1) ? $clog2(Groups) : 1,
  parameter ChunkWidth = (Chunks > 1) ? $clog2(Chunks) : 1,
  parameter RowWidth = (Groups * Chunks > 1) ? $clog2(Groups * Chunks) : 1
) (
  input  wire                      clk_i,
  input  wire                      rst_i,           // synchronous, active high

  // Input store: the frame that shows, until release_o.
  input  wire                      frame_valid_i,
  input  wire [Log2Width-1:0]      log2_i,
  input  wire [SideWidth-1:0]      side_i,
  output wire                      release_o,
  output wire                      read_o,
  output wire [ChunkWidth-1:0]     read_addr_o,
  input  wire [Planes*Simd-1:0]    word_i,          // plane-major, one cycle after read_o; holds

  // Row memory: weights.
  output wire                      weight_read_o,
  output wire [RowWidth-1:0]       weight_addr_o,
  output wire [Simd-1:0]           weight_act_o,    // InMemory: each PE's activations
  input  wire [Pe*Simd-1:0]        weight_row_i,    // one cycle after weight_read_o; holds

  // Row memory: thresholds, or gains and offsets.
  output wire                      neuron_read_o,
  output wire [GroupWidth-1:0]     neuron_addr_o,
  input  wire [Pe*NeuronWidth-1:0] neuron_row_i,    // one cycle after neuron_read_o; holds

  // Stream: a beat per group.
  output wire                      valid_o,
  input  wire                      ready_i,
  output wire                      last_o,
  output wire [Pe*DataWidth-1:0]   data_o,
  output wire [SideWidth-1:0]      side_o
);

  localparam SumWidth   = $clog2(Presentations * Inputs + 1);
  localparam CountWidth = $clog2(Presentations + 1);
  localparam ShiftMax   = (AtRunTime == 0) ? 0 : (Finish == "scores") ? CountWidth - 1 : CountWidth;
  localparam ShiftWidth = (ShiftMax > 0) ? $clog2(ShiftMax + 1) : 1;
  localparam Steps      = Planes / PerCycle;   // of a word at most
  localparam StepWidth  = (Steps > 1) ? $clog2(Steps) : 1;
  localparam TagWidth   = GroupWidth + 1 + ShiftWidth + SideWidth;

  generate
    if (Pe < 1 || Pe > Outputs) begin : g_check_pe
      ERROR_sc_layer_Pe_must_be_1_to_Outputs u_error ();
    end
    if (Simd < 1 || Simd > Inputs) begin : g_check_simd
      ERROR_sc_layer_Simd_must_be_1_to_Inputs u_error ();
    end
    if (Presentations < 1) begin : g_check_presentations
      ERROR_sc_layer_Presentations_must_be_at_least_1 u_error ();
    end
    if (AtRunTime != 0 && (Presentations & (Presentations - 1)) != 0) begin : g_check_power
      ERROR_sc_layer_Presentations_must_be_a_power_of_two_at_run_time u_error ();
    end
    if (PerCycle < 1 || Presentations % PerCycle != 0) begin : g_check_per_cycle
      ERROR_sc_layer_PerCycle_must_divide_Presentations u_error ();
    end
    if (PerCycle > 1 && (AtRunTime != 0 || InMemory != 0)) begin : g_check_one
      ERROR_sc_layer_PerCycle_must_be_1_at_run_time_and_with_InMemory u_error ();
    end
  endgenerate

  // The planes to visit, and the scale of the last step.
  wire [StepWidth-1:0]  top_plane;
  wire [ShiftWidth-1:0] shift;
  generate
    if (AtRunTime != 0) begin : g_run_time
      if (Word == "planes") begin : g_planes
        assign top_plane = log2_i;
      end else begin : g_presentations
        assign top_plane = ~({StepWidth{1'b1}} << log2_i);
      end
      if (Finish == "scores") begin : g_offset
        assign shift = log2_i[ShiftWidth-1:0];
      end else begin : g_sum
        assign shift = CountWidth[ShiftWidth-1:0] - {{(ShiftWidth - Log2Width){1'b0}}, log2_i};
      end
    end else begin : g_fixed
      assign top_plane = Steps[StepWidth-1:0] - 1'b1;
      assign shift     = {ShiftWidth{1'b0}};
      wire unused_log2 = |log2_i;
    end
  endgenerate

  // Issue, cycle t.
  wire                  advance;
  wire                  issue;
  wire [GroupWidth-1:0] group;
  wire [RowWidth-1:0]   row;
  wire [StepWidth-1:0]  plane;
  wire                  first_plane, last_plane, first_chunk, last_chunk, last_group;
  sc_sequencer #(
    .Groups(Groups),
    .Chunks(Chunks),
    .Planes(Steps)
  ) u_sequencer (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .advance_i    (advance),
    .frame_valid_i(frame_valid_i),
    .top_plane_i  (top_plane),
    .release_o    (release_o),
    .issue_o      (issue),
    .group_o      (group),
    .chunk_o      (read_addr_o),
    .plane_o      (plane),
    .row_o        (row),
    .first_plane_o(first_plane),
    .last_plane_o (last_plane),
    .first_chunk_o(first_chunk),
    .last_chunk_o (last_chunk),
    .last_group_o (last_group)
  );
  assign read_o = issue && first_plane;

  // Operands, cycle t+1, or t+2 with InMemory.
  wire                     valid_c, first_plane_c, last_plane_c, first_chunk_c, group_end_c;
  wire [TagWidth-1:0]      tag_c;
  wire [PerCycle*Simd-1:0] act_c;
  wire [Pe*Simd-1:0]       weight_row_c;
  sc_operands #(
    .Inputs     (Inputs),
    .Pe         (Pe),
    .Simd       (Simd),
    .Planes     (Steps),
    .PerCycle   (PerCycle),
    .InMemory   (InMemory),
    .KeepPadding(KeepPadding),
    .RowWidth   (RowWidth),
    .TagWidth   (TagWidth)
  ) u_operands (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .advance_i    (advance),
    .issue_i      (issue),
    .row_i        (row),
    .plane_i      (plane),
    .first_plane_i(first_plane),
    .last_plane_i (last_plane),
    .first_chunk_i(first_chunk),
    .last_chunk_i (last_chunk),
    .tag_i        ({group, last_group, shift, side_i}),
    .word_i       (word_i),
    .weight_read_o(weight_read_o),
    .weight_addr_o(weight_addr_o),
    .weight_act_o (weight_act_o),
    .weight_row_i (weight_row_i),
    .valid_o      (valid_c),
    .first_plane_o(first_plane_c),
    .last_plane_o (last_plane_c),
    .first_chunk_o(first_chunk_c),
    .group_end_o  (group_end_c),
    .tag_o        (tag_c),
    .act_o        (act_c),
    .weight_row_o (weight_row_c)
  );

  // Sums, and what belongs to them.
  wire                   ends;
  wire [GroupWidth-1:0]  group_s;
  wire                   last_group_s;
  wire [ShiftWidth-1:0]  shift_s;
  wire [SideWidth-1:0]   side_s;
  wire [Pe*SumWidth-1:0] sums;
  sc_pe_array #(
    .Pe           (Pe),
    .Simd         (Simd),
    .Presentations(Presentations),
    .SumWidth     (SumWidth),
    .TagWidth     (TagWidth),
    .Word         (Word),
    .PerCycle     (PerCycle),
    .Counters     (Counters),
    .Registers    (Registers),
    .Tail         (Tail)
  ) u_pe_array (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .advance_i    (advance),
    .valid_i      (valid_c),
    .first_plane_i(first_plane_c),
    .last_plane_i (last_plane_c),
    .first_chunk_i(first_chunk_c),
    .group_end_i  (group_end_c),
    .tag_i        (tag_c),
    .act_i        (act_c),
    .weight_row_i (weight_row_c),
    .ends_o       (ends),
    .tag_o        ({group_s, last_group_s, shift_s, side_s}),
    .sums_o       (sums)
  );

  sc_finish #(
    .Step          (Finish),
    .Pe            (Pe),
    .SumWidth      (SumWidth),
    .ShiftMax      (ShiftMax),
    .ThresholdWidth(ThresholdWidth),
    .GainWidth     (GainWidth),
    .OffsetWidth   (OffsetWidth),
    .ScoreWidth    (ScoreWidth),
    .AddrWidth     (GroupWidth),
    .SideWidth     (SideWidth)
  ) u_finish (
    .clk_i    (clk_i),
    .rst_i    (rst_i),
    .advance_o(advance),
    .ends_i   (ends),
    .addr_i   (group_s),
    .last_i   (last_group_s),
    .shift_i  (shift_s),
    .side_i   (side_s),
    .sums_i   (sums),
    .read_o   (neuron_read_o),
    .addr_o   (neuron_addr_o),
    .row_i    (neuron_row_i),
    .valid_o  (valid_o),
    .ready_i  (ready_i),
    .last_o   (last_o),
    .data_o   (data_o),
    .side_o   (side_o)
  );

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // What the parts hold: sums that are there, and operands of the cycle after an issue.
  (* hierconn *) wire                \u_finish.sums_valid_q ;
  (* hierconn *) wire                \u_finish.sums_last_q ;
  (* hierconn *) wire                \u_operands.valid_1_q ;
  (* hierconn *) wire [3:0]          \u_operands.flags_1_q ;
  (* hierconn *) wire [TagWidth-1:0] \u_operands.tag_1_q ;
  wire                  valid_3 = \u_finish.sums_valid_q ;
  wire                  last_3 = \u_finish.sums_last_q ;
  wire                  valid_1 = \u_operands.valid_1_q ;
  wire                  group_end_1 = \u_operands.flags_1_q [0];
  wire [GroupWidth-1:0] tag_group_1 = \u_operands.tag_1_q [TagWidth-1-:GroupWidth];
  wire                  tag_last_1 = \u_operands.tag_1_q [TagWidth-1-GroupWidth];

  // Beats given of the current frame, and so the group that each stage must hold; before the sums
  // with Registers 1 alone, so that no other stage is between.
  reg  [GroupWidth-1:0] group_4_q;
  wire [GroupWidth-1:0] group_3 = valid_o                ? following(group_4_q) : group_4_q;
  wire [GroupWidth-1:0] group_2 = valid_3                ? following(group_3) : group_3;
  wire [GroupWidth-1:0] group_c = ends                   ? following(group_2) : group_2;
  wire [GroupWidth-1:0] group_1 =
      (InMemory != 0 && valid_c && group_end_c) ? following(group_c) : group_c;
  wire [GroupWidth-1:0] group_0 = valid_1 && group_end_1 ? following(group_1) : group_1;
  function [GroupWidth-1:0] following;
    input [GroupWidth-1:0] number;
    following = (number == Groups - 1) ? 0 : number + 1'b1;
  endfunction

  // Rows of weights read for the current frame.
  reg [31:0] rows_q;
  always @(posedge clk_i) begin
    if (rst_i)                   group_4_q <= 0;
    else if (valid_o && ready_i) group_4_q <= following(group_4_q);

    if (rst_i || release_o) rows_q <= 32'd0;
    else if (read_o)        rows_q <= rows_q + 32'd1;
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // A frame's beats are its groups in order, last_o with the last one.
      if (valid_o) assert (last_o == (group_4_q == Groups - 1));
      if (neuron_read_o) assert (neuron_addr_o == group_2);
      // Every row of weights is read once per frame, in order, however many planes there are; with
      // InMemory it is sensed a cycle after the issue.
      if (InMemory == 0) assert (weight_read_o == read_o && weight_addr_o == row);
      else               assert (weight_read_o == (advance && valid_1));
      if (read_o) assert (row == rows_q);
      if (release_o) assert (rows_q + (read_o ? 1 : 0) == Groups * Chunks);
      if (InMemory != 0 && Registers == 1 && valid_c) begin
        assert (tag_c[TagWidth-1-:GroupWidth] == group_c);
        assert (tag_c[TagWidth-1-GroupWidth] == (group_c == Groups - 1));
      end

      assert (group_4_q < Groups);
      if (valid_3) assert (last_3 == (group_3 == Groups - 1));
      if (ends) assert (group_s == group_2 && last_group_s == (group_2 == Groups - 1));
      if (valid_1 && Registers == 1) assert (tag_group_1 == group_1 && tag_last_1 == (group_1 == Groups - 1));
      if (Registers == 1) assert (group == group_0);
      assert (rows_q == row + (first_plane ? 0 : 1));
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if (InMemory != 0 && $past(issue)) assert (weight_addr_o == $past(row));
      // A beat that waits does not change, and nothing moves before it.
      if ($past(valid_o && !ready_i)) begin
        assert (valid_o && $stable(data_o) && $stable(last_o) && $stable(side_o));
      end
      if (valid_o && !ready_i) assert (!read_o && !weight_read_o && !neuron_read_o && !release_o);
    end
  end
`endif
endmodule

`default_nettype wire
