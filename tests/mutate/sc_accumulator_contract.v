// sc_accumulator: A beat means something while it is offered; a total does once it has been started.
wire compare_totals_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_slot_o = gold_valid_o;
wire compare_side_o = gold_valid_o;
always @* assume (slot_i < Slots);
