// sc_gearbox: A word means something while it is offered, its side data with the last one, of which only the
// elements of the frame count.
localparam Beats = (FrameElements + InElements - 1) / InElements;
localparam LastElements = FrameElements - (Beats - 1) * InElements;   // of a frame's last beat
wire       accept = valid_i && gold_ready_o;
wire       frame_in = accept && last_i;
wire       frame_out = gold_valid_o && ready_i && gold_last_o;
reg  [7:0] taken_q = 8'd0;    // elements of the frame that comes
reg  [7:0] rest_q = 8'd0;     // elements in the last word of the frame that has come last
reg  [7:0] old_rest_q;        // and of the one before it
reg  [1:0] frames_q = 2'd0;   // that have come, and not left
always @(posedge clk_i) begin
  if (rst_i)       taken_q <= 8'd0;
  else if (accept) taken_q <= last_i ? 8'd0 : taken_q + InElements;
  if (rst_i) frames_q <= 2'd0;
  else       frames_q <= frames_q + {1'b0, frame_in} - {1'b0, frame_out};
  if (frame_in) begin
    rest_q     <= (taken_q + LastElements - 1) % OutElements + 1;
    old_rest_q <= rest_q;
  end
end
always @* if (valid_i && taken_q == (Beats - 1) * InElements) assume (last_i);

wire [7:0]                    counted = !gold_last_o ? OutElements : (frames_q > 1) ? old_rest_q : rest_q;
wire [OutElements-1:0]        plane = ~({OutElements{1'b1}} << counted);
wire [Planes*OutElements-1:0] mask_data_o = {Planes{plane}};
wire compare_data_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_side_o = gold_valid_o && gold_last_o;
