// sc_sequencer: An issue is described while it is made.
wire compare_group_o = gold_issue_o;
wire compare_chunk_o = gold_issue_o;
wire compare_plane_o = gold_issue_o;
wire compare_row_o = gold_issue_o;
wire compare_first_plane_o = gold_issue_o;
wire compare_last_plane_o = gold_issue_o;
wire compare_first_chunk_o = gold_issue_o;
wire compare_last_chunk_o = gold_issue_o;
wire compare_last_group_o = gold_issue_o;
