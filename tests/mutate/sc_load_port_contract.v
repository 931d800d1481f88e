// sc_load_port: There are Lanes lanes; the data of a read counts from its end to the next access.
always @* assume (load_lane_i < Lanes);
