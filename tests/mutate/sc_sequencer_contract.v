// sc_sequencer: A frame and its setting rest until they are released. An issue is described while it is made.
reg         waiting_q = 1'b0;
reg  [31:0] top_plane_q;
always @(posedge clk_i) begin
  waiting_q   <= frame_valid_i && !gold_release_o && !rst_i;
  top_plane_q <= top_plane_i;
end
always @* begin
  assume (top_plane_i < Planes);
  if (waiting_q && !rst_i) assume (frame_valid_i && top_plane_i == top_plane_q);
end
wire compare_group_o = gold_issue_o;
wire compare_chunk_o = gold_issue_o;
wire compare_plane_o = gold_issue_o;
wire compare_row_o = gold_issue_o;
wire compare_first_plane_o = gold_issue_o;
wire compare_last_plane_o = gold_issue_o;
wire compare_first_chunk_o = gold_issue_o;
wire compare_last_chunk_o = gold_issue_o;
wire compare_last_group_o = gold_issue_o;
