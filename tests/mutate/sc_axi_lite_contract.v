// sc_axi_lite: A response means something while it is offered, an access while it is asked for.
wire compare_s_axil_bresp = gold_s_axil_bvalid;
wire compare_s_axil_rresp = gold_s_axil_rvalid;
wire compare_s_axil_rdata = gold_s_axil_rvalid;
wire compare_reg_write_o = gold_reg_valid_o;
wire compare_reg_addr_o = gold_reg_valid_o;
wire compare_reg_wdata_o = gold_reg_valid_o && gold_reg_write_o;
