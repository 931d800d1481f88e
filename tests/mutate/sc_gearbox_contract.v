// sc_gearbox: A word means something while it is offered, its side data with the last one, of which only the
// elements of the frame count.
localparam Beats = (FrameElements + InElements - 1) / InElements;
localparam LastElements = FrameElements - (Beats - 1) * InElements;   // of a frame's last beat
wire       accept = valid_i && gold_ready_o;
wire       frame_in = accept && last_i;
wire       frame_out = gold_valid_o && ready_i && gold_last_o;
reg  [7:0] beats_q = 8'd0;    // of the frame that comes
reg  [7:0] fill_q = 8'd0;     // elements in the last word of the frame that comes, or has come last
reg  [7:0] old_fill_q;        // and of the one before it
reg  [1:0] frames_q = 2'd0;   // that have come, and not left
reg  [7:0] fill;
integer    i;
always @* begin
  fill = ((beats_q == 0) ? 8'd0 : fill_q) + (last_i ? LastElements[7:0] : InElements[7:0]);
  for (i = 0; i < InElements; i = i + 1) if (fill > OutElements[7:0]) fill = fill - OutElements[7:0];
  if (valid_i && beats_q == Beats - 1) assume (last_i);
end
always @(posedge clk_i) begin
  if (rst_i)       beats_q <= 8'd0;
  else if (accept) beats_q <= last_i ? 8'd0 : beats_q + 8'd1;
  if (rst_i) frames_q <= 2'd0;
  else       frames_q <= frames_q + {1'b0, frame_in} - {1'b0, frame_out};
  if (accept) fill_q <= fill;
  if (accept && beats_q == 0) old_fill_q <= fill_q;
end

wire                          old = frames_q > ((beats_q == 0) ? 2'd1 : 2'd0);   // the frame in front
wire [7:0]                    counted = !gold_last_o ? OutElements : old ? old_fill_q : fill_q;
wire [OutElements-1:0]        plane = ~({OutElements{1'b1}} << counted);
wire [Planes*OutElements-1:0] mask_data_o = {Planes{plane}};
wire compare_data_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_side_o = gold_valid_o && gold_last_o;
