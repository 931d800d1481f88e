// sc_rom: There are Depth rows.
always @* assume (addr_i < Depth);
