// sc_layer: Addresses mean something with their reads, a beat while it is offered.
wire compare_read_addr_o = gold_read_o;
wire compare_weight_addr_o = gold_weight_read_o;
wire compare_neuron_addr_o = gold_neuron_read_o;
wire compare_data_o = gold_valid_o;
wire compare_last_o = gold_valid_o;
wire compare_side_o = gold_valid_o;
