// sc_verdict: A verdict means something while it is given, a result while it is offered.
wire compare_verdict_slot_o = gold_verdict_o;
wire compare_stop_o = gold_verdict_o;
wire compare_class_o = gold_valid_o;
wire compare_total_o = gold_valid_o;
wire compare_used_o = gold_valid_o;
wire compare_error_o = gold_valid_o;
always @* assume (image_slot_i < Slots && slot_i < Slots);
