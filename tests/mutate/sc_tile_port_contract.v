// sc_tile_port: There are Depth rows, and as many lanes as cover a row.
always @* assume (addr_i < Depth && load_row_i < Depth && load_lane_i * LaneWidth < Width);
