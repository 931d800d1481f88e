// sc_presenter: A presentation means something while it is shown, and only then it is released.
wire compare_slot_o = gold_valid_o;
wire compare_time_o = gold_valid_o;
wire compare_first_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_error_o = gold_valid_o;
always @* assume (write_slot_i < Slots && verdict_slot_i < Slots && (gold_valid_o || !release_i));
always @* assume (AtRunTime == 0 || (1 << log2_i) <= Presentations);
