// SPDX-License-Identifier: MIT
//
// sc_argmax: the class with the highest score (the first of several), and the second highest score.
//
// Takes a frame's scores, Pe per beat, class g*Pe + p at [p*ScoreWidth +: ScoreWidth] of beat g. A
// tree finds the first maximum of a beat, which is then compared with the best of the beats before.
// Scores beyond class Outputs-1 in the last beat are ignored. The second highest score is the
// highest of all other classes: a tie for the first place makes both equal. With one class it is
// not meaningful.
//
// The last beat taken in cycle t gives valid_o in t+2. One beat per cycle; everything holds while a
// result waits.
//
//   clk_i     _/~\_/~\_/~\_/~\_/~\_
//   valid_i   _/~~~~~~~\___________
//   last_i    _____/~~~\___________
//   valid_o   _____________/~~~\___
//   class_o   -------------< C >---
`default_nettype none

module sc_argmax #(
  // Classes, >= 1.
  parameter Outputs = 10,
  // Scores of a beat, 1..Outputs.
  parameter Pe = 10,
  // Bits of a signed score.
  parameter ScoreWidth = 24,
  // Bits that travel with a frame.
  parameter SideWidth = 1,
  // Scores that are given: 1, the highest; or 2, {second highest, highest}.
  parameter Best = 1,
  // Derived, do not override.
  parameter ClassWidth = (Outputs > 1) ? $clog2(Outputs) : 1
) (
  input  wire                              clk_i,
  input  wire                              rst_i,      // synchronous, active high

  input  wire                              valid_i,
  output wire                              ready_o,
  input  wire [Pe*ScoreWidth-1:0]          scores_i,
  input  wire                              last_i,
  input  wire [SideWidth-1:0]              side_i,     // valid with last_i

  output wire                              valid_o,
  input  wire                              ready_i,
  output wire [ClassWidth-1:0]             class_o,
  output wire signed [Best*ScoreWidth-1:0] score_o,
  output wire [SideWidth-1:0]              side_o
);

  generate
    if (Pe < 1 || Pe > Outputs) begin : g_check
      ERROR_sc_argmax_Pe_must_be_1_to_Outputs u_error ();
    end
    if (Best < 1 || Best > 2) begin : g_check_best
      ERROR_sc_argmax_Best_must_be_1_or_2 u_error ();
    end
  endgenerate

  localparam Groups    = (Outputs + Pe - 1) / Pe;
  localparam LastPe    = Outputs - (Groups - 1) * Pe;   // classes in the last beat
  localparam LaneWidth = (Pe > 1) ? $clog2(Pe) : 1;
  localparam Leaves    = 1 << $clog2(Pe);
  localparam TopWidth  = ScoreWidth + LaneWidth;
  localparam NodeWidth = ScoreWidth + TopWidth;

  // {second score, score, lane} of a beat's first maximum. Scores are compared as unsigned numbers,
  // so their sign bit is flipped; 0 is then the lowest and stands where there is no class.
  localparam [ScoreWidth-1:0] FlipSign = {1'b1, {(ScoreWidth - 1){1'b0}}};
  function [ScoreWidth-1:0] higher;
    input [ScoreWidth-1:0] one;
    input [ScoreWidth-1:0] other;
    higher = (one > other) ? one : other;
  endfunction

  function [NodeWidth-1:0] best_of_beat;
    input [Pe*ScoreWidth-1:0]    scores;
    input                        last;
    reg   [Leaves*NodeWidth-1:0] nodes;
    reg   [NodeWidth-1:0]        left;
    reg   [NodeWidth-1:0]        right;
    integer                      span;
    integer                      n;
    begin
      nodes = {Leaves * NodeWidth{1'b0}};
      for (n = 0; n < Pe; n = n + 1) begin
        if (!last || n < LastPe) begin
          nodes[n*NodeWidth+:TopWidth] = {scores[n*ScoreWidth+:ScoreWidth] ^ FlipSign,
                                          n[LaneWidth-1:0]};
        end
      end
      for (span = 1; span < Leaves; span = span * 2) begin
        for (n = 0; n < Leaves; n = n + 2 * span) begin
          left  = nodes[n*NodeWidth+:NodeWidth];
          right = nodes[(n+span)*NodeWidth+:NodeWidth];
          nodes[n*NodeWidth+:NodeWidth] =
              (right[LaneWidth+:ScoreWidth] > left[LaneWidth+:ScoreWidth])
              ? {higher(left[LaneWidth+:ScoreWidth], right[TopWidth+:ScoreWidth]),
                 right[TopWidth-1:0]}
              : {higher(left[TopWidth+:ScoreWidth], right[LaneWidth+:ScoreWidth]),
                 left[TopWidth-1:0]};
        end
      end
      best_of_beat = nodes[NodeWidth-1:0];
    end
  endfunction

  reg                  beat_valid_q;
  reg                  beat_last_q;
  reg [NodeWidth-1:0]  beat_q;
  reg [ClassWidth-1:0] beat_base_q;   // class of lane 0
  reg [ClassWidth-1:0] base_q;        // and that of the next beat to come
  reg                  out_valid_q;
  reg [ScoreWidth-1:0] best_q;
  reg [ClassWidth-1:0] class_q;
  reg [SideWidth-1:0]  beat_side_q;
  reg [SideWidth-1:0]  side_q;

  wire                  advance = !out_valid_q || ready_i;
  wire                  accept = valid_i && advance;
  wire [ScoreWidth-1:0] beat_score = beat_q[LaneWidth+:ScoreWidth];
  wire [ClassWidth-1:0] beat_class;
  wire                  better = beat_base_q == {ClassWidth{1'b0}} || beat_score > best_q;

  generate
    if (Pe > 1) begin : g_lanes
      assign beat_class = beat_base_q + {{(ClassWidth - LaneWidth){1'b0}}, beat_q[LaneWidth-1:0]};
    end else begin : g_one_lane
      assign beat_class = beat_base_q;
      wire unused_lane = beat_q[0];
    end
  endgenerate

  wire [ScoreWidth-1:0] beat_second = beat_q[TopWidth+:ScoreWidth];
  generate
    if (Best > 1) begin : g_second
      // The loser of the two highest, or the second best of either side.
      reg  [ScoreWidth-1:0] second_q;
      wire [ScoreWidth-1:0] second_d = (beat_base_q == {ClassWidth{1'b0}}) ? beat_second
                                       : better ? higher(best_q, beat_second)
                                                : higher(second_q, beat_score);
      always @(posedge clk_i) begin
        if (advance && beat_valid_q) second_q <= second_d;
      end
      assign score_o = {second_q ^ FlipSign, best_q ^ FlipSign};
    end else begin : g_first
      assign score_o = best_q ^ FlipSign;
      wire unused_second = |beat_second;
    end
  endgenerate

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      beat_valid_q <= 1'b0;
      out_valid_q  <= 1'b0;
      base_q       <= {ClassWidth{1'b0}};
    end else if (advance) begin
      beat_valid_q <= valid_i;
      out_valid_q  <= beat_valid_q && beat_last_q;
      if (valid_i) base_q <= last_i ? {ClassWidth{1'b0}} : base_q + Pe[ClassWidth-1:0];
    end
  end

  // Data: enabled, never reset.
  always @(posedge clk_i) begin
    if (accept) begin
      beat_q      <= best_of_beat(scores_i, last_i);
      beat_base_q <= base_q;
      beat_last_q <= last_i;
      beat_side_q <= side_i;
    end
    if (advance && beat_valid_q) begin
      if (better) begin
        best_q  <= beat_score;
        class_q <= beat_class;
      end
      side_q <= beat_side_q;
    end
  end

  assign ready_o = advance;
  assign valid_o = out_valid_q;
  assign class_o = class_q;
  assign side_o  = side_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The source holds a beat until it is taken, and a frame has Groups beats.
  always @(posedge clk_i) begin
    if (past_valid_q && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(scores_i) && $stable(last_i) && $stable(side_i));
    end
    if (valid_i) assume (last_i == (base_q == (Groups - 1) * Pe));
  end

  wire [ScoreWidth-1:0] second;
  generate
    if (Best > 1) begin : g_formal_second
      assign second = score_o[ScoreWidth+:ScoreWidth] ^ FlipSign;
    end else begin : g_formal_first
      assign second = {ScoreWidth{1'b1}};
    end
  endgenerate

  // Any one class, and its score: in the beat that has just come, and in those before.
  (* anyconst *) reg [ClassWidth-1:0] other;
  reg                                 here_q;
  reg  [ScoreWidth-1:0]               here_score_q;
  reg                                 seen_q;
  reg  [ScoreWidth-1:0]               seen_score_q;
  wire [ClassWidth:0]                 lane = other - base_q;
  reg  [ScoreWidth-1:0]               here_score;
  integer                             f;
  always @* begin
    here_score = {ScoreWidth{1'b0}};
    for (f = 0; f < Pe; f = f + 1) begin
      if (lane == f) here_score = scores_i[f*ScoreWidth+:ScoreWidth] ^ FlipSign;
    end
  end

  // The beat to come, and the one that has just come.
  reg [ClassWidth:0] group_q;
  reg [ClassWidth:0] here_group_q;
  always @(posedge clk_i) begin
    if (rst_i)       group_q <= 0;
    else if (accept) group_q <= last_i ? 0 : group_q + 1'b1;
    if (accept)      here_group_q <= group_q;
  end

  always @(posedge clk_i) begin
    assume (other < Outputs);
    if (accept) begin
      here_q       <= other >= base_q && lane < Pe;
      here_score_q <= here_score;
    end
    if (advance && beat_valid_q) begin
      seen_q <= here_q || (seen_q && beat_base_q != 0);
      if (here_q) seen_score_q <= here_score_q;
    end
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // No class has a higher score than the one that wins, and none before it the same.
      if (valid_o) begin
        assert (class_o < Outputs);
        assert (best_q >= seen_score_q && seen_q);
        if (other < class_o)  assert (best_q > seen_score_q);
        if (other == class_o) assert (best_q == seen_score_q);
      end

      // Where the beats of a frame are.
      assert (group_q < Groups && base_q == group_q * Pe);
      if (beat_valid_q) begin
        assert (here_group_q < Groups && beat_base_q == here_group_q * Pe);
        assert (beat_last_q == (beat_base_q == (Groups - 1) * Pe));
        assert (base_q == (beat_last_q ? 0 : beat_base_q + Pe));
        assert (here_q == (other >= beat_base_q && other < beat_base_q + Pe));
        assert (beat_class >= beat_base_q && beat_class < beat_base_q + Pe && beat_class < Outputs);
        if (here_q) begin
          assert (beat_score >= here_score_q);
          if (other < beat_class)  assert (beat_score > here_score_q);
          if (other == beat_class) assert (beat_score == here_score_q);
        end
      end

      // What has been merged: the classes before the beat to come.
      if (!valid_o && (beat_valid_q ? beat_base_q : base_q) != 0) begin
        assert (class_q < (beat_valid_q ? beat_base_q : base_q));
        assert (seen_q == (other < (beat_valid_q ? beat_base_q : base_q)));
        if (seen_q) begin
          assert (best_q >= seen_score_q);
          if (other < class_q)  assert (best_q > seen_score_q);
          if (other == class_q) assert (best_q == seen_score_q);
        end
      end
      // The second score: no other class has a higher one.
      if (beat_valid_q && here_q && other != beat_class) assert (beat_second >= here_score_q);
      if (valid_o || (beat_valid_q ? beat_base_q : base_q) != 0) begin
        if (seen_q && other != class_q) assert (second >= seen_score_q);
      end
      if (valid_o && beat_valid_q) assert (beat_base_q == 0);
      if (valid_o && !beat_valid_q) assert (base_q == 0);
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if ($past(valid_o && !ready_i)) begin
        assert (valid_o && $stable(class_o) && $stable(score_o) && $stable(side_o));
      end
    end
  end
`endif
endmodule

`default_nettype wire
