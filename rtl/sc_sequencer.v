// SPDX-License-Identifier: MIT
//
// sc_sequencer: the loops of a layer over a frame, one issue per cycle.
//
//   for each group of neurons
//     for each chunk of synapses           row = group * Chunks + chunk
//       for each plane, top_plane_i .. 0
//         issue
//
// A frame takes exactly Groups * Chunks * (top_plane_i + 1) cycles in which advance_i is high, and
// the next one follows without a gap: release_o comes with the last issue. Outputs are
// combinational in frame_valid_i, advance_i and top_plane_i, and describe the issue of this cycle.
//
//   clk_i          _/~\_/~\_/~\_/~\_/~\_     1 group, 2 chunks, top plane 1
//   frame_valid_i  _/~~~~~~~~~~~~~~~\___
//   issue_o        _/~~~~~~~~~~~~~~~\___
//   row_o          -<   0   ><   1  >---
//   plane_o        -< 1 >< 0>< 1>< 0>---
//   release_o      _____________/~~~\___
`default_nettype none

module sc_sequencer #(
  // Groups of neurons, >= 1.
  parameter Groups = 1,
  // Chunks of synapses, >= 1.
  parameter Chunks = 1,
  // Planes of a word at most, >= 1.
  parameter Planes = 1,
  // Derived, do not override.
  parameter GroupWidth = (Groups > 1) ? $clog2(Groups) : 1,
  parameter ChunkWidth = (Chunks > 1) ? $clog2(Chunks) : 1,
  parameter PlaneWidth = (Planes > 1) ? $clog2(Planes) : 1,
  parameter RowWidth = (Groups * Chunks > 1) ? $clog2(Groups * Chunks) : 1
) (
  input  wire                  clk_i,
  input  wire                  rst_i,           // synchronous, active high

  // The pipeline takes an issue.
  input  wire                  advance_i,

  // The frame; top_plane_i keeps its value until release_o.
  input  wire                  frame_valid_i,
  input  wire [PlaneWidth-1:0] top_plane_i,
  output wire                  release_o,

  // The issue of this cycle.
  output wire                  issue_o,
  output wire [GroupWidth-1:0] group_o,
  output wire [ChunkWidth-1:0] chunk_o,
  output wire [PlaneWidth-1:0] plane_o,
  output wire [RowWidth-1:0]   row_o,
  output wire                  first_plane_o,
  output wire                  last_plane_o,
  output wire                  first_chunk_o,
  output wire                  last_chunk_o,
  output wire                  last_group_o
);

  generate
    if (Groups < 1 || Chunks < 1 || Planes < 1) begin : g_check
      ERROR_sc_sequencer_Groups_Chunks_and_Planes_must_be_at_least_1 u_error ();
    end
  endgenerate

  localparam [GroupWidth-1:0] LastGroup = Groups[GroupWidth-1:0] - 1'b1;
  localparam [ChunkWidth-1:0] LastChunk = Chunks[ChunkWidth-1:0] - 1'b1;

  reg  [GroupWidth-1:0] group_q;
  reg  [ChunkWidth-1:0] chunk_q;
  reg  [RowWidth-1:0]   row_q;
  reg                   inside_q;   // the chunk's first plane has been issued,
  reg  [PlaneWidth-1:0] plane_q;    // and this is its next one

  wire chunk_done = issue_o && last_plane_o;
  wire group_done = chunk_done && last_chunk_o;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      group_q  <= {GroupWidth{1'b0}};
      chunk_q  <= {ChunkWidth{1'b0}};
      row_q    <= {RowWidth{1'b0}};
      inside_q <= 1'b0;
    end else begin
      if (issue_o)    inside_q <= !last_plane_o;
      if (chunk_done) chunk_q <= last_chunk_o ? {ChunkWidth{1'b0}} : chunk_q + 1'b1;
      if (chunk_done) row_q <= release_o ? {RowWidth{1'b0}} : row_q + 1'b1;
      if (group_done) group_q <= last_group_o ? {GroupWidth{1'b0}} : group_q + 1'b1;
    end
  end

  // Data: inside_q says when it counts.
  always @(posedge clk_i) begin
    if (issue_o) plane_q <= plane_o - 1'b1;
  end

  assign issue_o       = frame_valid_i && advance_i;
  assign group_o       = group_q;
  assign chunk_o       = chunk_q;
  assign plane_o       = inside_q ? plane_q : top_plane_i;
  assign row_o         = row_q;
  assign first_plane_o = !inside_q;
  assign last_plane_o  = plane_o == {PlaneWidth{1'b0}};
  assign first_chunk_o = chunk_q == {ChunkWidth{1'b0}};
  assign last_chunk_o  = chunk_q == LastChunk;
  assign last_group_o  = group_q == LastGroup;
  assign release_o     = group_done && last_group_o;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // A frame stays until it is released.
  always @(posedge clk_i) begin
    assume (top_plane_i < Planes);
    if (past_valid_q && !$past(rst_i) && $past(frame_valid_i && !release_o)) begin
      assume (frame_valid_i && $stable(top_plane_i));
    end
  end

  // Issues of the current frame.
  reg  [31:0] issues_q;
  wire [31:0] planes = {{(32 - PlaneWidth){1'b0}}, top_plane_i} + 32'd1;
  always @(posedge clk_i) begin
    if (rst_i)        issues_q <= 32'd0;
    else if (issue_o) issues_q <= release_o ? 32'd0 : issues_q + 32'd1;
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // An issue in every cycle in which there is a frame and the pipeline moves.
      assert (issue_o == (frame_valid_i && advance_i));
      // Exactly this many issues per frame.
      if (issue_o) assert (release_o == (issues_q + 32'd1 == Groups * Chunks * planes));

      // The loops' counters, and the number of issues that they stand for.
      assert (group_q < Groups && chunk_q < Chunks);
      assert (row_q == group_q * Chunks + chunk_q);
      if (inside_q) assert (plane_q < top_plane_i);
      if (inside_q || row_q != {RowWidth{1'b0}}) assert (frame_valid_i);
      if (frame_valid_i) begin
        assert (issues_q == row_q * planes + (inside_q ? top_plane_i - plane_q : 32'd0));
      end else begin
        assert (issues_q == 32'd0);
      end
    end
  end
`endif
endmodule

`default_nettype wire
