// sc_frame_check: A beat means something while it is offered, its error with the last one.
wire compare_data_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_settings_o = gold_valid_o;
wire compare_error_o = gold_valid_o && gold_last_o;
