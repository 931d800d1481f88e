// SPDX-License-Identifier: MIT
//
// sc_rng_lfsr: random numbers of an encoder, from one linear-feedback shift register per lane.
//
// r is the low byte of a lane's register, which then takes 8 steps. Pixel i belongs to lane
// i mod Lanes and takes T samples of it. Each frame starts from StartStates, as after
// reset, or from what a seed makes of them.
//
// The lanes' states sit in a ring: those of the current beat are its first PixelsPerBeat, and
// after each beat the ring turns by so many places. Any PixelsPerBeat up to Lanes will do.
// r of PerCycle presentations are there at once, by leaping ahead.
//
// r_o depends only on registers; with step_i the next ones are there in the next cycle.
//
//   clk_i        _/~\_/~\_/~\_/~\_/~\_   T = 2, PerCycle = 1
//   step_i       _____/~~~~~~~~~~~~~~~
//   end_beat_i   _________/~~~\___/~~~
//   end_frame_i  _________________/~~~
//   r_o          < r of B0   >< r of B0
//                t =  0     1    0   1    beat B0, then B1, the frame's last
`default_nettype none

module sc_rng_lfsr #(
  // Bits of a shift register, 8..32.
  parameter Width = 8,
  // Bit k-1 is set for each term x^k of the polynomial.
  parameter [31:0] Taps = 32'h000000b8,
  // Shift registers, >= PixelsPerBeat.
  parameter Lanes = 16,
  // Pixels of a beat, >= 1.
  parameter PixelsPerBeat = 16,
  // Lane l starts a frame in [l*Width +: Width]; never 0.
  parameter [Lanes*Width-1:0] StartStates = {Lanes * Width{1'b1}},
  // 1: a frame starts from StartStates XOR seed_i, by lane (1 in place of 0), with start_i.
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

  localparam P = PixelsPerBeat;
  localparam S = PerCycle;

  generate
    if (Width < 8 || Width > 32) begin : g_check_width
      ERROR_sc_rng_lfsr_Width_must_be_8_to_32 u_error ();
    end
    if (P < 1 || P > Lanes) begin : g_check_pixels
      ERROR_sc_rng_lfsr_PixelsPerBeat_must_be_1_to_Lanes u_error ();
    end
    if (AtRunTime != 0 && (Presentations & (Presentations - 1)) != 0) begin : g_check_power
      ERROR_sc_rng_lfsr_Presentations_must_be_a_power_of_two_at_run_time u_error ();
    end
    if (S < 1 || Presentations % S != 0) begin : g_check_per_cycle
      ERROR_sc_rng_lfsr_PerCycle_must_divide_Presentations u_error ();
    end
  endgenerate

  // r of each lane. A function, so that an event-driven simulator changes r_o once per sample.
  function [8*P-1:0] low_bytes;
    input [P*Width-1:0] states;
    integer             p;
    begin
      for (p = 0; p < P; p = p + 1) low_bytes[8*p+:8] = states[p*Width+:8];
    end
  endfunction

  reg [Lanes*Width-1:0] states_q;

  // The lanes of the current beat, some samples ahead. They leap in groups of 64 bits at most,
  // which a simulator shifts as one machine word.
  localparam GroupLanes = 64 / Width;
  genvar s;
  genvar g;
  generate
    for (s = 0; s <= S; s = s + 1) begin : g_sample
      wire [P*Width-1:0] state;
      if (s == 0) begin : g_now
        assign state = states_q[P*Width-1:0];
      end else begin : g_ahead
        for (g = 0; g < P; g = g + GroupLanes) begin : g_group
          localparam HereLanes = (P - g < GroupLanes) ? P - g : GroupLanes;
          sc_lfsr_leap #(
            .Width(Width),
            .Taps (Taps),
            .Steps(8),
            .Lanes(HereLanes)
          ) u_leap (
            .state_i(g_sample[s-1].state[g*Width+:HereLanes*Width]),
            .state_o(state[g*Width+:HereLanes*Width])
          );
        end
      end
      if (s < S) begin : g_out
        assign r_o[8*P*s+:8*P] = low_bytes(state);
      end
    end
  endgenerate

  // And as many samples ahead as a step takes: PerCycle, or T if that is less.
  localparam Log2PerCycle = $clog2(S);
  wire [P*Width-1:0] leaped;
  genvar k;
  generate
    if (AtRunTime != 0 && S > 1) begin : g_run_time
      for (k = 0; k <= Log2PerCycle; k = k + 1) begin : g_choice
        wire [P*Width-1:0] state;             // min(2^k, T) samples ahead
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

  wire [Lanes*Width-1:0] sampled;   // the ring after this step
  wire [Lanes*Width-1:0] turned;    // and turned to the next beat's lanes
  generate
    if (P == Lanes) begin : g_all_lanes
      assign sampled = leaped;
      assign turned  = leaped;
    end else begin : g_some_lanes
      assign sampled = {states_q[Lanes*Width-1:P*Width], leaped};
      assign turned  = {leaped, states_q[Lanes*Width-1:P*Width]};
    end
  endgenerate

  // What a frame starts from, where it is given at run time.
  wire                   start = Seeded != 0 && start_i;
  wire [Lanes*Width-1:0] started;
  genvar l;
  generate
    if (Seeded != 0) begin : g_seeded
      for (l = 0; l < Lanes; l = l + 1) begin : g_lane
        wire [Width-1:0] seeded = StartStates[l*Width+:Width] ^ seed_i;
        assign started[l*Width+:Width] = {seeded[Width-1:1], seeded[0] | ~|seeded};
      end
    end else begin : g_constant
      assign started = StartStates;
      wire unused_seed = |{start_i, seed_i};
    end
  endgenerate

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i)       states_q <= StartStates;
    else if (start)  states_q <= started;
    else if (step_i) states_q <= !end_beat_i ? sampled : end_frame_i ? started : turned;
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

  integer f;
  always @(posedge clk_i) begin
    if (past_valid_q) begin
      // A register is never 0; where r is all of it, neither is r.
      for (f = 0; f < Lanes; f = f + 1) assert (states_q[f*Width+:Width] != 0);
      for (f = 0; f < S * P; f = f + 1) if (Width == 8) assert (r_o[8*f+:8] != 0);
      // Every frame starts from StartStates, with the seed if there is one, and nothing moves
      // without a step.
      if ($past(rst_i)) assert (states_q == StartStates);
      else if ($past(start || (step_i && end_frame_i))) begin
        for (f = 0; f < Lanes; f = f + 1) begin
          if (Seeded == 0 || StartStates[f*Width+:Width] != $past(seed_i)) begin
            assert (states_q[f*Width+:Width] ==
                    (StartStates[f*Width+:Width] ^ ((Seeded != 0) ? $past(seed_i) : {Width{1'b0}})));
          end
        end
      end else if (!$past(step_i)) assert ($stable(states_q));
      // A step inside a beat moves the beat's lanes only; its last one also turns the ring.
      if (P < Lanes && !$past(rst_i || start) && $past(step_i && !end_beat_i)) begin
        assert (states_q >> P * Width == $past(states_q) >> P * Width);
      end
      if (P < Lanes && !$past(rst_i || start) && $past(step_i && end_beat_i && !end_frame_i)) begin
        assert (states_q[(Lanes-P)*Width-1:0] == $past(states_q[Lanes*Width-1:P*Width]));
      end
    end
  end
`endif
endmodule

`default_nettype wire
