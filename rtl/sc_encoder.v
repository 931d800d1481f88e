// SPDX-License-Identifier: MIT
//
// sc_encoder: pixels to stochastic bits, or to counts of them; the random numbers come from outside.
//
// Presents each pixel T times: x(t) = (pixel >= r(t)) where Closed is 1, (pixel > r(t)) where it is
// 0. PerCycle presentations are compared in a cycle, so a beat takes max(1, T / PerCycle) cycles.
// What leaves is, for all pixels of a beat at once, the number of ones among x(0)..x(T-1), or these
// bits themselves.
//
// The random numbers r are those of an sc_rng_*, whose ports carry the names of the rng_ ports
// here without the prefix. It offers rng_r_i for the presentations from rng_time_o on, at any time;
// rng_step_o says that they are used in this cycle, so that it moves on with the next clock edge;
// rng_start_o that the next beat presented is a frame's first.
//
// No gap: with n = max(1, T / PerCycle), a beat accepted in cycle t is presented in t+1 .. t+n, its
// data are valid in t+n+1, and the next one is accepted in t+n. Back-pressure stops it.
//
//   clk_i           _/~\_/~\_/~\_/~\_/~\_/~\_   T = 2, PerCycle = 1
//   valid_i         _/~~~~~~~~~~~\___________
//   ready_o         ~~~~~\___/~~~\___/~~~~~~~
//   pixels_i        -< P0><  P1   >----------
//   rng_start_o     _/~~~\___________________   P0 is a frame's first beat
//   rng_step_o      _____/~~~~~~~~~~~~~~~\___
//   rng_end_beat_o  _________/~~~\___/~~~\___
//   rng_time_o      -----< 0>< 1>< 0>< 1>----
//   valid_o         _____________/~~~\___/~~~
//   data_o          -------------< D0>---< D1
`default_nettype none

module sc_encoder #(
  // Pixels of a beat, >= 1.
  parameter PixelsPerBeat = 16,
  // T, or the largest T (a power of two) where it is chosen at run time; 1..255.
  parameter Presentations = 4,
  // 1: T = 2^log2_i; 0: T = Presentations, log2_i is ignored.
  parameter AtRunTime = 0,
  // Presentations of a cycle; divides Presentations. Those from T on count as zeros.
  parameter PerCycle = 1,
  // 1: x = (pixel >= r); 0: x = (pixel > r).
  parameter Closed = 0,
  // 1: bits leave; 0: counts leave.
  parameter Bits = 0,
  // Bits that travel with a beat.
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter Planes = $clog2(Presentations + 1),
  parameter Log2Width = (Planes > 1) ? $clog2(Planes) : 1,
  parameter TimeWidth = (Presentations > 1) ? $clog2(Presentations) : 1,
  parameter DataWidth = PixelsPerBeat * ((Bits != 0) ? Presentations : Planes)
) (
  input  wire                                clk_i,
  input  wire                                rst_i,            // synchronous, active high

  // Pixels; log2_i keeps its value over a frame.
  input  wire                                valid_i,
  output wire                                ready_o,
  input  wire [8*PixelsPerBeat-1:0]          pixels_i,
  input  wire                                last_i,
  input  wire [Log2Width-1:0]                log2_i,
  input  wire [SideWidth-1:0]                side_i,

  // Random numbers: byte s*PixelsPerBeat + p is r of pixel p at presentation rng_time_o + s.
  output wire                                rng_start_o,      // a frame's first beat comes in
  output wire                                rng_step_o,       // they are used in this cycle
  output wire                                rng_end_beat_o,   // with step: the beat's last ones
  output wire                                rng_end_frame_o,  // with step: the frame's last ones
  output wire [TimeWidth-1:0]                rng_time_o,
  output wire [Log2Width-1:0]                rng_log2_o,       // log2_i of the beat's frame
  input  wire [8*PerCycle*PixelsPerBeat-1:0] rng_r_i,

  // Counts, plane-major: bit k*PixelsPerBeat + p is bit k of pixel p's count;
  // or bits: bit t*PixelsPerBeat + p is x(t) of pixel p, and 0 from t = T on.
  output wire                                valid_o,
  input  wire                                ready_i,
  output wire [DataWidth-1:0]                data_o,
  output wire                                last_o,
  output wire [SideWidth-1:0]                side_o
);

  localparam P         = PixelsPerBeat;
  localparam S         = PerCycle;
  localparam Steps     = Presentations / S;                       // of a beat, at most
  localparam StepWidth = (Steps > 1) ? $clog2(Steps) : 1;

  generate
    if (P < 1) begin : g_check_pixels
      ERROR_sc_encoder_PixelsPerBeat_must_be_at_least_1 u_error ();
    end
    if (Presentations < 1 || Presentations > 255) begin : g_check_presentations
      ERROR_sc_encoder_Presentations_must_be_1_to_255 u_error ();
    end
    if (AtRunTime != 0 && (Presentations & (Presentations - 1)) != 0) begin : g_check_power
      ERROR_sc_encoder_Presentations_must_be_a_power_of_two_at_run_time u_error ();
    end
    if (S < 1 || Steps * S != Presentations) begin : g_check_per_cycle
      ERROR_sc_encoder_PerCycle_must_divide_Presentations u_error ();
    end
  endgenerate

  reg                  busy_q;      // a beat is being presented
  reg                  inside_q;    // a frame has begun and not ended
  reg  [8*P-1:0]       pixels_q;
  reg                  last_q;
  reg  [Log2Width-1:0] log2_q;
  reg  [SideWidth-1:0] side_q;
  reg  [StepWidth-1:0] step_q;      // number of this cycle's step in its beat
  reg                  out_valid_q;

  // One step per cycle, unless finished data wait to be taken.
  wire                 first = step_q == {StepWidth{1'b0}};
  wire                 ending;
  wire                 step = busy_q && (!out_valid_q || ready_i);
  wire                 finish = step && ending;
  wire                 accept = valid_i && ready_o;

  genvar s;
  genvar p;
  generate
    if (Steps == 1) begin : g_one_step
      assign ending     = 1'b1;
      assign rng_time_o = {TimeWidth{1'b0}};
    end else begin : g_steps
      wire [TimeWidth-1:0] wide = {{TimeWidth - StepWidth{1'b0}}, step_q};
      assign rng_time_o = wide * S[TimeWidth-1:0];
      if (AtRunTime != 0) begin : g_run_time
        wire [TimeWidth-1:0] last_time = ~({TimeWidth{1'b1}} << log2_q);
        assign ending = (last_time >> (TimeWidth - StepWidth)) == wide;
      end else begin : g_fixed
        localparam LastStep = Steps - 1;
        assign ending = step_q == LastStep[StepWidth-1:0];
      end
    end
  endgenerate

  // This cycle's pixels and bits; in a simulation with faults, some of them wrong.
  wire [8*P-1:0] pixels;
  wire [S*P-1:0] bits;
`ifdef SCBNN_FAULTS
  wire [8*P-1:0] fault_pixels;
  wire [P-1:0]   fault_stuck;
  wire [P-1:0]   fault_value;
  wire [S*P-1:0] fault_stream;
  sc_encoder_faults #(
    .PixelsPerBeat(P),
    .PerCycle     (S),
    .TimeWidth    (TimeWidth)
  ) u_faults (
    .clk_i   (clk_i),
    .rst_i   (rst_i),
    .finish_i(finish),
    .last_i  (last_q),
    .time_i  (rng_time_o),
    .pixels_o(fault_pixels),
    .stuck_o (fault_stuck),
    .value_o (fault_value),
    .stream_o(fault_stream)
  );
  assign pixels = pixels_q ^ fault_pixels;
