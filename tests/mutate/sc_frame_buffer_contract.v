// sc_frame_buffer: The side data mean something while a frame shows, read data after a read of it.
wire compare_side_o = gold_frame_valid_o;
reg  compare_read_data_o = 1'b0;
always @(posedge clk_i) if (read_i) compare_read_data_o <= gold_frame_valid_o;
always @* assume (read_addr_i < Words);
