// sc_load_port: There are as many lanes as cover a row; the data of a read counts from its end to the next access.
always @* assume (load_lane_i * LaneWidth < Width);
