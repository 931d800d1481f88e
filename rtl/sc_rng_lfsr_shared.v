// SPDX-License-Identifier: MIT
//
// sc_rng_lfsr_shared: random numbers of an encoder, from one linear-feedback shift register.
//
// A row of Lanes pixels shares T samples of the register, which takes Width steps between two of
// them. Lane l reads bit 7-j of r from bit (l + q j) mod Width of the state, q = 7, or 5 where 7
// divides Width. The row's beats run through the same samples, one beat after the other. Each
// frame starts from StartState, as after reset, or from what a seed makes of it.
//
// r_o depends only on registers; with step_i the next ones are there in the next cycle.
//
//   clk_i        _/~\_/~\_/~\_/~\_/~\_/~\_/~\_   T = 2, PerCycle = 1, 2 beats per row
//   step_i       _____/~~~~~~~~~~~~~~~~~~~~~~~
//   end_beat_i   _________/~~~\___/~~~\___/~~~
//   end_frame_i  _________________________/~~~
//   state        < s0    >< s1>< s0>< s1>< s2>
//   lanes        < first half >< second ><first
`default_nettype none

module sc_rng_lfsr_shared #(
  // Bits of the shift register, 16..32.
  parameter Width = 16,
  // Bit k-1 is set for each term x^k of the polynomial.
  parameter [31:0] Taps = 32'h0000d008,
  // Pixels that share the samples, 1..Width.
  parameter Lanes = 16,
  // Pixels of a beat; divides Lanes.
  parameter PixelsPerBeat = 16,
  // Of the register at the start of a frame; never 0.
  parameter [Width-1:0] StartState = {Width{1'b1}},
  // 1: a frame starts from StartState XOR seed_i (1 in place of 0) with start_i.
  parameter Seeded = 0,
  // T, or the largest T (a power of two) where it is chosen at run time; 1..255.
  parameter Presentations = 4,
  // 1: T = 2^log2_i; 0: T = Presentations, log2_i is ignored.
  parameter AtRunTime = 0,
  // Presentations of a cycle; divides Presentations.
  parameter PerCycle = 1,
  // Derived, do not override.
  parameter Log2Width = (Presentations > 1) ? $clog2($clog2(Presentations + 1)) : 1
) (
  input  wire                                clk_i,
  input  wire                                rst_i,        // synchronous, active high

  // Where Seeded is 1: with start_i the next frame's first beat is the next one.
  input  wire                                start_i,
  input  wire [Width-1:0]                    seed_i,

  // Use of r_o: by presentations of a beat that is inside the encoder.
  input  wire                                step_i,
  input  wire                                end_beat_i,   // with step: the beat's last step
  input  wire                                end_frame_i,  // with step: the frame's last step
  input  wire [Log2Width-1:0]                log2_i,

  // Byte s*PixelsPerBeat + p is r of the beat's pixel p, s presentations from now.
  output wire [8*PerCycle*PixelsPerBeat-1:0] r_o
);

  localparam P         = PixelsPerBeat;
  localparam S         = PerCycle;
  localparam Beats     = Lanes / P;     // of a row
  localparam BeatWidth = (Beats > 1) ? $clog2(Beats) : 1;
  localparam Stride    = (Width % 7 == 0) ? 5 : 7;

  generate
    if (Width < 16 || Width > 32) begin : g_check_width
      ERROR_sc_rng_lfsr_shared_Width_must_be_16_to_32 u_error ();
    end
    if (Lanes < 1 || Lanes > Width) begin : g_check_lanes
      ERROR_sc_rng_lfsr_shared_Lanes_must_be_1_to_Width u_error ();
    end
    if (P < 1 || Beats * P != Lanes) begin : g_check_pixels
      ERROR_sc_rng_lfsr_shared_PixelsPerBeat_must_divide_Lanes u_error ();
    end
    if (AtRunTime != 0 && (Presentations & (Presentations - 1)) != 0) begin : g_check_power
      ERROR_sc_rng_lfsr_shared_Presentations_must_be_a_power_of_two_at_run_time u_error ();
    end
    if (S < 1 || Presentations % S != 0) begin : g_check_per_cycle
      ERROR_sc_rng_lfsr_shared_PerCycle_must_divide_Presentations u_error ();
    end
  endgenerate

  // r of the lanes from bit 0 on. A function, so that an event-driven simulator changes r_o once
  // per sample.
  function [8*P-1:0] lanes_of;
    input [Width-1:0] state;
    integer           p;
    integer           j;
    begin
      for (p = 0; p < P; p = p + 1) begin
        for (j = 0; j < 8; j = j + 1) lanes_of[8*p+7-j] = state[(p+Stride*j)%Width];
      end
    end
  endfunction

  reg [Width-1:0] state_q;

  // The state some samples ahead, turned so that the beat's first lane reads from bit 0.
  wire [BeatWidth-1:0] beat;            // of the row
  genvar s;
  generate
    for (s = 0; s <= S; s = s + 1) begin : g_sample
      wire [Width-1:0] state;
      if (s == 0) begin : g_now
        assign state = state_q;
      end else begin : g_ahead
        sc_lfsr_leap #(
          .Width(Width),
          .Taps (Taps),
          .Steps(Width),
          .Lanes(1)
        ) u_leap (
          .state_i(g_sample[s-1].state),
          .state_o(state)
        );
      end
      if (s < S) begin : g_out
        wire [2*Width-1:0] twice = {state, state};
        wire [Width-1:0]   turned = twice[P*beat+:Width];
        assign r_o[8*P*s+:8*P] = lanes_of(turned);
      end
    end
  endgenerate

  // And as many samples ahead as a step takes: PerCycle, or T if that is less.
  localparam Log2PerCycle = $clog2(S);
  wire [Width-1:0] leaped;
  genvar k;
  generate
    if (AtRunTime != 0 && S > 1) begin : g_run_time
      for (k = 0; k <= Log2PerCycle; k = k + 1) begin : g_choice
        wire [Width-1:0] state;               // min(2^k, T) samples ahead
        if (k == 0) begin : g_one
          assign state = g_sample[1].state;
        end else begin : g_more
          wire less = {{32 - Log2Width{1'b0}}, log2_i} < k;
          assign state = less ? g_choice[k-1].state : g_sample[1<<k].state;
        end
      end
      assign leaped = g_choice[Log2PerCycle].state;
    end else begin : g_fixed
      assign leaped = g_sample[S].state;
      wire unused_log2 = |log2_i;
    end
  endgenerate

  // What a frame starts from, where it is given at run time.
  wire             start = Seeded != 0 && start_i;
  wire [Width-1:0] started;
  generate
    if (Seeded != 0) begin : g_seeded
      wire [Width-1:0] seeded = StartState ^ seed_i;
      assign started = {seeded[Width-1:1], seeded[0] | ~|seeded};
    end else begin : g_constant
      assign started = StartState;
      wire unused_seed = |{start_i, seed_i};
    end
  endgenerate

  // Where a row has several beats, each but the last goes back to the row's first sample.
  wire [Width-1:0] next_beat;           // the state for the next beat
  generate
    if (Beats == 1) begin : g_one_beat
      assign beat      = 1'b0;
      assign next_beat = leaped;
    end else begin : g_beats
      localparam LastBeat = Beats - 1;
      reg  [Width-1:0]     row_q;
      reg  [BeatWidth-1:0] beat_q;
      wire                 row_ends = beat_q == LastBeat[BeatWidth-1:0];
      assign beat      = beat_q;
      assign next_beat = row_ends ? leaped : row_q;

      // Control: reset.
      always @(posedge clk_i) begin
        if (rst_i || start || (step_i && end_beat_i && end_frame_i)) begin
          row_q  <= rst_i ? StartState : started;
          beat_q <= {BeatWidth{1'b0}};
        end else if (step_i && end_beat_i) begin
          row_q  <= next_beat;
          beat_q <= row_ends ? {BeatWidth{1'b0}} : beat_q + 1'b1;
        end
      end
    end
  endgenerate

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i)       state_q <= StartState;
    else if (start)  state_q <= started;
    else if (step_i) state_q <= !end_beat_i ? leaped : end_frame_i ? started : next_beat;
  end

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // What an encoder does.
  always @* begin
    assume (log2_i < $clog2(Presentations + 1));
    if (end_frame_i) assume (end_beat_i);
  end

  // What the row began with, and which of its beats this is.
  reg [Width-1:0] row_state_q;
  reg [31:0]      row_beat_q;
  always @(posedge clk_i) begin
    if (rst_i || start || (step_i && end_frame_i)) begin
      row_state_q <= rst_i ? StartState : started;
      row_beat_q  <= 32'd0;
    end else if (step_i && end_beat_i) begin
      row_beat_q <= (row_beat_q + 1 == Beats) ? 32'd0 : row_beat_q + 1;
      if (row_beat_q + 1 == Beats) row_state_q <= leaped;
    end
  end

  generate
    if (Beats > 1) begin : g_row
      always @(posedge clk_i) if (past_valid_q) assert (g_beats.row_q == row_state_q);
    end
  endgenerate

  integer f;
  integer b;
  always @(posedge clk_i) begin
    if (past_valid_q) begin
      // The register is never 0.
      assert (state_q != 0 && row_state_q != 0);
      assert (beat == row_beat_q && row_beat_q < Beats);
      // Every frame starts from StartState, with the seed if there is one, every beat of a row from
      // the same state, and nothing moves without a step.
      if ($past(rst_i)) assert (state_q == StartState);
      else if ($past(start || (step_i && end_frame_i))) begin
        if (Seeded == 0 || StartState != $past(seed_i)) begin
          assert (state_q == (StartState ^ ((Seeded != 0) ? $past(seed_i) : {Width{1'b0}})));
        end
      end
      if (!$past(rst_i) && $past(step_i && end_beat_i)) assert (state_q == row_state_q);
      if (!$past(rst_i || start) && !$past(step_i)) assert ($stable({state_q, beat}));
      // The lanes' order of bits.
      for (f = 0; f < Lanes; f = f + 1) begin
        for (b = 0; b < 8; b = b + 1) begin
          if (f / P == beat) assert (r_o[8*(f%P)+7-b] == state_q[(f+Stride*b)%Width]);
        end
      end
    end
  end
`endif
endmodule

`default_nettype wire
