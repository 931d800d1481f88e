// sc_ram: There are Depth rows; the row that is being written is not read.
always @* assume (write_addr_i < Depth && read_addr_i < Depth);
always @* if (write_i && read_i) assume (write_addr_i != read_addr_i);