`else
  assign pixels = pixels_q;
`endif
  generate
    for (s = 0; s < S; s = s + 1) begin : g_presentation
      wire [P-1:0]   ones;
      // By steps, since an event-driven simulator looks at every slice of a word that changes.
      wire [8*P-1:0] numbers = rng_r_i[8*P*s+:8*P];
      for (p = 0; p < P; p = p + 1) begin : g_pixel
        wire [7:0] pixel = pixels[8*p+:8];
        wire [7:0] r = numbers[8*p+:8];
        if (Closed != 0) begin : g_closed
          assign ones[p] = pixel >= r;
        end else begin : g_open
          assign ones[p] = pixel > r;
        end
      end
      wire [P-1:0] seen;
`ifdef SCBNN_FAULTS
      assign seen = ((ones & ~fault_stuck) | (fault_value & fault_stuck)) ^ fault_stream[s*P+:P];
`else
      assign seen = ones;
`endif
      if (AtRunTime != 0 && s > 0) begin : g_run_time
        wire live = {{32 - Log2Width{1'b0}}, log2_q} >= $clog2(s + 1);     // s < T
        assign bits[s*P+:P] = live ? seen : {P{1'b0}};
      end else begin : g_fixed
        assign bits[s*P+:P] = seen;
      end
    end
  endgenerate

  // Data: enabled, never reset.
  reg [DataWidth-1:0] data_q;
  generate
    if (Bits != 0) begin : g_bits
      integer n;
      always @(posedge clk_i) begin
        if (step) begin
          for (n = 0; n < Steps; n = n + 1) begin
            if (step_q == n[StepWidth-1:0])     data_q[n*S*P+:S*P] <= bits;
            else if (AtRunTime != 0 && first)   data_q[n*S*P+:S*P] <= {S*P{1'b0}};
          end
        end
      end
    end else begin : g_counts
      // Counters side by side, a word of P bits per plane. Full adders take two words of a plane at
      // a time into its old value; their carries, half as many, are the words of the next plane.
      localparam Even = S + S % 2;
      reg     [Planes*P-1:0] data_d;
      reg     [Even*P-1:0]   words;
      reg     [P-1:0]        sum;
      reg     [P-1:0]        one;
      reg     [P-1:0]        two;
      integer                k;
      integer                n;
      always @* begin
        data_d = data_q;
        words  = {{(Even-S)*P{1'b0}}, bits};
        sum    = {P{1'b0}};
        one    = {P{1'b0}};
        two    = {P{1'b0}};
        for (k = 0; k < Planes; k = k + 1) begin
          sum = first ? {P{1'b0}} : data_q[k*P+:P];
          for (n = 0; n < ((S - 1) >> k) + 1; n = n + 2) begin
            one               = words[n*P+:P];
            two               = (n < ((S - 1) >> k)) ? words[(n+1)*P+:P] : {P{1'b0}};
            words[(n/2)*P+:P] = (sum & one) | ((sum ^ one) & two);
            sum               = sum ^ one ^ two;
          end
          data_d[k*P+:P] = sum;
        end
      end
      always @(posedge clk_i) begin
        if (step) data_q <= data_d;
      end
    end
  endgenerate

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      busy_q      <= 1'b0;
      inside_q    <= 1'b0;
      out_valid_q <= 1'b0;
      step_q      <= {StepWidth{1'b0}};
    end else begin
      if (accept)      busy_q <= 1'b1;
      else if (finish) busy_q <= 1'b0;

      if (accept) inside_q <= !last_i;

      if (finish)       out_valid_q <= 1'b1;
      else if (ready_i) out_valid_q <= 1'b0;

      if (step) step_q <= ending ? {StepWidth{1'b0}} : step_q + 1'b1;
    end
  end

  reg                 out_last_q;
  reg [SideWidth-1:0] out_side_q;
  always @(posedge clk_i) begin
    if (accept) begin
      pixels_q <= pixels_i;
      last_q   <= last_i;
      log2_q   <= log2_i;
      side_q   <= side_i;
    end
    if (finish) begin
      out_last_q <= last_q;
      out_side_q <= side_q;
    end
  end

  assign ready_o         = !busy_q || finish;
  assign rng_start_o     = accept && !inside_q;
  assign rng_step_o      = step;
  assign rng_end_beat_o  = ending;
  assign rng_end_frame_o = ending && last_q;
  assign rng_log2_o      = log2_q;
  assign valid_o         = out_valid_q;
  assign data_o          = data_q;
  assign last_o          = out_last_q;
  assign side_o          = out_side_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The source holds a beat until it is taken, and log2_i over a frame; what travels beside a beat
  // may change while it waits.
  reg [Log2Width-1:0] frame_log2_q;
  reg                 within_q;       // the last beat taken was not its frame's last
  always @(posedge clk_i) begin
    if (rst_i)       within_q <= 1'b0;
    else if (accept) within_q <= !last_i;
    if (accept)      frame_log2_q <= log2_i;

    assume (log2_i < Planes);
    if (past_valid_q && !rst_i && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable({pixels_i, last_i}));
    end
    if (within_q) assume (log2_i == frame_log2_q);
  end

  // T, and what one pixel's bits have been so far.
  wire    [31:0]              presentations = (AtRunTime != 0) ? 32'd1 << log2_q : Presentations;
  wire    [31:0]              steps = (presentations > S) ? presentations / S : 32'd1;
  wire    [31:0]              time_now = step_q * S;
  (* anyconst *) reg [7:0]    watched;
  reg     [Presentations-1:0] seen_q;
  reg     [Presentations-1:0] seen_d;
  reg     [31:0]              ones;
  reg     [31:0]              count;
  integer                     f;
  integer                     b;
  always @* begin
    assume (watched < P);
    seen_d = first ? {Presentations{1'b0}} : seen_q;
    for (f = 0; f < Presentations; f = f + 1) begin
      for (b = 0; b < P; b = b + 1) begin
        if (b == watched && f >= time_now && f < time_now + S && f < presentations) begin
          seen_d[f] = pixels_q[8*b+:8] > rng_r_i[8*((f%S)*P+b)+:8] ||
                      (Closed != 0 && pixels_q[8*b+:8] == rng_r_i[8*((f%S)*P+b)+:8]);
        end
      end
    end
  end
  always @(posedge clk_i) begin
    if (step) seen_q <= seen_d;

    if (past_valid_q && !rst_i) begin
      // A beat stays for exactly max(1, T / PerCycle) steps; one is missed only while data wait.
      assert (step == (busy_q && !(valid_o && !ready_i)));
      assert (finish == (step && step_q + 1 == steps));
      assert (rng_step_o == step && rng_time_o == time_now && rng_log2_o == log2_q);
      if (step) assert (rng_end_beat_o == finish && rng_end_frame_o == (finish && last_q));
      assert (inside_q == within_q && rng_start_o == (accept && !within_q));
      if (busy_q)  assert (step_q < steps && log2_q < Planes);
      if (!busy_q) assert (step_q == 0);
      if (valid_o) assert (step_q == 0);
      // What leaves, and what has been gathered so far, are the bits of each pixel, or their number.
      ones = 32'd0;
      for (f = 0; f < Presentations; f = f + 1) ones = ones + seen_q[f];
      for (b = 0; b < P; b = b + 1) begin
        count = 32'd0;
        for (f = 0; f < DataWidth / P; f = f + 1) begin
          count[f%32] = data_q[f*P+b];
          if (b == watched && Bits != 0 && valid_o) assert (data_o[f*P+b] == seen_q[f]);
          if (b == watched && Bits != 0 && f < time_now) assert (data_q[f*P+b] == seen_q[f]);
          if (b == watched && Bits != 0 && AtRunTime != 0 && time_now != 0 && f >= time_now) begin
            assert (!data_q[f*P+b]);
          end
        end
        if (b == watched && Bits == 0 && (valid_o || time_now != 0)) assert (count == ones);
      end
      for (f = 0; f < Presentations; f = f + 1) begin
        if (time_now != 0 && f >= time_now) assert (!seen_q[f]);
      end
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      // A beat in gives a beat out, unchanged until it is taken.
      assert (busy_q == ($past(accept) || $past(busy_q && !finish)));
      assert (valid_o == ($past(finish) || $past(valid_o && !ready_i)));
      if ($past(finish)) assert (last_o == $past(last_q) && side_o == $past(side_q));
      if ($past(accept)) begin
        assert (pixels_q == $past(pixels_i) && log2_q == $past(log2_i));
        assert (last_q == $past(last_i) && side_q == $past(side_i));
      end
      if ($past(valid_o && !ready_i)) begin
        assert ($stable(data_o) && $stable(last_o) && $stable(side_o));
      end
    end
  end
`endif
endmodule

`default_nettype wire
