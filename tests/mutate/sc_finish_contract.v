// sc_finish: An address means something with its read, a beat while it is offered.
always @* assume (shift_i <= ShiftMax);
wire compare_addr_o = gold_read_o;
wire compare_last_o = gold_valid_o;
wire compare_data_o = gold_valid_o;
wire compare_side_o = gold_valid_o;
