// sc_encoder: A beat means something while it is offered, a step's place while there is a step.
wire compare_data_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_side_o = gold_valid_o;
wire compare_rng_end_beat_o = gold_rng_step_o;
wire compare_rng_end_frame_o = gold_rng_step_o;
wire compare_rng_time_o = gold_rng_step_o;
wire compare_rng_log2_o = gold_rng_step_o;
