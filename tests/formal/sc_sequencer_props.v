// sc_sequencer: the loops group, chunk, plane, one issue per cycle, and release with the last.
// proof: bmc=16 induction=2
`default_nettype none

module sc_sequencer_props #(
  parameter Groups = 1,
  parameter Chunks = 1,
  parameter Planes = 1,
  parameter GroupWidth = (Groups > 1) ? $clog2(Groups) : 1,
  parameter ChunkWidth = (Chunks > 1) ? $clog2(Chunks) : 1,
  parameter PlaneWidth = (Planes > 1) ? $clog2(Planes) : 1,
  parameter RowWidth = (Groups * Chunks > 1) ? $clog2(Groups * Chunks) : 1
) (
  input wire                  clk_i,
  input wire                  rst_i,
  input wire                  advance_i,
  input wire                  frame_valid_i,
  input wire [PlaneWidth-1:0] top_plane_i
);

  wire                  release_o;
  wire                  issue_o;
  wire [GroupWidth-1:0] group_o;
  wire [ChunkWidth-1:0] chunk_o;
  wire [PlaneWidth-1:0] plane_o;
  wire [RowWidth-1:0]   row_o;
  wire                  first_plane_o;
  wire                  last_plane_o;
  wire                  first_chunk_o;
  wire                  last_chunk_o;
  wire                  last_group_o;
  sc_sequencer #(
    .Groups(Groups),
    .Chunks(Chunks),
    .Planes(Planes)
  ) u_dut (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .advance_i    (advance_i),
    .frame_valid_i(frame_valid_i),
    .top_plane_i  (top_plane_i),
    .release_o    (release_o),
    .issue_o      (issue_o),
    .group_o      (group_o),
    .chunk_o      (chunk_o),
    .plane_o      (plane_o),
    .row_o        (row_o),
    .first_plane_o(first_plane_o),
    .last_plane_o (last_plane_o),
    .first_chunk_o(first_chunk_o),
    .last_chunk_o (last_chunk_o),
    .last_group_o (last_group_o)
  );

  // A frame and its setting rest until they are released.
  stream_rule #(
    .Width (PlaneWidth),
    .Assume(1)
  ) u_frame (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .valid_i(frame_valid_i),
    .ready_i(release_o),
    .data_i (top_plane_i)
  );

  reg reset_q = 1'b0;
  always @(posedge clk_i) reset_q <= 1'b1;
  always @* if (!reset_q) assume (rst_i);
  always @* assume (top_plane_i < Planes);

  // Issues made of the frame, as one number: what the loops would count.
  reg [15:0] group_q;
  reg [15:0] chunk_q;
  reg [15:0] visited_q;   // planes of the chunk that have been
  reg        fresh_q;     // nothing of the frame has been issued
  wire       plane_done = visited_q == top_plane_i;
  wire       chunk_done = chunk_q == Chunks - 1;
  wire       group_done = group_q == Groups - 1;
  always @(posedge clk_i) begin
    if (rst_i) begin
      {group_q, chunk_q, visited_q} <= 0;
      fresh_q <= 1'b1;
    end else if (frame_valid_i && advance_i) begin
      visited_q <= plane_done ? 0 : visited_q + 1'b1;
      if (plane_done) chunk_q <= chunk_done ? 0 : chunk_q + 1'b1;
      if (plane_done && chunk_done) group_q <= group_done ? 0 : group_q + 1'b1;
      fresh_q <= plane_done && chunk_done && group_done;
    end

    if (reset_q && !rst_i) begin
      assert (issue_o == (frame_valid_i && advance_i));
      assert (release_o == (issue_o && plane_done && chunk_done && group_done));
      assert (visited_q < Planes && chunk_q < Chunks && group_q < Groups);
      // Only a frame that is there has been begun.
      if (!fresh_q) assert (frame_valid_i && visited_q <= top_plane_i);
      if (fresh_q) assert (visited_q == 0 && chunk_q == 0 && group_q == 0);
      assert (group_o == group_q && chunk_o == chunk_q);
      assert (row_o == group_q * Chunks + chunk_q);
      assert (first_plane_o == (visited_q == 0));
      assert (first_chunk_o == (chunk_q == 0));
      assert (last_chunk_o == chunk_done);
      assert (last_group_o == group_done);
      if (frame_valid_i) assert (plane_o == top_plane_i - visited_q);
      if (frame_valid_i) assert (last_plane_o == plane_done);
    end
    cover (reset_q && !rst_i && release_o && top_plane_i == Planes - 1);
  end
endmodule

`default_nettype wire
