// SPDX-License-Identifier: MIT
//
// sc_rng_threshold: the T evenly spaced levels of a thermometer code, in place of random numbers.
//
// With T fixed, r at presentation t is entry t of Levels. With T = 2^k at run time it is
// rev(t) + 2^(7-k), where rev(t) is the 8 bits of t in reversed order. All pixels have the same r.
//
// Combinational.
`default_nettype none

module sc_rng_threshold #(
  // Pixels of a beat, >= 1.
  parameter PixelsPerBeat = 16,
  // T, or the largest T (a power of two up to 128) where it is chosen at run time; 1..255.
  parameter Presentations = 4,
  // 1: T = 2^log2_i, Levels is ignored; 0: T = Presentations, log2_i is ignored.
  parameter AtRunTime = 0,
  // Presentations of a cycle; divides Presentations.
  parameter PerCycle = 1,
  // r at presentation t in [8*t +: 8].
  parameter [8*Presentations-1:0] Levels = {Presentations{8'd128}},
  // Derived, do not override.
  parameter TimeWidth = (Presentations > 1) ? $clog2(Presentations) : 1,
  parameter Log2Width = (Presentations > 1) ? $clog2($clog2(Presentations + 1)) : 1
) (
  input  wire [TimeWidth-1:0]                time_i,   // t of the first; a multiple of PerCycle
  input  wire [Log2Width-1:0]                log2_i,

  // Byte s*PixelsPerBeat + p is r of the beat's pixel p at presentation time_i + s; it is
  // meaningful for presentations below T.
  output wire [8*PerCycle*PixelsPerBeat-1:0] r_o
);

  localparam P = PixelsPerBeat;
  localparam S = PerCycle;

  generate
    if (Presentations < 1 || Presentations > 255) begin : g_check_presentations
      ERROR_sc_rng_threshold_Presentations_must_be_1_to_255 u_error ();
    end
    if (AtRunTime != 0 && (Presentations & (Presentations - 1)) != 0) begin : g_check_power
      ERROR_sc_rng_threshold_Presentations_must_be_a_power_of_two_at_run_time u_error ();
    end
    if (S < 1 || Presentations % S != 0) begin : g_check_per_cycle
      ERROR_sc_rng_threshold_PerCycle_must_divide_Presentations u_error ();
    end
  endgenerate

  wire [8*S-1:0] levels;              // of this cycle's presentations
  genvar s;
  generate
    if (AtRunTime != 0) begin : g_run_time
      wire [7:0] first = {{8 - TimeWidth{1'b0}}, time_i};
      wire [7:0] half = 8'd128 >> log2_i;
      for (s = 0; s < S; s = s + 1) begin : g_presentation
        wire [7:0] t = first | s;
        assign levels[8*s+:8] = {t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7]} | half;
      end
    end else if (Presentations == S) begin : g_all
      assign levels = Levels;
      wire unused_inputs = |{time_i, log2_i};
    end else begin : g_fixed
      // With zeros for the times that do not come.
      localparam Zeros = 8 * ((1 << TimeWidth) + S - Presentations);
      wire [8*Presentations+Zeros-1:0] padded = {{Zeros{1'b0}}, Levels};
      assign levels = padded[8*time_i+:8*S];
      wire unused_log2 = |log2_i;
    end
    for (s = 0; s < S; s = s + 1) begin : g_out
      assign r_o[8*P*s+:8*P] = {P{levels[8*s+:8]}};
    end
  endgenerate

`ifdef FORMAL
  integer f;
  integer p;
  integer j;
  reg [7:0] want;
  always @* begin
    assume (time_i % S == 0 && time_i < Presentations);
    assume (log2_i < $clog2(Presentations + 1));
    for (f = 0; f < S; f = f + 1) begin
      want = 8'd0;
      for (j = 0; j < 8; j = j + 1) begin
        want[7-j] = ((time_i + f) >> j) & 1;
        if (AtRunTime == 0) want[7-j] = Levels[8*(time_i+f)+7-j];
      end
      if (AtRunTime != 0) want = want + (8'd128 >> log2_i);
      for (p = 0; p < P; p = p + 1) begin
        if (AtRunTime == 0 || time_i + f < 1 << log2_i) assert (r_o[8*(f*P+p)+:8] == want);
      end
    end
  end
`endif
endmodule

`default_nettype wire
