// sc_result: A result means something while it is offered.
wire compare_m_axis_tdata = gold_m_axis_tvalid;
wire compare_m_axis_tuser = gold_m_axis_tvalid;
