// sc_frame_gate: A beat waits until it is taken, every result belongs to a frame, and frames inside can be counted.
reg [CountWidth:0] inside_q = 0;
reg                waits_q = 1'b0;
reg                last_q;
always @(posedge clk_i) begin
  inside_q <= rst_i ? 0 : inside_q + gold_enter_o - leave_i;
  waits_q  <= valid_i && !gold_ready_o && !rst_i;
  last_q   <= last_i;
end
always @* begin
  if (inside_q == 0) assume (!leave_i);
  if (inside_q == (1 << CountWidth) - 1) assume (!ready_i || !last_i);
  if (waits_q) assume (valid_i && last_i == last_q);
end
