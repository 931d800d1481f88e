// SPDX-License-Identifier: MIT
//
// sc_layer: the engine of one dense layer, Pe neurons times Simd synapses a cycle.
//
// Reads a frame (its inputs) from the frame buffer once a group of Pe neurons, chunk by chunk of
// Simd synapses, and gives one beat a group: Pe activations (or, in the last layer, Pe scores).
// Memories stand outside, so that their kind can be chosen: each is a row a read, one cycle later.
// A row is read once a chunk (weights) or once a group (thresholds), whatever the number of planes.
// With InMemory the weight memory multiplies: it is given the activations with the address and
// gives products in place of weights, once a plane and a cycle after the frame buffer's word.
//
//   cycle t     issue: frame buffer and weight memory are read
//         t+1   word and weight row are there: XNOR, popcount
//         t+2   counts: Horner over the planes, sum over the chunks; threshold memory is read
//         t+3   sums: threshold, or gain and offset
//         t+4   valid_o, if t was the last issue of its group
//
// With InMemory the weights' products are sensed in t+1, and all that follows is a cycle later.
//
// One issue a cycle, frames back to back. While an output beat waits the whole pipeline holds.
//
// A word of the first layer holds Planes bits a pixel, plane-major: the exact bipolar planes of the
// counts, visited one a cycle; or the presentations themselves (PerCycle >= 1), T-1 down to 0,
// PerCycle of them a cycle: bit t*Simd + s is pixel s at presentation t. Sums, thresholds and
// results are the same.
//
// Weight row g*Chunks + c: bit p*Simd + s is the weight of neuron g*Pe + p, synapse c*Simd + s.
// Neuron row g: [p*NeuronWidth +: NeuronWidth] is the threshold, or {offset, gain}, of neuron
// g*Pe + p. Synapses beyond Inputs have weight bit 0, which makes their product -1, not counted.
// Neurons beyond Outputs give bits (or scores) that are not meaningful.
`default_nettype none

module sc_layer #(
  // Synapses of a neuron, >= 1.
  parameter Inputs = 784,
  // Neurons, >= 1.
  parameter Outputs = 1024,
  // Neurons in parallel, 1..Outputs.
  parameter Pe = 32,
  // Synapses a neuron and cycle, 1..Inputs.
  parameter Simd = 64,
  // T of the first layer, or the largest T where it is chosen at run time; 1 in other layers.
  parameter Presentations = 1,
  // 1: T = 2^log2_i; 0: T = Presentations, log2_i is ignored.
  parameter AtRunTime = 0,
  // 1: the last layer, whose beats are scores; 0: beats of bits, from thresholds.
  parameter Last = 0,
  // Last layer: bits of an unsigned gain (0: none), of a signed offset and of a signed score.
  parameter GainWidth = 0,
  parameter OffsetWidth = 8,
  parameter ScoreWidth = 24,
  // Bits that travel with a frame.
  parameter SideWidth = 1,
  // 0: a word holds bit planes; else the presentations, so many of which are summed in a cycle: a
  // divisor of Presentations, and 1 where T is chosen at run time.
  parameter PerCycle = 0,
  // 1: weight_row_i are products with weight_act_o, from a memory that multiplies; PerCycle is 0 or
  // 1 then. 0: they are weights.
  parameter InMemory = 0,
  // 1: weight bits of synapses beyond Inputs may be anything, as from a decoder that takes three
  // errors for one; 0: they are 0. 0 with InMemory.
  parameter KeepPadding = 0,
  // Derived, do not override.
  parameter Groups = (Outputs + Pe - 1) / Pe,
  parameter Chunks = (Inputs + Simd - 1) / Simd,
  parameter Planes = (PerCycle > 0) ? Presentations : $clog2(Presentations + 1),
  parameter Log2Width = (Presentations > 1) ? $clog2($clog2(Presentations + 1)) : 1,
  parameter ThresholdWidth = $clog2((AtRunTime != 0 ? 2 : 1) * Presentations * Inputs + 2),
  parameter NeuronWidth = (Last != 0) ? GainWidth + OffsetWidth : ThresholdWidth,
  parameter DataWidth = (Last != 0) ? ScoreWidth : 1,
  parameter GroupWidth = (Groups > 1) ? $clog2(Groups) : 1,
  parameter ChunkWidth = (Chunks > 1) ? $clog2(Chunks) : 1,
  parameter RowWidth = (Groups * Chunks > 1) ? $clog2(Groups * Chunks) : 1
) (
  input  wire                      clk_i,
  input  wire                      rst_i,           // synchronous, active high

  // The frame buffer: the frame that shows, until release_o.
  input  wire                      frame_valid_i,
  input  wire [Log2Width-1:0]      log2_i,
  input  wire [SideWidth-1:0]      side_i,
  output wire                      release_o,
  output wire                      read_o,
  output wire [ChunkWidth-1:0]     read_addr_o,
  input  wire [Planes*Simd-1:0]    word_i,          // plane-major, one cycle after read_o; holds

  // The weight memory.
  output wire                      weight_read_o,
  output wire [RowWidth-1:0]       weight_addr_o,
  output wire [Simd-1:0]           weight_act_o,    // InMemory: each PE's activations
  input  wire [Pe*Simd-1:0]        weight_row_i,    // one cycle after weight_read_o; holds

  // The memory of thresholds, or of gains and offsets.
  output wire                      neuron_read_o,
  output wire [GroupWidth-1:0]     neuron_addr_o,
  input  wire [Pe*NeuronWidth-1:0] neuron_row_i,    // one cycle after neuron_read_o; holds

  // A beat a group.
  output wire                      valid_o,
  input  wire                      ready_i,
  output wire                      last_o,
  output wire [Pe*DataWidth-1:0]   data_o,
  output wire [SideWidth-1:0]      side_o
);

  localparam SumWidth   = $clog2(Presentations * Inputs + 1);
  localparam LastInputs = Inputs - (Chunks - 1) * Simd;   // of the last chunk
  localparam CountWidth = $clog2(Presentations + 1);
  localparam ShiftMax   = (AtRunTime == 0) ? 0 : (Last != 0) ? CountWidth - 1 : CountWidth;
  localparam ShiftWidth = (ShiftMax > 0) ? $clog2(ShiftMax + 1) : 1;
  localparam Copies     = (PerCycle > 0) ? PerCycle : 1;  // of a row of weights
  localparam Steps      = Planes / Copies;                // of a word at most
  localparam StepWidth  = (Steps > 1) ? $clog2(Steps) : 1;
  localparam StepBits   = Copies * Simd;

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
    if (PerCycle < 0 || Presentations % Copies != 0) begin : g_check_per_cycle
      ERROR_sc_layer_PerCycle_must_divide_Presentations u_error ();
    end
    if (AtRunTime != 0 && PerCycle > 1) begin : g_check_run_time
      ERROR_sc_layer_PerCycle_must_be_0_or_1_at_run_time u_error ();
    end
    if (InMemory != 0 && PerCycle > 1) begin : g_check_in_memory
      ERROR_sc_layer_PerCycle_must_be_0_or_1_with_InMemory u_error ();
    end
    if (InMemory != 0 && KeepPadding != 0) begin : g_check_padding
      ERROR_sc_layer_KeepPadding_must_be_0_with_InMemory u_error ();
    end
  endgenerate

  reg  out_valid_q;
  wire advance = !out_valid_q || ready_i;

  // Issue, cycle t.
  wire [StepWidth-1:0]  top_plane;
  wire                  issue;
  wire [GroupWidth-1:0] group;
  wire [RowWidth-1:0]   row;
  wire [StepWidth-1:0]  plane;
  wire                  first_plane;
  wire                  last_plane;
  wire                  first_chunk;
  wire                  last_chunk;
  wire                  last_group;
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

  // Control of the stages behind: reset.
  reg valid_1_q, valid_2_q, valid_3_q;
  reg group_end_1_q, group_end_2_q;   // it is its group's last issue
  wire valid_c;                       // what is counted: cycle t+1, or t+2 with InMemory
  always @(posedge clk_i) begin
    if (rst_i) begin
      valid_1_q   <= 1'b0;
      valid_2_q   <= 1'b0;
      valid_3_q   <= 1'b0;
      out_valid_q <= 1'b0;
    end else if (advance) begin
      valid_1_q   <= issue;
      valid_2_q   <= valid_c;
      valid_3_q   <= valid_2_q && group_end_2_q;
      out_valid_q <= valid_3_q;
    end
  end

  // What is counted, of which group.
  wire [3:0]                        flags_c;
  wire [GroupWidth+1+SideWidth-1:0] frame_c;

  // What travels along: data, never reset.
  reg [StepWidth-1:0]  plane_1_q;
  reg                  first_plane_1_q, first_plane_2_q;
  reg                  last_plane_1_q, last_plane_2_q;
  reg                  first_chunk_1_q, first_chunk_2_q;
  reg                  last_chunk_1_q;
  reg [GroupWidth-1:0] group_1_q, group_2_q;
  reg                  last_group_1_q, last_group_2_q, last_group_3_q, last_group_4_q;
  reg [SideWidth-1:0]  side_1_q, side_2_q, side_3_q, side_4_q;
  always @(posedge clk_i) begin
    if (advance) begin
      plane_1_q      <= plane;
      last_chunk_1_q <= last_chunk;
      first_plane_1_q <= first_plane;
      last_plane_1_q  <= last_plane;
      first_chunk_1_q <= first_chunk;
      group_end_1_q   <= last_plane && last_chunk;
      group_1_q       <= group;
      last_group_1_q  <= last_group;
      side_1_q        <= side_i;
      {first_plane_2_q, last_plane_2_q, first_chunk_2_q, group_end_2_q} <= flags_c;
      {group_2_q, last_group_2_q, side_2_q} <= frame_c;
      {last_group_4_q, last_group_3_q} <= {last_group_3_q, last_group_2_q};
      {side_4_q, side_3_q} <= {side_3_q, side_2_q};
    end
  end

  // Cycle t+1: the plane or the presentations of the word; activations beyond Inputs are +1.
  wire [StepBits-1:0] selected;
  wire [StepBits-1:0] act;
  generate
    if (Steps > 1) begin : g_planes
      assign selected = word_i[plane_1_q*StepBits+:StepBits];
    end else begin : g_single_plane
      assign selected = word_i;
      wire unused_plane = |plane_1_q;
    end
    if (LastInputs < Simd) begin : g_pad
      localparam [Simd-1:0] Beyond = {Simd{1'b1}} << LastInputs;
      assign act = last_chunk_1_q ? selected | {Copies{Beyond}} : selected;
    end else begin : g_no_pad
      assign act = selected;
      wire unused_last_chunk = last_chunk_1_q;
    end
  endgenerate

  // Weights: read with the word, or sensed with what is in it.
  wire [StepBits-1:0] count_act;
`ifdef SCBNN_FAULTS
  wire                 fault_release;
  wire [SideWidth-1:0] fault_side;
  wire [Pe*Simd-1:0]   fault_act;
