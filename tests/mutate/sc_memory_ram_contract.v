// sc_memory_ram: There are Depth rows and Lanes lanes.
always @* assume (addr_i < Depth && load_row_i < Depth && load_lane_i < Lanes);
