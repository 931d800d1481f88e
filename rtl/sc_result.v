// SPDX-License-Identifier: MIT
//
// sc_result: a class and its score as one beat of AXI4-Stream.
//
//   m_axis_tdata[7:0]    class, 0 after a bad frame
//   m_axis_tdata[31:8]   score of that class, signed, 0 after a bad frame
//   m_axis_tdata[39:32]  where UsedWidth = 8: presentations that were used, also by a bad frame
//   m_axis_tuser         1: the frame was too short or too long
//   m_axis_tlast         1: every result is a packet of its own
//
// Latency 1 cycle, one beat per cycle; registered outputs.
`default_nettype none

module sc_result #(
  // Bits of the class, 1..8.
  parameter ClassWidth = 4,
  // Bits of the signed score, 1..24.
  parameter ScoreWidth = 24,
  // Bits of the number of presentations: 8, or 0 where it is not shown.
  parameter UsedWidth = 0
) (
  input  wire                                   clk_i,
  input  wire                                   rst_i,           // synchronous, active high

  // score_i is {used, score} where UsedWidth = 8.
  input  wire                                   valid_i,
  output wire                                   ready_o,
  input  wire [ClassWidth-1:0]                  class_i,
  input  wire signed [UsedWidth+ScoreWidth-1:0] score_i,
  input  wire                                   error_i,

  output wire                                   m_axis_tvalid,
  input  wire                                   m_axis_tready,
  output wire [UsedWidth+31:0]                  m_axis_tdata,
  output wire                                   m_axis_tlast,
  output wire                                   m_axis_tuser
);

  generate
    if (ClassWidth < 1 || ClassWidth > 8) begin : g_check_class
      ERROR_sc_result_ClassWidth_must_be_1_to_8 u_error ();
    end
    if (ScoreWidth < 1 || ScoreWidth > 24) begin : g_check_score
      ERROR_sc_result_ScoreWidth_must_be_1_to_24 u_error ();
    end
    if (UsedWidth != 0 && UsedWidth != 8) begin : g_check_used
      ERROR_sc_result_UsedWidth_must_be_0_or_8 u_error ();
    end
  endgenerate

  wire [7:0]  index = {{(8 - ClassWidth){1'b0}}, class_i};
  wire [23:0] score = {{(24 - ScoreWidth){score_i[ScoreWidth-1]}}, score_i[ScoreWidth-1:0]};
  wire        accept = valid_i && ready_o;

  // Control: reset.
  reg valid_q;
  always @(posedge clk_i) begin
    if (rst_i)        valid_q <= 1'b0;
    else if (ready_o) valid_q <= valid_i;
  end

  // Data: enabled, never reset.
  reg [31:0] data_q;
  reg        error_q;
  always @(posedge clk_i) begin
    if (accept) begin
      data_q  <= error_i ? 32'd0 : {score, index};
      error_q <= error_i;
    end
  end

  generate
    if (UsedWidth > 0) begin : g_used
      reg [UsedWidth-1:0] used_q;
      always @(posedge clk_i) begin
        if (accept) used_q <= score_i[ScoreWidth+:UsedWidth];
      end
      assign m_axis_tdata = {used_q, data_q};
    end else begin : g_unused
      assign m_axis_tdata = data_q;
    end
  endgenerate

  assign ready_o       = !valid_q || m_axis_tready;
  assign m_axis_tvalid = valid_q;
  assign m_axis_tlast  = 1'b1;
  assign m_axis_tuser  = error_q;

`ifdef FORMAL
  wire signed [ScoreWidth-1:0] given = score_i[ScoreWidth-1:0];

  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      // Every beat taken is shown in the next cycle, and held until it is taken.
      assert (m_axis_tvalid == ($past(accept) || $past(m_axis_tvalid && !m_axis_tready)));
      if ($past(m_axis_tvalid && !m_axis_tready)) begin
        assert ($stable(m_axis_tdata) && $stable(m_axis_tuser));
      end
      if ($past(accept)) begin
        assert (m_axis_tuser == $past(error_i));
        if (m_axis_tuser) assert (m_axis_tdata[31:0] == 32'd0);
        else begin
          assert (m_axis_tdata[7:0] == $past(class_i));
          assert ($signed(m_axis_tdata[31:8]) == $past(given));
        end
      end
    end
    if (past_valid_q && $past(rst_i)) assert (!m_axis_tvalid);
    assert (m_axis_tlast);
  end
`endif
endmodule

`default_nettype wire