`endif
  generate
    if (InMemory != 0) begin : g_in_memory
      reg valid_q;
      always @(posedge clk_i) begin
        if (rst_i)        valid_q <= 1'b0;
        else if (advance) valid_q <= valid_1_q;
      end

      reg [RowWidth-1:0]               row_q;
      reg [3:0]                        flags_q;
      reg [GroupWidth+1+SideWidth-1:0] frame_q;
      always @(posedge clk_i) begin
        if (advance) begin
          row_q   <= row;
          flags_q <= {first_plane_1_q, last_plane_1_q, first_chunk_1_q, group_end_1_q};
          frame_q <= {group_1_q, last_group_1_q, side_1_q};
        end
      end

      assign weight_read_o = advance && valid_1_q;
      assign weight_addr_o = row_q;
      assign weight_act_o  = act[Simd-1:0];
      assign count_act     = {StepBits{1'b1}};
      assign valid_c       = valid_q;
      assign flags_c       = flags_q;
      assign frame_c       = frame_q;
`ifdef SCBNN_FAULTS
      // Weights fail, not products: the frame and the activations of the row that is sensed.
      reg            release_q;
      reg [Simd-1:0] act_q;
      always @(posedge clk_i) begin
        if (rst_i)         release_q <= 1'b0;
        else if (advance)  release_q <= release_o;
        if (weight_read_o) act_q <= weight_act_o;
      end
      assign fault_release = advance && release_q;
      assign fault_side    = side_1_q;
      assign fault_act     = {Pe{act_q}};
