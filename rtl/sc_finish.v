// SPDX-License-Identifier: MIT
//
// sc_finish: the last step of Pe neurons, from their sums to a beat of bits or of scores.
//
// A row of its memory, read while the sums are completed, holds what each neuron's step needs: the
// threshold of sc_threshold, or {offset, gain} of sc_score. While a beat waits for ready_i,
// advance_o is low, and the whole pipeline before it holds.
//
//   clk_i        _/~\_/~\_/~\_/~\_/~\_
//   ends_i       _/~~~\_______________     row memory is read
//   sums_i       -----< S>------------     and row_i is there
//   valid_o      _________/~~~~~~~\___
//   ready_i      ~~~~~~~~~\___/~~~~~~~
//   advance_o    ~~~~~~~~~\___/~~~~~~~
`default_nettype none

module sc_finish #(
  // "thresholds": a beat of bits; "scores": a beat of signed scores.
  parameter Step = "thresholds",
  // Neurons in parallel, >= 1.
  parameter Pe = 32,
  // Bits of a sum.
  parameter SumWidth = 16,
  // Largest shift_i; 0: shift_i is ignored.
  parameter ShiftMax = 0,
  parameter ThresholdWidth = 17,
  parameter GainWidth = 0,
  parameter OffsetWidth = 8,
  parameter ScoreWidth = 24,
  // Bits of the number of a row, and of what travels with a frame.
  parameter AddrWidth = 5,
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter ShiftWidth = (ShiftMax > 0) ? $clog2(ShiftMax + 1) : 1,
  parameter NeuronWidth = (Step == "scores") ? GainWidth + OffsetWidth : ThresholdWidth,
  parameter DataWidth = (Step == "scores") ? ScoreWidth : 1
) (
  input  wire                      clk_i,
  input  wire                      rst_i,       // synchronous, active high

  output wire                      advance_o,   // the pipeline moves

  // A group's sums are there after the next move.
  input  wire                      ends_i,
  input  wire [AddrWidth-1:0]      addr_i,      // its row
  input  wire                      last_i,      // the frame's last group
  input  wire [ShiftWidth-1:0]     shift_i,
  input  wire [SideWidth-1:0]      side_i,
  input  wire [Pe*SumWidth-1:0]    sums_i,

  // The row memory.
  output wire                      read_o,
  output wire [AddrWidth-1:0]      addr_o,
  input  wire [Pe*NeuronWidth-1:0] row_i,       // one cycle after read_o; holds

  // A beat per group.
  output wire                      valid_o,
  input  wire                      ready_i,
  output wire                      last_o,
  output wire [Pe*DataWidth-1:0]   data_o,
  output wire [SideWidth-1:0]      side_o
);

  // Control: reset.
  reg sums_valid_q;
  reg valid_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      sums_valid_q <= 1'b0;
      valid_q      <= 1'b0;
    end else if (advance_o) begin
      sums_valid_q <= ends_i;
      valid_q      <= sums_valid_q;
    end
  end

  // Data: never reset.
  reg [ShiftWidth-1:0] shift_q;
  reg                  sums_last_q, last_q;
  reg [SideWidth-1:0]  sums_side_q, side_q;
  always @(posedge clk_i) begin
    if (advance_o) begin
      shift_q               <= shift_i;
      {last_q, sums_last_q} <= {sums_last_q, last_i};
      {side_q, sums_side_q} <= {sums_side_q, side_i};
    end
  end

  wire step = advance_o && sums_valid_q;
  genvar p;
  generate
    for (p = 0; p < Pe; p = p + 1) begin : g_pe
      if (Step == "scores") begin : g_score
        sc_score #(
          .SumWidth   (SumWidth),
          .GainWidth  (GainWidth),
          .OffsetWidth(OffsetWidth),
          .ScoreWidth (ScoreWidth),
          .ShiftMax   (ShiftMax)
        ) u_score (
          .clk_i   (clk_i),
          .enable_i(step),
          .sum_i   (sums_i[p*SumWidth+:SumWidth]),
          .shift_i (shift_q),
          .scale_i (row_i[p*NeuronWidth+:NeuronWidth]),
          .score_o (data_o[p*DataWidth+:DataWidth])
        );
      end else if (Step == "thresholds") begin : g_threshold
        sc_threshold #(
          .SumWidth      (SumWidth),
          .ThresholdWidth(ThresholdWidth),
          .ShiftMax      (ShiftMax)
        ) u_threshold (
          .clk_i      (clk_i),
          .enable_i   (step),
          .sum_i      (sums_i[p*SumWidth+:SumWidth]),
          .shift_i    (shift_q),
          .threshold_i(row_i[p*NeuronWidth+:NeuronWidth]),
          .bit_o      (data_o[p])
        );
      end else begin : g_check_step
        ERROR_sc_finish_Step_must_be_thresholds_or_scores u_error ();
      end
    end
  endgenerate

  assign advance_o = !valid_q || ready_i;
  assign read_o    = advance_o && ends_i;
  assign addr_o    = addr_i;
  assign valid_o   = valid_q;
  assign last_o    = last_q;
  assign side_o    = side_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // Any one group: it is in the stages before the beat, in order, and comes out once.
  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      // A beat that waits does not change, and nothing moves before it.
      if ($past(valid_o && !ready_i)) begin
        assert (valid_o && $stable(data_o) && $stable(last_o) && $stable(side_o));
      end
      if (valid_o && !ready_i) assert (!advance_o && !read_o);
      // What ends is a beat after two moves.
      if ($past(advance_o)) begin
        assert (sums_valid_q == $past(ends_i) && valid_o == $past(sums_valid_q));
        assert (sums_last_q == $past(last_i) && last_o == $past(sums_last_q));
        assert (sums_side_q == $past(side_i) && side_o == $past(sums_side_q));
      end
    end
  end
`endif
endmodule

`default_nettype wire
