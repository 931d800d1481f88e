// SPDX-License-Identifier: MIT
//
// sc_pool: combines the words of a window into one: any bit, all bits, or the number of ones.
//
// A frame is one word of each position of a window (sc_window with a group for each word); words of
// padding take no part. For each channel the result is 1 if any bit is 1, or if all are: the
// maximum of activations, and its form before a batch norm of negative gain. With Count
// it is the number of ones, 0..Positions, as the exact planes of sc_count_planes: an average in
// steps of 1/Positions. Frames take turns with the Words words of an output position.
//
// Latency 1 cycle from a frame's last word; throughput a word per cycle.
//
//   clk_i    _/~\_/~\_/~\_/~\_/~\_    2 positions, 2 words
//   valid_i  _/~~~~~~~~~~~~~~~\___
//   last_i   _____/~~~\___/~~~\___
//   valid_o  _________/~~~\___/~~~
//   data_o   ---------< W0>---< W1
//   last_o   _________________/~~~
`default_nettype none

module sc_pool #(
  // Elements of a word, >= 1.
  parameter Elements = 16,
  // Words of a position, >= 1.
  parameter Words = 1,
  // Positions of a window, >= 1.
  parameter Positions = 4,
  // 1: count; 0: any or all.
  parameter Count = 0,
  // A bit for each channel, 1: all bits must be 1. All 0 with Count.
  parameter [Words*Elements-1:0] All = {(Words * Elements){1'b0}},
  // Bits that travel with a frame.
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter Planes = (Count != 0) ? $clog2(Positions + 1) : 1
) (
  input  wire                       clk_i,
  input  wire                       rst_i,      // synchronous, active high

  // The words of a window, one frame per word of a position.
  input  wire                       valid_i,
  output wire                       ready_o,
  input  wire [Elements-1:0]        data_i,
  input  wire                       outside_i,  // padding: not with Count
  input  wire                       last_i,
  input  wire [SideWidth-1:0]       side_i,     // counts with last_i

  // The position that they become.
  output wire                       valid_o,
  input  wire                       ready_i,
  output wire [Planes*Elements-1:0] data_o,     // plane-major
  output wire                       last_o,     // its last word
  output wire [SideWidth-1:0]       side_o      // of the frame that it comes from
);

  generate
    if (Elements < 1 || Words < 1 || Positions < 1) begin : g_check
      ERROR_sc_pool_Elements_Words_and_Positions_must_be_at_least_1 u_error ();
    end
    if (Count != 0 && All != {(Words * Elements){1'b0}}) begin : g_check_all
      ERROR_sc_pool_All_must_be_0_with_Count u_error ();
    end
  endgenerate

  localparam WordWidth  = $clog2(Words + 1);
  localparam IndexWidth = (Words > 1) ? $clog2(Words) : 1;

  reg                  inside_q;   // a word of this frame has come
  reg  [WordWidth-1:0] word_q;     // its number at the position
  reg                  valid_q;
  reg                  last_q;
  wire                 accept = valid_i && ready_o;
  wire                 last_word = word_q == Words[WordWidth-1:0] - 1'b1;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      inside_q <= 1'b0;
      word_q   <= {WordWidth{1'b0}};
      valid_q  <= 1'b0;
      last_q   <= 1'b0;
    end else begin
      if (accept) inside_q <= !last_i;
      if (accept && last_i) word_q <= last_word ? {WordWidth{1'b0}} : word_q + 1'b1;
      if (accept && last_i) valid_q <= 1'b1;
      else if (ready_i)     valid_q <= 1'b0;
      if (accept && last_i) last_q <= last_word;
    end
  end

  // What the words have made so far; after the last one of a frame its result.
  wire [Planes*Elements-1:0] result;
  genvar w;
  genvar k;
  generate
    if (Count != 0) begin : g_count
      reg  [Planes*Elements-1:0] count_q;
      wire [Planes*Elements-1:0] count_d;
      for (w = 0; w < Elements; w = w + 1) begin : g_element
        wire [Planes-1:0] before;
        wire [Planes-1:0] after = before + {{(Planes - 1){1'b0}}, data_i[w]};
        for (k = 0; k < Planes; k = k + 1) begin : g_plane
          assign before[k] = inside_q && count_q[k*Elements+w];
          assign count_d[k*Elements+w] = after[k];
        end
      end
      always @(posedge clk_i) begin
        if (accept) count_q <= count_d;
      end
      sc_count_planes #(
        .Pixels       (Elements),
        .Presentations(Positions),
        .AtRunTime    (0)
      ) u_planes (
        .log2_i  ({((Planes > 1) ? $clog2(Planes) : 1){1'b0}}),
        .counts_i(count_q),
        .planes_o(result)
      );
      wire unused_outside = outside_i;
    end else begin : g_any_or_all
      // AND is OR of complements.
      wire [Elements-1:0] flip;
      sc_select #(
        .Words(Words),
        .Width(Elements)
      ) u_flip (
        .words_i(All),
        .index_i(word_q[IndexWidth-1:0]),
        .word_o (flip)
      );
      reg  [Elements-1:0] seen_q;    // a bit that decides
      reg  [Elements-1:0] result_q;
      wire [Elements-1:0] seen = (inside_q ? seen_q : {Elements{1'b0}})
                               | ((data_i ^ flip) & {Elements{!outside_i}});
      always @(posedge clk_i) begin
        if (accept && !last_i) seen_q <= seen;
        if (accept && last_i)  result_q <= seen ^ flip;
      end
      assign result = result_q;
    end
  endgenerate

  reg [SideWidth-1:0] side_q;
  always @(posedge clk_i) begin
    if (accept && last_i) side_q <= side_i;
  end

  assign ready_o = !valid_q || ready_i;
  assign valid_o = valid_q;
  assign data_o  = result;
  assign last_o  = last_q;
  assign side_o  = side_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      assert (word_q < Words);
      assert (ready_o || (valid_o && !ready_i));
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      // A result that waits does not change.
      if ($past(valid_o && !ready_i)) begin
        assert (valid_o && $stable(data_o) && $stable(last_o) && $stable(side_o));
      end
      // A frame gives one result, in the next cycle.
      if ($past(accept && last_i)) assert (valid_o && side_o == $past(side_i));
      if ($past(!(accept && last_i) && ready_i)) assert (!valid_o);
      if ($past(accept && last_i)) assert (last_o == $past(last_word));
    end
  end
`endif
endmodule

`default_nettype wire
