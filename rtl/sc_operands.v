// SPDX-License-Identifier: MIT
//
// sc_operands: what an issue multiplies: a word of activations, and the row of weights it meets.
//
// The word of the input store is there one cycle after its read. Of it one plane is taken (or
// PerCycle presentations beside each other), and activations beyond Inputs become +1: their weight
// bits are 0, and -1 is not counted. The row memory is read with the word, once for all planes. One
// that multiplies (InMemory) is given each plane a cycle later, when it is there, and its row are
// products: all activations become +1, which leaves them as they are.
//
//   cycle t     issue: word and weights are read
//         t+1   operands; with InMemory the products are sensed,
//         t+2   and are the operands
//
// Flags and tag come with the operands as they came with the issue. Everything holds while
// advance_i is low.
`default_nettype none

module sc_operands #(
  // Synapses of a neuron, >= 1.
  parameter Inputs = 784,
  // Neurons in parallel, >= 1.
  parameter Pe = 32,
  // Synapses per neuron and cycle, 1..Inputs.
  parameter Simd = 64,
  // Planes of a word, or portions of PerCycle presentations, >= 1.
  parameter Planes = 1,
  // Presentations of a portion, >= 1; 1 for planes, and with InMemory.
  parameter PerCycle = 1,
  // 1: weight_row_i are products with weight_act_o; 0: they are weights.
  parameter InMemory = 0,
  // 1: weight bits of synapses beyond Inputs may be anything, as from a decoder that takes three
  // errors for one; 0: they are 0. 0 with InMemory.
  parameter KeepPadding = 0,
  // Bits of the number of a row, and of what travels along.
  parameter RowWidth = 9,
  parameter TagWidth = 1,
  // Derived, do not override.
  parameter PlaneWidth = (Planes > 1) ? $clog2(Planes) : 1
) (
  input  wire                            clk_i,
  input  wire                            rst_i,           // synchronous, active high

  input  wire                            advance_i,       // the pipeline moves

  // The issue of this cycle; only while advance_i is high.
  input  wire                            issue_i,
  input  wire [RowWidth-1:0]             row_i,
  input  wire [PlaneWidth-1:0]           plane_i,
  input  wire                            first_plane_i,
  input  wire                            last_plane_i,
  input  wire                            first_chunk_i,
  input  wire                            last_chunk_i,
  input  wire [TagWidth-1:0]             tag_i,

  // The word, one cycle after the issue of its first plane; holds. Plane-major.
  input  wire [Planes*PerCycle*Simd-1:0] word_i,

  // The row memory of weights.
  output wire                            weight_read_o,
  output wire [RowWidth-1:0]             weight_addr_o,
  output wire [Simd-1:0]                 weight_act_o,    // InMemory: each PE's activations
  input  wire [Pe*Simd-1:0]              weight_row_i,    // one cycle after weight_read_o; holds

  // The operands.
  output wire                            valid_o,
  output wire                            first_plane_o,
  output wire                            last_plane_o,
  output wire                            first_chunk_o,
  output wire                            group_end_o,     // the last issue of a group of neurons
  output wire [TagWidth-1:0]             tag_o,
  output wire [PerCycle*Simd-1:0]        act_o,
  output wire [Pe*Simd-1:0]              weight_row_o
);

  localparam LastInputs = (Inputs - 1) % Simd + 1;   // of the last chunk
  localparam Bits       = PerCycle * Simd;

  generate
    if (Simd < 1 || Simd > Inputs) begin : g_check_simd
      ERROR_sc_operands_Simd_must_be_1_to_Inputs u_error ();
    end
    if (Pe < 1 || Planes < 1 || PerCycle < 1) begin : g_check_counts
      ERROR_sc_operands_Pe_Planes_and_PerCycle_must_be_at_least_1 u_error ();
    end
    if (InMemory != 0 && PerCycle > 1) begin : g_check_in_memory
      ERROR_sc_operands_PerCycle_must_be_1_with_InMemory u_error ();
    end
    if (InMemory != 0 && KeepPadding != 0) begin : g_check_padding
      ERROR_sc_operands_KeepPadding_must_be_0_with_InMemory u_error ();
    end
  endgenerate

  // Cycle t+1. Control: reset.
  reg valid_1_q;
  always @(posedge clk_i) begin
    if (rst_i)          valid_1_q <= 1'b0;
    else if (advance_i) valid_1_q <= issue_i;
  end

  // Data: never reset.
  reg [PlaneWidth-1:0] plane_1_q;
  reg                  last_chunk_1_q;
  reg [3:0]            flags_1_q;
  reg [TagWidth-1:0]   tag_1_q;
  always @(posedge clk_i) begin
    if (advance_i) begin
      plane_1_q      <= plane_i;
      last_chunk_1_q <= last_chunk_i;
      flags_1_q      <= {first_plane_i, last_plane_i, first_chunk_i, last_plane_i && last_chunk_i};
      tag_1_q        <= tag_i;
    end
  end

  wire [Bits-1:0] selected;
  wire [Bits-1:0] act;
  generate
    if (Planes > 1) begin : g_planes
      assign selected = word_i[plane_1_q*Bits+:Bits];
    end else begin : g_single_plane
      assign selected = word_i;
      wire unused_plane = |plane_1_q;
    end
    if (LastInputs < Simd) begin : g_pad
      localparam [Simd-1:0] Beyond = {Simd{1'b1}} << LastInputs;
      assign act = last_chunk_1_q ? selected | {PerCycle{Beyond}} : selected;
    end else begin : g_no_pad
      assign act = selected;
      wire unused_last_chunk = last_chunk_1_q;
    end
  endgenerate

  generate
    if (InMemory != 0) begin : g_in_memory
      // Cycle t+2.
      reg valid_2_q;
      always @(posedge clk_i) begin
        if (rst_i)          valid_2_q <= 1'b0;
        else if (advance_i) valid_2_q <= valid_1_q;
      end

      reg [RowWidth-1:0] row_1_q;
      reg [3:0]          flags_2_q;
      reg [TagWidth-1:0] tag_2_q;
      always @(posedge clk_i) begin
        if (advance_i) begin
          row_1_q   <= row_i;
          flags_2_q <= flags_1_q;
          tag_2_q   <= tag_1_q;
        end
      end

      assign weight_read_o = advance_i && valid_1_q;
      assign weight_addr_o = row_1_q;
      assign weight_act_o  = act;
      assign valid_o       = valid_2_q;
      assign tag_o         = tag_2_q;
      assign act_o         = {Bits{1'b1}};
      assign {first_plane_o, last_plane_o, first_chunk_o, group_end_o} = flags_2_q;
    end else begin : g_beside
      assign weight_read_o = issue_i && first_plane_i;
      assign weight_addr_o = row_i;
      assign weight_act_o  = {Simd{1'b0}};
      assign valid_o       = valid_1_q;
      assign tag_o         = tag_1_q;
      assign act_o         = act;
      assign {first_plane_o, last_plane_o, first_chunk_o, group_end_o} = flags_1_q;
    end
    if (KeepPadding != 0 && LastInputs < Simd) begin : g_keep_padding
      localparam [Simd-1:0] Inside = ~({Simd{1'b1}} << LastInputs);
      assign weight_row_o = last_chunk_1_q ? weight_row_i & {Pe{Inside}} : weight_row_i;
    end else begin : g_padding_is_0
      assign weight_row_o = weight_row_i;
    end
  endgenerate

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  localparam [Simd-1:0] Exists = ~({Simd{1'b1}} << LastInputs);   // in the last chunk

  reg before_valid_q = 1'b0;   // there were two cycles before
  always @(posedge clk_i) before_valid_q <= past_valid_q;

  integer q;
  integer n;
  always @(posedge clk_i) begin
    if (issue_i) assume (advance_i);
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      // Nothing moves, and no weights are read, while the pipeline holds.
      if (!advance_i) assert (!weight_read_o);
      if (!$past(advance_i)) assert ($stable(valid_o) && $stable(tag_o) && $stable(group_end_o));
      // Operands, flags and tag are those of an issue one move ago, or two with InMemory.
      if (InMemory == 0 && $past(advance_i)) begin
        assert (valid_o == $past(issue_i) && tag_o == $past(tag_i));
        assert (group_end_o == $past(last_plane_i && last_chunk_i));
      end
      if (InMemory != 0 && before_valid_q && !$past(rst_i, 2) && $past(advance_i)
          && $past(advance_i, 2)) begin
        assert (valid_o == $past(issue_i, 2) && tag_o == $past(tag_i, 2));
        assert (group_end_o == $past(last_plane_i && last_chunk_i, 2));
      end
      // Weights are read once for the planes of a chunk, products are sensed for each of them.
      if (InMemory == 0) assert (weight_read_o == (issue_i && first_plane_i));
      if (InMemory != 0 && $past(issue_i)) assert (weight_addr_o == $past(row_i));
    end
    if (past_valid_q && last_chunk_1_q) begin
      // Beyond the inputs activations are +1, and weight bits 0 if they might be anything.
      for (q = 0; q < PerCycle; q = q + 1) assert (&(act[q*Simd+:Simd] | Exists));
      for (n = 0; n < Pe && KeepPadding != 0; n = n + 1) begin
        assert (!(|(weight_row_o[n*Simd+:Simd] & ~Exists)));
      end
    end
  end
`endif
endmodule

`default_nettype wire
