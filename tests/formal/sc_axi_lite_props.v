// sc_axi_lite: the rules of the bus, of the registers' side, and an answer in bounded time. What an access and a
// response hold is said in the leaf itself, which sees the requests that it keeps.
// proof: bmc=12 induction=13
`default_nettype none

module sc_axi_lite_props #(
  parameter AddrWidth = 12
) (
  input wire                 clk_i,
  input wire                 rst_i,
  input wire [AddrWidth-1:0] s_axil_awaddr,
  input wire                 s_axil_awvalid,
  input wire [31:0]          s_axil_wdata,
  input wire [3:0]           s_axil_wstrb,
  input wire                 s_axil_wvalid,
  input wire                 s_axil_bready,
  input wire [AddrWidth-1:0] s_axil_araddr,
  input wire                 s_axil_arvalid,
  input wire                 s_axil_rready,
  input wire                 reg_ready_i,
  input wire                 reg_error_i,
  input wire [31:0]          reg_rdata_i
);

  wire                 s_axil_awready;
  wire                 s_axil_wready;
  wire [1:0]           s_axil_bresp;
  wire                 s_axil_bvalid;
  wire                 s_axil_arready;
  wire [31:0]          s_axil_rdata;
  wire [1:0]           s_axil_rresp;
  wire                 s_axil_rvalid;
  wire                 reg_valid_o;
  wire                 reg_write_o;
  wire [AddrWidth-3:0] reg_addr_o;
  wire [31:0]          reg_wdata_o;
  wire                 refused_o;
  wire                 reg_mapped = !reg_addr_o[0];
  sc_axi_lite #(
    .AddrWidth(AddrWidth)
  ) u_dut (
    .clk_i         (clk_i),
    .rst_i         (rst_i),
    .s_axil_awaddr (s_axil_awaddr),
    .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready),
    .s_axil_wdata  (s_axil_wdata),
    .s_axil_wstrb  (s_axil_wstrb),
    .s_axil_wvalid (s_axil_wvalid),
    .s_axil_wready (s_axil_wready),
    .s_axil_bresp  (s_axil_bresp),
    .s_axil_bvalid (s_axil_bvalid),
    .s_axil_bready (s_axil_bready),
    .s_axil_araddr (s_axil_araddr),
    .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready),
    .s_axil_rdata  (s_axil_rdata),
    .s_axil_rresp  (s_axil_rresp),
    .s_axil_rvalid (s_axil_rvalid),
    .s_axil_rready (s_axil_rready),
    .reg_valid_o   (reg_valid_o),
    .reg_write_o   (reg_write_o),
    .reg_addr_o    (reg_addr_o),
    .reg_wdata_o   (reg_wdata_o),
    .reg_mapped_i  (reg_mapped),
    .reg_ready_i   (reg_ready_i),
    .reg_error_i   (reg_error_i),
    .reg_rdata_i   (reg_rdata_i),
    .refused_o     (refused_o)
  );

  wire [7:0] addresses;
  wire [7:0] words;
  wire [7:0] reads;
  axi_lite_rule #(
    .AddrWidth(AddrWidth)
  ) u_in (
    .clk_i      (clk_i),
    .rst_i      (rst_i),
    .awaddr_i   (s_axil_awaddr),
    .awvalid_i  (s_axil_awvalid),
    .awready_i  (s_axil_awready),
    .wdata_i    (s_axil_wdata),
    .wstrb_i    (s_axil_wstrb),
    .wvalid_i   (s_axil_wvalid),
    .wready_i   (s_axil_wready),
    .bresp_i    (s_axil_bresp),
    .bvalid_i   (s_axil_bvalid),
    .bready_i   (s_axil_bready),
    .araddr_i   (s_axil_araddr),
    .arvalid_i  (s_axil_arvalid),
    .arready_i  (s_axil_arready),
    .rdata_i    (s_axil_rdata),
    .rresp_i    (s_axil_rresp),
    .rvalid_i   (s_axil_rvalid),
    .rready_i   (s_axil_rready),
    .addresses_o(addresses),
    .words_o    (words),
    .reads_o    (reads)
  );

  // The registers see an access that is held until it ends, and end it within three cycles.
  stream_rule #(
    .Width(AddrWidth + 31)
  ) u_out (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .valid_i(reg_valid_o),
    .ready_i(reg_ready_i),
    .data_i ({reg_write_o, reg_addr_o, reg_write_o ? reg_wdata_o : 32'd0})
  );
  reg [1:0] waited_q;
  always @(posedge clk_i) waited_q <= (reg_valid_o && !reg_ready_i && !rst_i) ? waited_q + 2'd1 : 2'd0;

  reg reset_q = 1'b0;
  always @(posedge clk_i) reset_q <= 1'b1;
  always @* begin
    if (!reset_q) assume (rst_i);
    if (reset_q) assume (waited_q <= 2'd2);
    if (waited_q == 2'd2 && reg_valid_o) assume (reg_ready_i);
  end

  // Bounded: a write whose response may be given has it after at most two accesses.
  reg [4:0] write_age_q;
  reg [4:0] read_age_q;
  always @(posedge clk_i) begin
    write_age_q <= (rst_i || s_axil_awready || s_axil_wready || s_axil_bvalid) ? 5'd0 : write_age_q + 5'd1;
    read_age_q  <= (rst_i || s_axil_arready || s_axil_rvalid) ? 5'd0 : read_age_q + 5'd1;
  end

  always @(posedge clk_i) begin
    if (reset_q && !rst_i) begin
      // What is inside is what the ports say.
      assert (addresses == {7'd0, !s_axil_awready} + {7'd0, s_axil_bvalid});
      assert (words == {7'd0, !s_axil_wready} + {7'd0, s_axil_bvalid});
      assert (reads == {7'd0, !s_axil_arready} + {7'd0, s_axil_rvalid});
      // A write waits for the read before it, if any: start, access, start, access.
      assert (write_age_q <= 5'd10);
      assert (read_age_q <= 5'd10);
    end
    if (reset_q && !rst_i && !$past(rst_i)) begin
      assert ($past(refused_o) == (($past(!s_axil_bvalid) && s_axil_bvalid && s_axil_bresp != 2'b00) ||
                                   ($past(!s_axil_rvalid) && s_axil_rvalid && s_axil_rresp != 2'b00)));
    end
    cover (reset_q && !rst_i && write_age_q == 5'd6);
  end
endmodule

`default_nettype wire
