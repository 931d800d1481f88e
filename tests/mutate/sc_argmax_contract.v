// sc_argmax: A result means something while it is offered.
wire compare_class_o = gold_valid_o;
wire compare_score_o = gold_valid_o;
wire compare_side_o = gold_valid_o;
