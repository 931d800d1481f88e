// sc_layer: A frame and its settings rest until they are released.
// Addresses mean something with their reads, a beat while it is offered, of the neurons that exist.
reg         waiting_q = 1'b0;
reg  [31:0] log2_q;
always @(posedge clk_i) begin
  waiting_q <= frame_valid_i && !gold_release_o && !rst_i;
  log2_q    <= log2_i;
end
always @* begin
  assume (log2_i < $clog2(Presentations + 1));
  if (waiting_q && !rst_i) assume (frame_valid_i && log2_i == log2_q);
end
wire compare_read_addr_o = gold_read_o;
wire compare_weight_addr_o = gold_weight_read_o;
wire compare_weight_act_o = gold_weight_read_o;
wire compare_neuron_addr_o = gold_neuron_read_o;
wire compare_data_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_side_o = gold_valid_o;
localparam DataWidth = (Finish == "scores") ? ScoreWidth : 1;
localparam LastPe = (Outputs - 1) % Pe + 1;   // of the last group
wire [Pe*DataWidth-1:0] mask_data_o = ~{Pe*DataWidth{1'b0}} >> (gold_last_o ? (Pe - LastPe) * DataWidth : 0);
