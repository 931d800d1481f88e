// SPDX-License-Identifier: MIT
//
// sc_rng_lattice: random numbers of an encoder from an ordered dither, a rank-1 lattice.
//
// r = rev(t) XOR s: the 8 bits of t in reversed order, and the pixel's own byte
// s = (Stride * i + Seed) mod 256, where i is its index in the image. Each frame restarts, as after
// reset.
//
// A beat moves s by Stride * PixelsPerBeat. Where PixelsPerBeat is a multiple of 2^Low, the Low low
// bits of s stay: each pixel of a beat has its own as constants, and only the others are stored.
//
// r_o depends only on registers and time_i; with step_i and end_beat_i those of the next beat
// are there in the next cycle.
//
//   clk_i        _/~\_/~\_/~\_/~\_/~\_   T = 2, PerCycle = 1
//   step_i       _____/~~~~~~~~~~~~~~~
//   end_beat_i   _________/~~~\___/~~~
//   end_frame_i  _________________/~~~
//   time_i       -----< 0>< 1>< 0>< 1>
//   scramble     < s of B0   >< s of B1
`default_nettype none

module sc_rng_lattice #(
  // From the s of one pixel to that of the next; odd, 1..255.
  parameter Stride = 197,
  // s of a frame's first pixel, 0..255, where Seeded is 0.
  parameter Seed = 0,
  // 1: s of a frame's first pixel is seed_i, taken with start_i.
  parameter Seeded = 0,
  // Pixels of a beat, 1..255.
  parameter PixelsPerBeat = 16,
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
  input  wire [7:0]                          seed_i,

  // Use of r_o: by presentations of a beat that is inside the encoder.
  input  wire                                step_i,
  input  wire                                end_beat_i,   // with step: the beat's last step
  input  wire                                end_frame_i,  // with step: the frame's last step
  input  wire [TimeWidth-1:0]                time_i,       // t of the first; a multiple of PerCycle

  // Byte s*PixelsPerBeat + p is r of the beat's pixel p at presentation time_i + s.
  output wire [8*PerCycle*PixelsPerBeat-1:0] r_o
);

  localparam P       = PixelsPerBeat;
  localparam S       = PerCycle;
  // Bits of s that no beat changes; a seed does.
  localparam Low     = (Seeded != 0) ? 0 : $clog2(P & -P);
  localparam Advance = (Stride * P) >> Low;

  generate
    if (Stride < 1 || Stride > 255 || Stride % 2 != 1) begin : g_check_stride
      ERROR_sc_rng_lattice_Stride_must_be_odd_and_1_to_255 u_error ();
    end
    if (Seed < 0 || Seed > 255) begin : g_check_seed
      ERROR_sc_rng_lattice_Seed_must_be_0_to_255 u_error ();
    end
    if (P < 1 || P > 255) begin : g_check_pixels
      ERROR_sc_rng_lattice_PixelsPerBeat_must_be_1_to_255 u_error ();
    end
    if (Presentations < 1 || Presentations > 255) begin : g_check_presentations
      ERROR_sc_rng_lattice_Presentations_must_be_1_to_255 u_error ();
    end
    if (S < 1 || Presentations % S != 0) begin : g_check_per_cycle
      ERROR_sc_rng_lattice_PerCycle_must_divide_Presentations u_error ();
    end
  endgenerate

  wire           start = Seeded != 0 && start_i;
  wire [7-Low:0] started;
  generate
    if (Seeded != 0) begin : g_seeded
      assign started = seed_i;
    end else begin : g_constant
      assign started = {8 - Low{1'b0}};
      wire unused_seed = |{start_i, seed_i};
    end
  endgenerate

  // Control: reset.
  reg [7-Low:0] high_q;                          // how far the seed and the beats have moved s
  always @(posedge clk_i) begin
    if (rst_i)                     high_q <= {8 - Low{1'b0}};
    else if (start)                high_q <= started;
    else if (step_i && end_beat_i) high_q <= end_frame_i ? started : high_q + Advance[7-Low:0];
  end

  wire [8*P-1:0] scramble;
  genvar p;
  generate
    for (p = 0; p < P; p = p + 1) begin : g_pixel
      localparam First = ((Seeded != 0) ? 0 : Seed) + Stride * p;      // of a frame's first beat
      assign scramble[8*p+:8] = First[7:0] + {high_q, {Low{1'b0}}};
    end
  endgenerate

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

  // The place in the frame of the beat's first pixel, modulo 256, and the frame's seed.
  reg [7:0] place_q;
  reg [7:0] s_q;
  always @(posedge clk_i) begin
    if (rst_i) s_q <= (Seeded != 0) ? 8'd0 : Seed;
    else if (start || (step_i && end_frame_i)) s_q <= (Seeded != 0) ? seed_i : Seed;
    if (rst_i || start || (step_i && end_frame_i)) place_q <= 8'd0;
    else if (step_i && end_beat_i)        place_q <= place_q + P;
  end

  integer   f;
  integer   n;
  integer   j;
  reg [7:0] want;
  always @(posedge clk_i) begin
    assume (time_i % S == 0 && time_i < Presentations);
    if (end_frame_i) assume (end_beat_i);

    if (past_valid_q) begin
      for (f = 0; f < S; f = f + 1) begin
        for (n = 0; n < P; n = n + 1) begin
          want = Stride * (place_q + n) + s_q;
          // Bit 7-j of r is bit j of t, flipped where the pixel's byte says so.
          for (j = 0; j < 8; j = j + 1) want[7-j] = want[7-j] != (((time_i + f) >> j) & 1);
          assert (r_o[8*(f*P+n)+:8] == want);
        end
      end
    end
  end
`endif
endmodule

`default_nettype wire
