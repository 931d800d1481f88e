// SPDX-License-Identifier: MIT
//
// sc_encoder_lfsr: pixels to counts of ones, by one linear-feedback shift register a lane.
//
// Presents each pixel T times: x(t) = (pixel >= r) for 8-bit registers, whose r is never 0, and
// (pixel > r) for wider ones; r is the low byte of the lane's register, which then takes 8 steps.
// Pixel i belongs to lane i mod Lanes. What leaves is the number of ones among x(0)..x(T-1),
// counted for all pixels of a beat at once. Each frame starts from StartStates.
//
// The lanes' states sit in a ring: those of the current beat are its first PixelsPerBeat, and
// after each beat the ring turns by so many places. Any PixelsPerBeat up to Lanes will do.
//
// T cycles a beat, without a gap: a beat accepted in cycle t is presented in t+1 .. t+T, its
// counts are valid in t+T+1, and the next one is accepted in t+T. Back-pressure stops it.
//
//   clk_i     _/~\_/~\_/~\_/~\_/~\_/~\_   T = 2
//   valid_i   _/~~~~~~~~~~~\___________
//   ready_o   ~~~~~\___/~~~\___/~~~~~~~
//   pixels_i  -< P0><  P1   >----------
//   valid_o   _____________/~~~\___/~~~
//   counts_o  -------------< C0>---< C1
`default_nettype none

module sc_encoder_lfsr #(
  // Bits of a shift register, 8..32.
  parameter Width = 8,
  // Bit k-1 is set for each term x^k of the polynomial.
  parameter [31:0] Taps = 32'h000000b8,
  // Shift registers, >= PixelsPerBeat.
  parameter Lanes = 16,
  // Pixels of a beat, >= 1.
  parameter PixelsPerBeat = 16,
  // T, or the largest T (a power of two) where it is chosen at run time.
  parameter Presentations = 4,
  // 1: T = 2^log2_i; 0: T = Presentations, log2_i is ignored.
  parameter AtRunTime = 0,
  // Lane l starts a frame in [l*Width +: Width]; never 0.
  parameter [Lanes*Width-1:0] StartStates = {Lanes * Width{1'b1}},
  // Bits that travel with a beat.
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter Planes = $clog2(Presentations + 1),
  parameter Log2Width = (Planes > 1) ? $clog2(Planes) : 1
) (
  input  wire                            clk_i,
  input  wire                            rst_i,      // synchronous, active high

  // Pixels; log2_i keeps its value over a frame.
  input  wire                            valid_i,
  output wire                            ready_o,
  input  wire [8*PixelsPerBeat-1:0]      pixels_i,
  input  wire                            last_i,
  input  wire [Log2Width-1:0]            log2_i,
  input  wire [SideWidth-1:0]            side_i,

  // Counts, plane-major: bit k*PixelsPerBeat + p is bit k of pixel p's count.
  output wire                            valid_o,
  input  wire                            ready_i,
  output wire [Planes*PixelsPerBeat-1:0] counts_o,
  output wire                            last_o,
  output wire [SideWidth-1:0]            side_o
);

  localparam P         = PixelsPerBeat;
  localparam TimeWidth = (Presentations > 1) ? $clog2(Presentations) : 1;

  generate
    if (Width < 8 || Width > 32) begin : g_check_width
      ERROR_sc_encoder_lfsr_Width_must_be_8_to_32 u_error ();
    end
    if (P < 1 || P > Lanes) begin : g_check_pixels
      ERROR_sc_encoder_lfsr_PixelsPerBeat_must_be_1_to_Lanes u_error ();
    end
    if (AtRunTime != 0 && (Presentations & (Presentations - 1)) != 0) begin : g_check_power
      ERROR_sc_encoder_lfsr_Presentations_must_be_a_power_of_two_at_run_time u_error ();
    end
  endgenerate

  reg                  busy_q;      // a beat is being presented
  reg  [8*P-1:0]       pixels_q;
  reg                  last_q;
  reg  [Log2Width-1:0] log2_q;
  reg  [SideWidth-1:0] side_q;
  reg  [TimeWidth-1:0] time_q;      // presentation, 0..T-1
  reg                  out_valid_q;

  // One presentation a cycle, unless finished counts wait to be taken.
  wire                 first = time_q == {TimeWidth{1'b0}};
  wire [TimeWidth-1:0] last_time;
  wire                 ending = time_q == last_time;
  wire                 step = busy_q && (!out_valid_q || ready_i);
  wire                 finish = step && ending;
  wire                 accept = valid_i && ready_o;

  generate
    if (AtRunTime != 0) begin : g_run_time
      assign last_time = ~({TimeWidth{1'b1}} << log2_q);
    end else begin : g_fixed
      assign last_time = Presentations[TimeWidth-1:0] - 1'b1;
      wire unused_log2 = |log2_q;
    end
  endgenerate

  // One sample a lane of the current beat.
  reg  [Lanes*Width-1:0] states_q;
  wire [P-1:0]           bits;
  wire [P*Width-1:0]     leaped;
  wire [Lanes*Width-1:0] sampled;   // the ring after this presentation
  wire [Lanes*Width-1:0] turned;    // and turned to the next beat's lanes

  // Lanes leap in groups of 64 bits at most, which a simulator shifts as one machine word.
  localparam GroupLanes = 64 / Width;
  genvar g;
  genvar p;
  generate
    for (g = 0; g < P; g = g + GroupLanes) begin : g_group
      localparam HereLanes = (P - g < GroupLanes) ? P - g : GroupLanes;
      sc_lfsr_leap #(
        .Width(Width),
        .Taps (Taps),
        .Steps(8),
        .Lanes(HereLanes)
      ) u_leap (
        .state_i(states_q[g*Width+:HereLanes*Width]),
        .state_o(leaped[g*Width+:HereLanes*Width])
      );
    end
    for (p = 0; p < P; p = p + 1) begin : g_pixel
      wire [7:0] pixel = pixels_q[8*p+:8];
      wire [7:0] r = states_q[p*Width+:8];
      if (Width == 8) begin : g_never_0
        assign bits[p] = pixel >= r;
      end else begin : g_wide
        assign bits[p] = pixel > r;
      end
    end
    if (P == Lanes) begin : g_all_lanes
      assign sampled = leaped;
      assign turned  = leaped;
    end else begin : g_some_lanes
      assign sampled = {states_q[Lanes*Width-1:P*Width], leaped};
      assign turned  = {leaped, states_q[Lanes*Width-1:P*Width]};
    end
  endgenerate

  // Counters side by side: adding a bit to each is a ripple of P-bit words.
  reg     [Planes*P-1:0] counts_q;
  reg     [Planes*P-1:0] counts_d;
  reg     [P-1:0]        old;
  reg     [P-1:0]        carry;
  integer                k;
  always @* begin
    counts_d = counts_q;
    old      = {P{1'b0}};
    carry    = bits;
    for (k = 0; k < Planes; k = k + 1) begin
      old               = first ? {P{1'b0}} : counts_q[k*P+:P];
      counts_d[k*P+:P]  = old ^ carry;
      carry             = old & carry;
    end
  end

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      busy_q      <= 1'b0;
      out_valid_q <= 1'b0;
      time_q      <= {TimeWidth{1'b0}};
      states_q    <= StartStates;
    end else begin
      if (accept)      busy_q <= 1'b1;
      else if (finish) busy_q <= 1'b0;

      if (finish)       out_valid_q <= 1'b1;
      else if (ready_i) out_valid_q <= 1'b0;

      if (step) time_q <= ending ? {TimeWidth{1'b0}} : time_q + 1'b1;
      if (step) states_q <= !ending ? sampled : last_q ? StartStates : turned;
    end
  end

  // Data: enabled, never reset.
  reg                 out_last_q;
  reg [SideWidth-1:0] out_side_q;
  always @(posedge clk_i) begin
    if (accept) begin
      pixels_q <= pixels_i;
      last_q   <= last_i;
      log2_q   <= log2_i;
      side_q   <= side_i;
    end
    if (step) counts_q <= counts_d;
    if (finish) begin
      out_last_q <= last_q;
      out_side_q <= side_q;
    end
  end

  assign ready_o  = !busy_q || finish;
  assign valid_o  = out_valid_q;
  assign counts_o = counts_q;
  assign last_o   = out_last_q;
  assign side_o   = out_side_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The source holds a beat until it is taken, and log2_i over a frame.
  reg                 inside_q;       // a frame has begun and not ended
  reg [Log2Width-1:0] frame_log2_q;
  always @(posedge clk_i) begin
    if (rst_i)       inside_q <= 1'b0;
    else if (accept) inside_q <= !last_i;
    if (accept)      frame_log2_q <= log2_i;

    assume (log2_i < Planes);
    if (past_valid_q && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable({pixels_i, last_i, log2_i, side_i}));
    end
    if (inside_q) assume (log2_i == frame_log2_q);
  end

  // T, and the presentations seen of the beat that is inside.
  wire [31:0] presentations = (AtRunTime != 0) ? 32'd1 << log2_q : Presentations;
  reg         started_q;              // a beat of the running frame has been presented
  integer     f;
  integer     b;
  reg  [31:0] ones;
  always @(posedge clk_i) begin
    if (rst_i)       started_q <= 1'b0;
    else if (finish) started_q <= !last_q;

    if (past_valid_q && !rst_i) begin
      // A beat stays for exactly T steps, and a step is missed only while counts wait.
      assert (step == (busy_q && !(valid_o && !ready_i)));
      assert (finish == (step && time_q + 1 == presentations));
      if (busy_q)  assert (time_q < presentations && log2_q < Planes);
      if (!busy_q) assert (time_q == 0);
      if (valid_o) assert (time_q == 0);
      // A register is never 0, and every frame starts from StartStates.
      for (f = 0; f < Lanes; f = f + 1) assert (states_q[f*Width+:Width] != 0);
      if (!started_q && time_q == 0) assert (states_q == StartStates);
      // No count is larger than the number of presentations.
      for (f = 0; f < P; f = f + 1) begin
        ones = 32'd0;
        for (b = 0; b < Planes; b = b + 1) ones[b] = counts_q[b*P+f];
        if (time_q != 0) assert (ones <= time_q);
        if (valid_o)     assert (ones <= Presentations);
      end
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      // A beat in gives a beat out, unchanged until it is taken.
      assert (busy_q == ($past(accept) || $past(busy_q && !finish)));
      assert (valid_o == ($past(finish) || $past(valid_o && !ready_i)));
      if ($past(finish)) assert (last_o == $past(last_q) && side_o == $past(side_q));
      if ($past(accept)) assert (last_q == $past(last_i) && side_q == $past(side_i));
      if ($past(valid_o && !ready_i)) begin
        assert ($stable(counts_o) && $stable(last_o) && $stable(side_o));
      end
    end
  end
`endif
endmodule

`default_nettype wire