`endif
    end else begin : g_beside
      assign weight_read_o = issue && first_plane;
      assign weight_addr_o = row;
      assign weight_act_o  = {Simd{1'b0}};
      assign count_act     = act;
      assign valid_c       = valid_1_q;
      assign flags_c       = {first_plane_1_q, last_plane_1_q, first_chunk_1_q, group_end_1_q};
      assign frame_c       = {group_1_q, last_group_1_q, side_1_q};
`ifdef SCBNN_FAULTS
      assign fault_release = release_o;
      assign fault_side    = side_i;
      assign fault_act     = {Pe*Simd{1'b1}};
`endif
    end
  endgenerate

  // What the memories gave; in a simulation with faults, some bits of it inverted.
  wire [Pe*Simd-1:0]        weight_row;
  wire [Pe*NeuronWidth-1:0] neuron_row;
`ifdef SCBNN_FAULTS
  wire [Pe*Simd-1:0] faulty_row;
  assign weight_row = ~(faulty_row ^ fault_act);
  sc_layer_faults #(
    .Inputs     (Inputs),
    .Outputs    (Outputs),
    .Pe         (Pe),
    .Simd       (Simd),
    .Last       (Last),
    .NeuronWidth(NeuronWidth),
    .SideWidth  (SideWidth),
    .GroupWidth (GroupWidth),
    .RowWidth   (RowWidth)
  ) u_faults (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .side_i       (fault_side),
    .release_i    (fault_release),
    .weight_read_i(weight_read_o),
    .weight_addr_i(weight_addr_o),
    .weight_row_i (~(weight_row_i ^ fault_act)),
    .weight_row_o (faulty_row),
    .neuron_read_i(neuron_read_o),
    .neuron_addr_i(neuron_addr_o),
    .neuron_row_i (neuron_row_i),
    .neuron_row_o (neuron_row)
  );
`else
  assign weight_row = weight_row_i;
  assign neuron_row = neuron_row_i;
`endif

  wire [Pe*Simd-1:0] count_row;
  generate
    if (KeepPadding != 0 && LastInputs < Simd) begin : g_keep_padding
      localparam [Simd-1:0] Inside = ~({Simd{1'b1}} << LastInputs);
      assign count_row = last_chunk_1_q ? weight_row & {Pe{Inside}} : weight_row;
    end else begin : g_padding_is_0
      assign count_row = weight_row;
    end
  endgenerate

  // Cycle t+2: the thresholds for t+3.
  assign neuron_read_o = advance && valid_2_q && group_end_2_q;
  assign neuron_addr_o = group_2_q;

  // T = 2^log2: the planes to visit, and the scale of the last step, cycle t+3.
  wire [ShiftWidth-1:0] shift;
  generate
    if (AtRunTime != 0) begin : g_run_time
      reg  [Log2Width-1:0] log2_1_q, log2_2_q, log2_3_q;
      wire [Log2Width-1:0] log2_c;
      always @(posedge clk_i) begin
        if (advance) {log2_3_q, log2_2_q, log2_1_q} <= {log2_2_q, log2_c, log2_i};
      end
      if (InMemory != 0) begin : g_sensed
        reg [Log2Width-1:0] log2_q;
        always @(posedge clk_i) begin
          if (advance) log2_q <= log2_1_q;
        end
        assign log2_c = log2_q;
      end else begin : g_read
        assign log2_c = log2_1_q;
      end
      if (PerCycle > 0) begin : g_presentations
        assign top_plane = ~({StepWidth{1'b1}} << log2_i);
      end else begin : g_planes
        assign top_plane = log2_i;
      end
      if (Last != 0) begin : g_offset
        assign shift = log2_3_q[ShiftWidth-1:0];
      end else begin : g_sum
        assign shift = CountWidth[ShiftWidth-1:0] - {{(ShiftWidth - Log2Width){1'b0}}, log2_3_q};
      end
    end else begin : g_fixed
      assign top_plane = Steps[StepWidth-1:0] - 1'b1;
      assign shift     = {ShiftWidth{1'b0}};
      wire unused_log2 = |log2_i;
    end
  endgenerate

  sc_pe_array #(
    .Pe            (Pe),
    .Simd          (Simd),
    .Presentations (Presentations),
    .SumWidth      (SumWidth),
    .ShiftMax      (ShiftMax),
    .Last          (Last),
    .ThresholdWidth(ThresholdWidth),
    .GainWidth     (GainWidth),
    .OffsetWidth   (OffsetWidth),
    .ScoreWidth    (ScoreWidth),
    .PerCycle      (PerCycle)
  ) u_pe_array (
    .clk_i         (clk_i),
    .count_enable_i(advance && valid_c),
    .act_i         (count_act),
    .weight_row_i  (count_row),
    .sum_enable_i  (advance && valid_2_q),
    .first_plane_i (first_plane_2_q),
    .last_plane_i  (last_plane_2_q),
    .first_chunk_i (first_chunk_2_q),
    .step_enable_i (advance && valid_3_q),
    .shift_i       (shift),
    .neuron_row_i  (neuron_row),
    .data_o        (data_o)
  );

  assign valid_o = out_valid_q;
  assign last_o  = last_group_4_q;
  assign side_o  = side_4_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // Beats given of the current frame, and so the group that each stage must hold.
  reg  [GroupWidth-1:0] group_4_q;
  wire [GroupWidth-1:0] group_3 = valid_o                     ? following(group_4_q) : group_4_q;
  wire [GroupWidth-1:0] group_2 = valid_3_q                   ? following(group_3) : group_3;
  wire [GroupWidth-1:0] group_c = valid_2_q && group_end_2_q  ? following(group_2) : group_2;
  wire [GroupWidth-1:0] group_1 = InMemory != 0 && valid_c && flags_c[0] ? following(group_c) : group_c;
  wire [GroupWidth-1:0] group_0 = valid_1_q && group_end_1_q  ? following(group_1) : group_1;
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
      // Every row of weights is read once a frame, in order, however many planes there are; with
      // InMemory it is sensed a cycle after the issue.
      if (InMemory == 0) assert (weight_read_o == read_o && weight_addr_o == row);
      else               assert (weight_read_o == (advance && valid_1_q));
      if (read_o) assert (row == rows_q);
      if (release_o) assert (rows_q + (read_o ? 1 : 0) == Groups * Chunks);
      if (InMemory != 0 && valid_c) begin
        assert (frame_c[GroupWidth+SideWidth:SideWidth+1] == group_c);
        assert (frame_c[SideWidth] == (group_c == Groups - 1));
      end

      assert (group_4_q < Groups);
      if (valid_3_q) assert (last_group_3_q == (group_3 == Groups - 1));
      if (valid_2_q) assert (group_2_q == group_2 && last_group_2_q == (group_2 == Groups - 1));
      if (valid_1_q) assert (group_1_q == group_1 && last_group_1_q == (group_1 == Groups - 1));
      assert (group == group_0);
      assert (rows_q == row + (first_plane ? 0 : 1));
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if (InMemory != 0 && $past(issue)) assert (weight_addr_o == $past(row));
      // A beat that waits does not change, and nothing moves behind it.
      if ($past(valid_o && !ready_i)) begin
        assert (valid_o && $stable(data_o) && $stable(last_o) && $stable(side_o));
      end
      if (valid_o && !ready_i) assert (!read_o && !weight_read_o && !neuron_read_o && !release_o);
    end
  end
`endif
endmodule

`default_nettype wire
