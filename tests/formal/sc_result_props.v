// sc_result: results leave in order, packed, none lost and none twice.
// proof: bmc=8 induction=3
`default_nettype none

module sc_result_props #(
  parameter ClassWidth = 4,
  parameter ScoreWidth = 24,
  parameter UsedWidth = 0
) (
  input wire                                   clk_i,
  input wire                                   rst_i,
  input wire                                   valid_i,
  input wire [ClassWidth-1:0]                  class_i,
  input wire signed [UsedWidth+ScoreWidth-1:0] score_i,
  input wire                                   error_i,
  input wire                                   m_axis_tready
);

  wire                  ready_o;
  wire                  m_axis_tvalid;
  wire [UsedWidth+31:0] m_axis_tdata;
  wire                  m_axis_tlast;
  wire                  m_axis_tuser;
  sc_result #(
    .ClassWidth(ClassWidth),
    .ScoreWidth(ScoreWidth),
    .UsedWidth (UsedWidth)
  ) u_dut (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .valid_i      (valid_i),
    .ready_o      (ready_o),
    .class_i      (class_i),
    .score_i      (score_i),
    .error_i      (error_i),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tdata (m_axis_tdata),
    .m_axis_tlast (m_axis_tlast),
    .m_axis_tuser (m_axis_tuser)
  );

  stream_rule #(
    .Width (ClassWidth + UsedWidth + ScoreWidth + 1),
    .Assume(1)
  ) u_in (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .valid_i(valid_i),
    .ready_i(ready_o),
    .data_i ({class_i, score_i, error_i})
  );
  stream_rule #(
    .Width(UsedWidth + 34)
  ) u_out (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .valid_i(m_axis_tvalid),
    .ready_i(m_axis_tready),
    .data_i ({m_axis_tdata, m_axis_tlast, m_axis_tuser})
  );

  reg reset_q = 1'b0;
  always @(posedge clk_i) reset_q <= 1'b1;
  always @* if (!reset_q) assume (rst_i);

  // A register of one result.
  reg                         full_q;
  reg [ClassWidth-1:0]        class_q;
  reg signed [ScoreWidth-1:0] score_q;
  reg [7:0]                   used_q;
  reg                         error_q;
  wire signed [23:0]          extended = score_q;
  wire [7:0]                  number = class_q;
  always @(posedge clk_i) begin
    if (rst_i)                   full_q <= 1'b0;
    else if (valid_i && ready_o) full_q <= 1'b1;
    else if (m_axis_tready)      full_q <= 1'b0;
    if (valid_i && ready_o) begin
      {class_q, score_q, error_q} <= {class_i, score_i[ScoreWidth-1:0], error_i};
      used_q <= (UsedWidth == 8) ? score_i >> ScoreWidth : 8'd0;
    end

    if (reset_q && !rst_i) begin
      assert (m_axis_tvalid == full_q);
      assert (ready_o == (!full_q || m_axis_tready));
      assert (m_axis_tlast);
      if (full_q) assert (m_axis_tuser == error_q);
      if (full_q) assert (m_axis_tdata == {used_q, error_q ? 32'd0 : {extended, number}});
    end
    cover (reset_q && !rst_i && full_q && error_q && m_axis_tready && valid_i);
  end
endmodule

`default_nettype wire
