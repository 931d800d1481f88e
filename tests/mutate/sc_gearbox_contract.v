// sc_gearbox: A word means something while it is offered, its side data with the last one.
wire compare_data_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_side_o = gold_valid_o && gold_last_o;
