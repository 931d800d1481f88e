// sc_encoder_lfsr: A beat means something while it is offered.
wire compare_counts_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_side_o = gold_valid_o;
