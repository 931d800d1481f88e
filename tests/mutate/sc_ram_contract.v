// sc_ram: There are Depth rows.
always @* assume (write_addr_i < Depth && read_addr_i < Depth);
