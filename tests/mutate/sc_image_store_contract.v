// sc_image_store: Read data mean something after a read of a slot that is stored.
reg compare_read_data_o = 1'b0;
always @(posedge clk_i) if (read_i) compare_read_data_o <= 1'b1;
always @* assume (read_slot_i < Slots && read_time_i < Presentations && read_addr_i < Words);
