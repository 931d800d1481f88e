// axi_lite_rule: the rules of AXI4-Lite at a slave: assumed of the master, asserted of the slave.
//
// What is offered on a channel stays, unchanged, until it is taken; a reset empties all channels. A write
// has a response for each address with its data, a read for each address, never before they were taken and
// never twice. EXOKAY is no response of AXI4-Lite.
//
// Requests taken and not yet answered are shown, so that an induction can tie them to the slave's own state.
module axi_lite_rule #(
  parameter AddrWidth = 12,
  // Requests of a kind that the slave may hold at a time.
  parameter Most = 2
) (
  input wire                 clk_i,
  input wire                 rst_i,
  input wire [AddrWidth-1:0] awaddr_i,
  input wire                 awvalid_i,
  input wire                 awready_i,
  input wire [31:0]          wdata_i,
  input wire [3:0]           wstrb_i,
  input wire                 wvalid_i,
  input wire                 wready_i,
  input wire [1:0]           bresp_i,
  input wire                 bvalid_i,
  input wire                 bready_i,
  input wire [AddrWidth-1:0] araddr_i,
  input wire                 arvalid_i,
  input wire                 arready_i,
  input wire [31:0]          rdata_i,
  input wire [1:0]           rresp_i,
  input wire                 rvalid_i,
  input wire                 rready_i,

  output reg [7:0]           addresses_o,   // of writes, taken and not answered
  output reg [7:0]           words_o,       // data of writes, likewise
  output reg [7:0]           reads_o
);

  stream_rule #(.Width(AddrWidth), .Assume(1)) u_aw (
    .clk_i(clk_i), .rst_i(rst_i), .valid_i(awvalid_i), .ready_i(awready_i), .data_i(awaddr_i));
  stream_rule #(.Width(36), .Assume(1)) u_w (
    .clk_i(clk_i), .rst_i(rst_i), .valid_i(wvalid_i), .ready_i(wready_i), .data_i({wdata_i, wstrb_i}));
  stream_rule #(.Width(AddrWidth), .Assume(1)) u_ar (
    .clk_i(clk_i), .rst_i(rst_i), .valid_i(arvalid_i), .ready_i(arready_i), .data_i(araddr_i));
  stream_rule #(.Width(2)) u_b (
    .clk_i(clk_i), .rst_i(rst_i), .valid_i(bvalid_i), .ready_i(bready_i), .data_i(bresp_i));
  stream_rule #(.Width(34)) u_r (
    .clk_i(clk_i), .rst_i(rst_i), .valid_i(rvalid_i), .ready_i(rready_i), .data_i({rdata_i, rresp_i}));

  wire answered = bvalid_i && bready_i;
  reg  was_reset_q = 1'b0;
  always @(posedge clk_i) begin
    was_reset_q <= rst_i;
    if (rst_i) begin
      addresses_o <= 8'd0;
      words_o     <= 8'd0;
      reads_o     <= 8'd0;
    end else begin
      addresses_o <= addresses_o + {7'd0, awvalid_i && awready_i} - {7'd0, answered};
      words_o     <= words_o + {7'd0, wvalid_i && wready_i} - {7'd0, answered};
      reads_o     <= reads_o + {7'd0, arvalid_i && arready_i} - {7'd0, rvalid_i && rready_i};
    end
  end

  always @* begin
    if (was_reset_q && !rst_i) assert (!bvalid_i && !rvalid_i);
    if (!rst_i && bvalid_i) begin
      assert (addresses_o != 8'd0 && words_o != 8'd0);
      assert (bresp_i != 2'b01);
    end
    if (!rst_i && rvalid_i) begin
      assert (reads_o != 8'd0);
      assert (rresp_i != 2'b01);
    end
    if (!rst_i) assert (addresses_o <= Most && words_o <= Most && reads_o <= Most);
  end

  always @(posedge clk_i) begin
    cover (!rst_i && answered && bresp_i == 2'b00);
    cover (!rst_i && answered && bresp_i == 2'b10);
    cover (!rst_i && answered && bresp_i == 2'b11);
    cover (!rst_i && rvalid_i && rready_i && rresp_i == 2'b00 && rdata_i != 32'd0);
    cover (!rst_i && rvalid_i && bvalid_i && !rready_i && bready_i);
  end
endmodule
