# tiny_output: one clock; every port is synchronous to it, aresetn included.
# Times in ns. Input and output delays are a fifth of the period.
create_clock -name aclk -period 10.000 [get_ports aclk]
set_input_delay 2.000 -clock aclk [get_ports {aresetn s_axis_tdata* s_axis_tvalid s_axis_tlast cfg_log2_presentations* cfg_margin* m_axis_tready}]
set_output_delay 2.000 -clock aclk [get_ports {s_axis_tready m_axis_tdata* m_axis_tvalid m_axis_tlast m_axis_tuser}]
