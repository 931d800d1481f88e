// SPDX-License-Identifier: MIT
//
// sc_rng_sobol: random numbers of an encoder, Sobol dimensions by pixel, scrambled by pixel.
//
// r = v(t) XOR s: v(t) is the XOR of the direction numbers V[k] over the bits k that are set in t,
// those of dimension i mod Dimensions for pixel i; s is a random byte of the pixel's own, which is
// r of sc_rng_lfsr with one presentation per pixel. Each frame restarts them, as after reset.
//
// Dimension 0 is the Van der Corput sequence, the 8 bits of t in reversed order: with Dimensions 1
// all pixels have it.
//
// r_o depends only on registers and time_i; with step_i and end_beat_i those of the next beat
// are there in the next cycle.
//
//   clk_i        _/~\_/~\_/~\_/~\_/~\_   T = 2, PerCycle = 1, 16 Dimensions, PixelsPerBeat = 8
//   step_i       _____/~~~~~~~~~~~~~~~
//   end_beat_i   _________/~~~\___/~~~
//   end_frame_i  _________________/~~~
//   time_i       -----< 0>< 1>< 0>< 1>
//   scramble     < s of B0   >< s of B1
//   dimensions   < 0..7      >< 8..15
`default_nettype none

module sc_rng_sobol #(
  // 16, or 1.
  parameter Dimensions = 16,
  // Bits of the shift registers that drive the scramble, 8..32.
  parameter Width = 8,
  // Bit k-1 is set for each term x^k of their polynomial.
  parameter [31:0] Taps = 32'h000000b8,
  // Shift registers, >= PixelsPerBeat.
  parameter Lanes = 16,
  // Pixels of a beat, >= 1; divides Dimensions, if they are 16.
  parameter PixelsPerBeat = 16,
  // Lane l starts a frame in [l*Width +: Width]; never 0.
  parameter [Lanes*Width-1:0] StartStates = {Lanes * Width{1'b1}},
  // 1: a frame starts from StartStates XOR seed_i, by lane (1 in place of 0), with start_i.
  parameter Seeded = 0,
  // T, or the largest T where it is chosen at run time; 1..255.
  parameter Presentations = 4,
  // Presentations of a cycle; divides Presentations.
  parameter PerCycle = 1,
  // Derived, do not override.
  parameter TimeWidth = (Presentations > 1) ? $clog2(Presentations) : 1
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
  input  wire [TimeWidth-1:0]                time_i,       // t of the first; a multiple of PerCycle

  // Byte s*PixelsPerBeat + p is r of the beat's pixel p at presentation time_i + s.
  output wire [8*PerCycle*PixelsPerBeat-1:0] r_o
);

  localparam P = PixelsPerBeat;
  localparam S = PerCycle;

  generate
    if (Dimensions != 1 && Dimensions != 16) begin : g_check_dimensions
      ERROR_sc_rng_sobol_Dimensions_must_be_1_or_16 u_error ();
    end
    if (P < 1 || (Dimensions == 16 && 16 % P != 0)) begin : g_check_pixels
      ERROR_sc_rng_sobol_PixelsPerBeat_must_divide_16 u_error ();
    end
    if (Presentations < 1 || Presentations > 255) begin : g_check_presentations
      ERROR_sc_rng_sobol_Presentations_must_be_1_to_255 u_error ();
    end
    if (S < 1 || Presentations % S != 0) begin : g_check_per_cycle
      ERROR_sc_rng_sobol_PerCycle_must_divide_Presentations u_error ();
    end
  endgenerate

  wire [8*P-1:0] scramble;
  sc_rng_lfsr #(
    .Width        (Width),
    .Taps         (Taps),
    .Lanes        (Lanes),
    .PixelsPerBeat(P),
    .StartStates  (StartStates),
    .Seeded       (Seeded),
    .Presentations(1),
    .AtRunTime    (0),
    .PerCycle     (1)
  ) u_scramble (
    .clk_i      (clk_i),
    .rst_i      (rst_i),
    .start_i    (start_i),
    .seed_i     (seed_i),
    .step_i     (step_i && end_beat_i),
    .end_beat_i (1'b1),
    .end_frame_i(end_frame_i),
    .log2_i     (1'b0),
    .r_o        (scramble)
  );

  // Direction numbers V[0] .. V[7] from left to right, dimension 0 in the last line.
  localparam [1023:0] Directions = {
    64'h8040e050c80c8ecf,
    64'h804060103834ea2d,
    64'h8040e0b058c4c2a1,
    64'h80c0203048dc62d7,
    64'h80c0a0b0b84c92cb,
    64'h80c060f0280c5ae1,
    64'h804060d078748abf,
    64'h8040e010a894ea73,
    64'h80402070a8a43289,
    64'h80c0a0f078b41ee1,
    64'h80c060b048acd6f3,
    64'h80c0e070a8542a97,
    64'h80c02050f874a293,
    64'h8040e0b068f4864f,
    64'h80c0a0f088ccaaff,
    64'h8040201008040201
  };

  // The same as words of all dimensions: V[k] of dimension d in [128*k + 8*d +: 8].
  function [1023:0] by_bit;
    input integer unused;
    integer       d;
    integer       k;
    begin
      for (d = 0; d < 16; d = d + 1) begin
        for (k = 0; k < 8; k = k + 1) by_bit[128*k+8*d+:8] = Directions[64*d+8*(7-k)+:8];
      end
    end
  endfunction
  localparam [1023:0] Columns = by_bit(0);

  // The dimensions of the current beat: those from beat * P on.
  localparam Beats     = (Dimensions == 16) ? 16 / P : 1;
  localparam BeatWidth = (Beats > 1) ? $clog2(Beats) : 1;
  wire [BeatWidth-1:0] beat;
  generate
    if (Beats == 1) begin : g_one_beat
      assign beat = 1'b0;
    end else begin : g_beats
      // Control: reset.
      reg [BeatWidth-1:0] beat_q;
      always @(posedge clk_i) begin
        if (rst_i)                     beat_q <= {BeatWidth{1'b0}};
        else if (step_i && end_beat_i) beat_q <= end_frame_i ? {BeatWidth{1'b0}} : beat_q + 1'b1;
      end
      assign beat = beat_q;
    end
  endgenerate

  wire [7:0] first = {{8 - TimeWidth{1'b0}}, time_i};
  genvar s;
  generate
    for (s = 0; s < S; s = s + 1) begin : g_presentation
      wire    [7:0]   t;
      reg     [127:0] values;         // v(t) of all dimensions
      integer         k;
      if ((S & (S - 1)) == 0) begin : g_power_of_two
        assign t = first | s;
      end else begin : g_other
        assign t = first + s;
      end
      always @* begin
        values = 128'd0;
        for (k = 0; k < TimeWidth; k = k + 1) begin
          if (t[k]) values = values ^ Columns[128*k+:128];
        end
      end
      if (Dimensions == 16) begin : g_by_pixel
        assign r_o[8*P*s+:8*P] = values[8*P*beat+:8*P] ^ scramble;
      end else begin : g_one_dimension
        assign r_o[8*P*s+:8*P] = {P{values[7:0]}} ^ scramble;
        wire unused_beat = |{beat, values[127:8]};
      end
    end
  endgenerate

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // What an encoder does.
  always @* begin
    assume (time_i % S == 0 && time_i < Presentations);
    if (end_frame_i) assume (end_beat_i);
  end

  integer   f;
  integer   p;
  integer   d;
  integer   j;
  reg [7:0] now;
  reg [7:0] want;
  always @(posedge clk_i) begin
    if (past_valid_q) begin
      // r of each pixel is XORed from the numbers of its dimension.
      for (f = 0; f < S; f = f + 1) begin
        now = time_i + f;
        for (d = 0; d < Dimensions; d = d + 1) begin
          want = 8'd0;
          for (j = 0; j < 8; j = j + 1) if (now[j]) want = want ^ Directions[64*d+8*(7-j)+:8];
          for (p = 0; p < P; p = p + 1) begin
            if ((beat * P + p) % Dimensions == d) begin
              assert ((r_o[8*(f*P+p)+:8] ^ scramble[8*p+:8]) == want);
            end
          end
          // Dimension 0 is t reversed.
          if (d == 0) for (j = 0; j < 8; j = j + 1) assert (want[7-j] == now[j]);
        end
      end
      // Bytes and dimensions stay with their beat, and restart with a frame.
      assert (beat < Beats);
      if (!$past(rst_i) && !$past(step_i && end_beat_i)) begin
        assert ($stable(beat));
        if (Seeded == 0 || !$past(start_i)) assert ($stable(scramble));
      end
      if (!$past(rst_i) && $past(step_i && end_beat_i && !end_frame_i)) begin
        assert (beat == ($past(beat) == Beats - 1 ? 0 : $past(beat) + 1));
      end
      if ($past(rst_i) || $past(step_i && end_frame_i)) begin
        assert (beat == 0);
      end
      if ($past(rst_i) || (Seeded == 0 && $past(step_i && end_frame_i))) begin
        for (p = 0; p < P; p = p + 1) assert (scramble[8*p+:8] == StartStates[p*Width+:8]);
      end
    end
  end
`endif
endmodule

`default_nettype wire
