// sc_operands: An issue only while the pipeline moves, of planes that there are.
// Operands mean something while they are valid, an address and activations with their read.
always @* begin
  if (issue_i) assume (advance_i);
  assume (plane_i < Planes);
end
wire compare_weight_addr_o = gold_weight_read_o;
wire compare_weight_act_o = gold_weight_read_o;
wire compare_first_plane_o = gold_valid_o;
wire compare_last_plane_o = gold_valid_o;
wire compare_first_chunk_o = gold_valid_o;
wire compare_group_end_o = gold_valid_o;
wire compare_tag_o = gold_valid_o;
wire compare_act_o = gold_valid_o;
wire compare_weight_row_o = gold_valid_o;
