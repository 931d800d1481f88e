// sc_loader: The geometry keeps its values; a word to be written waits unchanged, and the memory ends what it was asked for. What
// is shown means something while it is offered, a word that is read where it is not refused.
reg  asked_q = 1'b0;
reg  waits_q = 1'b0;
reg  restarted_q = 1'b1;
reg  word_write_q;
reg  [31:0] word_data_q;
reg  [RowWidth-1:0] last_row_q;
reg  [LaneIndexWidth-1:0] last_lane_q;
reg  [5:0] bits_q;
reg  [5:0] last_bits_q;
always @(posedge clk_i) begin
  asked_q     <= gold_load_valid_o && load_ready_i && !rst_i ? 1'b1 : load_done_i || rst_i ? 1'b0 : asked_q;
  waits_q     <= valid_i && !gold_ready_o && !rst_i;
  restarted_q <= rst_i || restart_i;
  {word_write_q, word_data_q} <= {write_i, data_i};
  {last_row_q, last_lane_q, bits_q, last_bits_q} <= {last_row_i, last_lane_i, lane_bits_i, last_lane_bits_i};
end
always @* begin
  assume (!(valid_i && restart_i));
  assume (lane_bits_i != 0 && lane_bits_i <= LaneWidth && last_lane_bits_i != 0 && last_lane_bits_i <= lane_bits_i);
  if (!restarted_q) begin
    assume (last_row_i == last_row_q && last_lane_i == last_lane_q);
    assume (lane_bits_i == bits_q && last_lane_bits_i == last_bits_q);
  end
  if (!asked_q) assume (!load_done_i);
  if (waits_q) assume (valid_i && write_i == word_write_q && (!write_i || data_i == word_data_q));
end
wire compare_error_o = gold_ready_o;
wire compare_wrong_o = gold_ready_o;
wire compare_data_o = gold_ready_o && !write_i && !gold_error_o;
wire compare_load_write_o = gold_load_valid_o;
wire compare_load_row_o = gold_load_valid_o;
wire compare_load_lane_o = gold_load_valid_o;
wire compare_load_data_o = gold_load_valid_o && gold_load_write_o;
