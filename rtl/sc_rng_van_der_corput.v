// SPDX-License-Identifier: MIT
//
// sc_rng_van_der_corput: random numbers of an encoder, the Van der Corput sequence scrambled by
// pixel.
//
// r = rev(t) XOR s: the 8 bits of t in reversed order, and a random byte of the pixel's own, which
// is r of sc_rng_lfsr with one presentation a pixel. Each frame starts anew, as after reset.
//
// r_o depends on registers and time_i alone; with step_i and end_beat_i those of the next beat
// are there in the next cycle.
//
//   clk_i        _/~\_/~\_/~\_/~\_/~\_   T = 2, PerCycle = 1
//   step_i       _____/~~~~~~~~~~~~~~~
//   end_beat_i   _________/~~~\___/~~~
//   end_frame_i  _________________/~~~
//   time_i       -----< 0>< 1>< 0>< 1>
//   scramble     < s of B0   >< s of B1
`default_nettype none

module sc_rng_van_der_corput #(
  // Bits of the shift registers behind the scramble, 8..32.
  parameter Width = 8,
  // Bit k-1 is set for each term x^k of their polynomial.
  parameter [31:0] Taps = 32'h000000b8,
  // Shift registers, >= PixelsPerBeat.
  parameter Lanes = 16,
  // Pixels of a beat, >= 1.
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
    if (Presentations < 1 || Presentations > 255) begin : g_check_presentations
      ERROR_sc_rng_van_der_corput_Presentations_must_be_1_to_255 u_error ();
    end
    if (S < 1 || Presentations % S != 0) begin : g_check_per_cycle
      ERROR_sc_rng_van_der_corput_PerCycle_must_divide_Presentations u_error ();
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

  wire [7:0] first = {{8 - TimeWidth{1'b0}}, time_i};
  genvar s;
  generate
    for (s = 0; s < S; s = s + 1) begin : g_presentation
      wire [7:0] t;
      if ((S & (S - 1)) == 0) begin : g_power_of_two
        assign t = first | s;
      end else begin : g_other
        assign t = first + s;
      end
      assign r_o[8*P*s+:8*P] = {P{t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7]}} ^ scramble;
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

  integer f;
  integer p;
  integer j;
  always @(posedge clk_i) begin
    if (past_valid_q) begin
      for (f = 0; f < S; f = f + 1) begin
        for (p = 0; p < P; p = p + 1) begin
          for (j = 0; j < 8; j = j + 1) begin
            // Bit 7-j of r is bit j of t, flipped where the pixel's byte says so.
            assert (r_o[8*(f*P+p)+7-j] == ((((time_i + f) >> j) & 1) != scramble[8*p+7-j]));
          end
        end
      end
      // The bytes stay with their beat, and begin anew with a frame.
      if (!$past(rst_i || (Seeded != 0 && start_i)) && !$past(step_i && end_beat_i)) begin
        assert ($stable(scramble));
      end
      if ($past(rst_i) || (Seeded == 0 && $past(step_i && end_frame_i))) begin
        for (p = 0; p < P; p = p + 1) assert (scramble[8*p+:8] == StartStates[p*Width+:8]);
      end
    end
  end
`endif
endmodule

`default_nettype wire
