// SPDX-License-Identifier: MIT
//
// sc_loader: words of 32 bits to the lanes of a memory's rows, and back.
//
// A memory is read and written by its load port in lanes: pieces of a row of at most LaneWidth
// bits, the last one of a row may be shorter. Its bits are numbered row by row, from bit 0 of row 0
// on; word n of a transfer holds bits 32n .. 32n+31, whatever rows and lanes they belong to. Bits
// of the last word beyond the memory are ignored, and read as 0.
//
// restart_i goes back to the first bit and takes the geometry of the memory from its inputs, which
// keep their values up to the next restart_i. The first transfer after it decides whether words
// are written or read; one of the other kind, or after the last word, is refused.
//
// A word moves in the cycle of ready_o, with error_o when it was refused or (reading) when the
// memory returned a lane with an uncorrectable error. All lanes that a written word completes have
// been written by then: the memory may be used as soon as no word waits.
//
//   clk_i         _/~\_/~\_/~\_/~\_/~\_/~\_   a word of two lanes, a memory of latency 1
//   valid_i       _/~~~~~~~~~~~~~~~~~~~~~~~
//   load_valid_o  _____/~~~\___/~~~\_______
//   load_done_i   _________/~~~\___/~~~\___
//   ready_o       _____________________/~~~
`default_nettype none

module sc_loader #(
  // Bits of a lane, at most; 1..32.
  parameter LaneWidth = 32,
  // Bits of a row's number, >= 1.
  parameter RowWidth = 10,
  // Bits of a lane's number in its row, >= 1.
  parameter LaneIndexWidth = 6
) (
  input  wire                      clk_i,
  input  wire                      rst_i,             // synchronous, active high

  // The memory: constant from one restart_i to the next.
  input  wire                      restart_i,
  input  wire [RowWidth-1:0]       last_row_i,
  input  wire [LaneIndexWidth-1:0] last_lane_i,       // of a row
  input  wire [5:0]                lane_bits_i,       // of every lane but a row's last, 1..LaneWidth
  input  wire [5:0]                last_lane_bits_i,  // of a row's last lane, 1..LaneWidth

  // Words; one waits until ready_o. No valid_i together with restart_i.
  input  wire                      valid_i,
  input  wire                      write_i,           // 1: data_i goes in; 0: data_o comes out
  input  wire [31:0]               data_i,
  output wire                      ready_o,
  output wire                      error_o,           // with ready
  output wire                      wrong_o,           // with it: the memory said so
  output wire [31:0]               data_o,            // with ready

  // Words moved since restart_i.
  output wire [31:0]               count_o,

  // Load port of the memory: one access at a time, done_i when it has ended.
  output wire                      load_valid_o,
  input  wire                      load_ready_i,
  output wire                      load_write_o,
  output wire [RowWidth-1:0]       load_row_o,
  output wire [LaneIndexWidth-1:0] load_lane_o,
  output wire [LaneWidth-1:0]      load_data_o,
  input  wire                      load_done_i,
  input  wire [LaneWidth-1:0]      load_data_i,
  input  wire                      load_error_i       // with done: the lane's bits are wrong
);

  generate
    if (LaneWidth < 1 || LaneWidth > 32) begin : g_check_lane
      ERROR_sc_loader_LaneWidth_must_be_1_to_32 u_error ();
    end
    if (RowWidth < 1 || LaneIndexWidth < 1) begin : g_check_index
      ERROR_sc_loader_RowWidth_and_LaneIndexWidth_must_be_at_least_1 u_error ();
    end
  endgenerate

  reg                      begun_q;    // words have been requested since the restart
  reg                      write_q;    // and they are written
  reg                      taken_q;    // writing: the word that waits is in the buffer
  reg                      ask_q;      // a lane is offered to the memory
  reg                      wait_q;     // or under way there
  reg                      end_q;      // the memory's last lane is done
  reg                      wrong_q;    // a lane of this word was
  reg [RowWidth-1:0]       row_q;
  reg [LaneIndexWidth-1:0] lane_q;
  reg [5:0]                fill_q;     // bits in the buffer, 0..63
  reg [62:0]               buffer_q;   // bits beyond fill_q are 0
  reg [31:0]               count_q;

  wire                     last_lane = lane_q == last_lane_i;
  wire                     last_row = row_q == last_row_i;
  wire [5:0]               bits = last_lane ? last_lane_bits_i : lane_bits_i;

  // What there is to do with the word that waits.
  wire                     writes = begun_q ? write_q : write_i;
  wire                     past_end = end_q && (writes ? !taken_q : fill_q == 6'd0);
  wire                     refuse = write_i != writes || past_end;
  wire                     idle = !ask_q && !wait_q;
  wire                     act = valid_i && idle && !refuse;
  wire                     take = act && writes && !taken_q;
  wire                     enough = writes ? end_q || fill_q < bits : end_q || fill_q >= 6'd32;
  wire                     ask = act && !take && !enough;
  wire                     move = act && !take && enough;
  wire                     done = wait_q && load_done_i;

  // The buffer: words and lanes read enter above what is there, the others leave at its end.
  wire                     enter = take || (done && !write_q);
  wire                     leave = (done && write_q) || (move && !writes);
  wire [31:0]              ones = ~(32'hffffffff << bits);       // of the lane
  wire [LaneWidth-1:0]     lane = load_data_i & ones[LaneWidth-1:0];
  wire [62:0]              piece = take ? {31'd0, data_i} : {{63 - LaneWidth{1'b0}}, lane};
  wire [62:0]              entering = piece << fill_q[4:0];
  wire [5:0]               entering_bits = take ? 6'd32 : bits;
  wire [5:0]               word_bits = (fill_q < 6'd32) ? fill_q : 6'd32;
  wire [5:0]               leaving_bits = move ? word_bits : bits;

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i || restart_i) begin
      begun_q <= 1'b0;
      taken_q <= 1'b0;
      ask_q   <= 1'b0;
      wait_q  <= 1'b0;
      end_q   <= 1'b0;
      wrong_q <= 1'b0;
      row_q   <= {RowWidth{1'b0}};
      lane_q  <= {LaneIndexWidth{1'b0}};
      fill_q  <= 6'd0;
      count_q <= 32'd0;
    end else begin
      if (act)       begun_q <= 1'b1;
      if (take)      taken_q <= 1'b1;
      else if (move) taken_q <= 1'b0;
      ask_q  <= ask_q ? !load_ready_i : ask;
      wait_q <= wait_q ? !load_done_i : ask_q && load_ready_i;
      if (done) begin
        lane_q <= last_lane ? {LaneIndexWidth{1'b0}} : lane_q + 1'b1;
        if (last_lane) row_q <= row_q + 1'b1;
        end_q <= last_lane && last_row;
      end
      if (done && !write_q && load_error_i) wrong_q <= 1'b1;
      else if (move)                        wrong_q <= 1'b0;
      if (enter)                            fill_q <= fill_q + entering_bits;
      else if (leave)                       fill_q <= fill_q - leaving_bits;
      if (move)                             count_q <= count_q + 32'd1;
    end
  end

  // Data: begun_q says when it counts.
  always @(posedge clk_i) begin
    if (act && !begun_q) write_q <= write_i;
    if (rst_i || restart_i) buffer_q <= 63'd0;
    else if (enter)         buffer_q <= buffer_q | entering;
    else if (leave)         buffer_q <= buffer_q >> leaving_bits;
  end

  assign ready_o      = valid_i && idle && (refuse || move);
  assign error_o      = refuse || wrong_q;
  assign wrong_o      = wrong_q && !refuse;
  assign data_o       = buffer_q[31:0];
  assign count_o      = count_q;
  assign load_valid_o = ask_q;
  assign load_write_o = write_q;
  assign load_row_o   = row_q;
  assign load_lane_o  = lane_q;
  assign load_data_o  = buffer_q[LaneWidth-1:0] & ones[LaneWidth-1:0];

  wire unused_ones = |ones;   // those beyond LaneWidth

`ifdef FORMAL
// proof: bmc=10 induction=4
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The registers in front, and a memory. The geometry keeps its values, a word to be written waits
  // unchanged.
  reg waits_q;                         // a lane is with the memory
  always @(posedge clk_i) begin
    if (rst_i)                                    waits_q <= 1'b0;
    else if (load_valid_o && load_ready_i)        waits_q <= 1'b1;
    else if (load_done_i)                         waits_q <= 1'b0;
  end
  always @* begin
    assume (!(valid_i && restart_i));
    assume (lane_bits_i >= 6'd1 && lane_bits_i <= LaneWidth);
    assume (last_lane_bits_i >= 6'd1 && last_lane_bits_i <= lane_bits_i);
    if (!waits_q) assume (!load_done_i);
  end
  always @(posedge clk_i) begin
    if (past_valid_q && !$past(rst_i) && !$past(restart_i)) begin
      assume ($stable({last_row_i, last_lane_i, lane_bits_i, last_lane_bits_i}));
    end
    if (past_valid_q && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(write_i) && (!write_i || $stable(data_i)));
    end
  end

  // Bits that have gone either way since the restart.
  reg [39:0] words_bits_q;             // in words moved or taken
  reg [39:0] lanes_bits_q;             // in lanes of the memory
  always @(posedge clk_i) begin
    if (rst_i || restart_i) begin
      words_bits_q <= 40'd0;
      lanes_bits_q <= 40'd0;
    end else begin
      if (take)                  words_bits_q <= words_bits_q + 40'd32;
      else if (move && !writes)  words_bits_q <= words_bits_q + {34'd0, word_bits};
      if (done)                  lanes_bits_q <= lanes_bits_q + {34'd0, bits};
    end
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // No bit is lost, none is there twice, and what is no bit is 0.
      assert (fill_q <= 6'd63);
      assert (buffer_q >> fill_q == 63'd0);
      if (begun_q && write_q)  assert (words_bits_q == lanes_bits_q + {34'd0, fill_q});
      if (begun_q && !write_q) assert (lanes_bits_q == words_bits_q + {34'd0, fill_q});
      if (!begun_q) assert (words_bits_q == 40'd0 && lanes_bits_q == 40'd0 && fill_q == 6'd0);
      // The memory is asked for one lane at a time, inside it, for a word that waits; a lane to be
      // written is there as a whole.
      if (!end_q) assert (row_q <= last_row_i && lane_q <= last_lane_i);
      assert (wait_q == waits_q && !(ask_q && wait_q));
      if (ask_q || wait_q) begin
        assert (begun_q && !end_q && valid_i && write_i == write_q && taken_q == write_q);
        assert (write_q ? fill_q >= bits : fill_q < 6'd32);
      end
      if (taken_q) assert (begun_q && write_q && valid_i && write_i);
      // A memory finds errors in what is read from it, and in nothing else.
      if (wrong_q) assert (begun_q && !write_q);
      if (begun_q && write_q && !taken_q && !end_q) assert (fill_q < bits);
      // A word of the wrong kind, or after the last one, moves nothing.
      if (ready_o && refuse) assert (error_o && !enter && !leave && !ask);
    end
    if (past_valid_q && !rst_i && !$past(rst_i) && !$past(restart_i)) begin
      if ($past(load_valid_o && !load_ready_i)) begin
        assert (load_valid_o);
        assert ($stable({load_write_o, load_row_o, load_lane_o, load_data_o}));
      end
    end
    if (past_valid_q && ($past(rst_i) || $past(restart_i))) begin
      assert (count_o == 32'd0 && row_q == 0 && lane_q == 0 && !load_valid_o);
    end
    cover (past_valid_q && !rst_i && ready_o && !refuse && write_i && end_q && fill_q != 0);
    cover (past_valid_q && !rst_i && ready_o && !refuse && !write_i && end_q);
  end
`endif
endmodule

`default_nettype wire
