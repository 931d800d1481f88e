// SPDX-License-Identifier: MIT
//
// sc_frame_check: turns what comes between two TLASTs into a frame of at most FrameBeats beats.
//
// A frame whose last beat is number FrameBeats-1 passes as it is. A short one passes with error_o
// on its last beat. Of a long one the beats before number FrameBeats-1 pass, the others are
// swallowed up to the one with last_i, which passes as the last with error_o. So every last_i
// gives exactly one frame, and the next frame starts clean.
//
// settings_i is sampled in the cycle in which a frame's first beat is taken and shown with all its
// beats: log2 T, limited to Log2Max, and above it a margin, as it is, where there is one.
//
// Combinational, latency 0; a swallowed beat takes a cycle in which ready_i is high, too.
//
//   clk_i    _/~\_/~\_/~\_/~\_/~\_    FrameBeats = 3
//   valid_i  _/~~~~~~~~~~~~~~~\___
//   last_i   _____________/~~~\___
//   valid_o  _/~~~~~~~\___/~~~\___
//   last_o   _____________/~~~\___
//   error_o  _____________/~~~\___
`default_nettype none

module sc_frame_check #(
  // Bits of a beat, >= 1.
  parameter DataWidth = 128,
  // Beats of a frame, >= 1.
  parameter FrameBeats = 49,
  // Largest log2 T.
  parameter Log2Max = 0,
  // Bits of a margin; 0: there is none.
  parameter MarginWidth = 0,
  // Derived, do not override.
  parameter Log2Width = (Log2Max > 0) ? $clog2(Log2Max + 1) : 1
) (
  input  wire                             clk_i,
  input  wire                             rst_i,     // synchronous, active high

  // Settings for the next frame: {margin, log2 T}.
  input  wire [MarginWidth+Log2Width-1:0] settings_i,

  // Beats as they come.
  input  wire                             valid_i,
  output wire                             ready_o,
  input  wire [DataWidth-1:0]             data_i,
  input  wire                             last_i,

  // Frames; error_o is valid with last_o.
  output wire                             valid_o,
  input  wire                             ready_i,
  output wire [DataWidth-1:0]             data_o,
  output wire                             last_o,
  output wire                             error_o,
  output wire [MarginWidth+Log2Width-1:0] settings_o
);

  generate
    if (DataWidth < 1 || FrameBeats < 1) begin : g_check
      ERROR_sc_frame_check_DataWidth_and_FrameBeats_must_be_at_least_1 u_error ();
    end
  endgenerate

  localparam BeatWidth = (FrameBeats > 1) ? $clog2(FrameBeats) : 1;
  localparam [BeatWidth-1:0] LastBeat = FrameBeats[BeatWidth-1:0] - 1'b1;

  reg  [BeatWidth-1:0]             beat_q;     // stays at LastBeat in a long frame
  reg                              inside_q;   // a beat of this frame has been taken
  reg                              long_q;     // and one was swallowed
  reg  [MarginWidth+Log2Width-1:0] settings_q;

  wire                             at_end = beat_q == LastBeat;
  wire                             swallow = at_end && !last_i;
  wire                             accept = valid_i && ready_o;
  wire [MarginWidth+Log2Width-1:0] settings;

  generate
    if (Log2Max + 1 == 1 << Log2Width) begin : g_all_valid
      assign settings = settings_i;
    end else begin : g_saturate
      localparam [Log2Width-1:0] Most = Log2Max[Log2Width-1:0];
      wire [Log2Width-1:0] log2 = settings_i[Log2Width-1:0];
      assign settings[Log2Width-1:0] = (log2 > Most) ? Most : log2;
      if (MarginWidth > 0) begin : g_margin
        assign settings[Log2Width+:MarginWidth] = settings_i[Log2Width+:MarginWidth];
      end
    end
  endgenerate

  // Control: reset.
  always @(posedge clk_i) begin
    if (rst_i) begin
      beat_q   <= {BeatWidth{1'b0}};
      inside_q <= 1'b0;
      long_q   <= 1'b0;
    end else if (accept) begin
      beat_q   <= last_i ? {BeatWidth{1'b0}} : at_end ? beat_q : beat_q + 1'b1;
      inside_q <= !last_i;
      long_q   <= swallow;
    end
  end

  // Data: inside_q says when it counts.
  always @(posedge clk_i) begin
    if (accept && !inside_q) settings_q <= settings;
  end

  assign ready_o    = ready_i;
  assign valid_o    = valid_i && !swallow;
  assign data_o     = data_i;
  assign last_o     = last_i;
  assign error_o    = !at_end || long_q;
  assign settings_o = inside_q ? settings_q : settings;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  // The source holds a beat until it is taken.
  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i && !$past(rst_i) && $past(valid_i && !ready_o)) begin
      assume (valid_i && $stable(data_i) && $stable(last_i));
    end
  end

  // Beats taken of the current frame, FrameBeats for any larger number.
  reg [31:0] taken_q;
  always @(posedge clk_i) begin
    if (rst_i)       taken_q <= 32'd0;
    else if (accept) taken_q <= last_i ? 32'd0 : (taken_q < FrameBeats) ? taken_q + 32'd1 : taken_q;
  end

  always @(posedge clk_i) begin
    if (past_valid_q && !rst_i) begin
      // Every last_i gives one last_o, with an error unless the length is right.
      assert ((valid_o && last_o) == (valid_i && last_i));
      if (valid_o && last_o) assert (error_o == (taken_q != FrameBeats - 1));
      // At most FrameBeats beats per frame: what is not its last comes before number FrameBeats-1.
      if (valid_o && !last_o) assert (taken_q < FrameBeats - 1);
      // Nothing is swallowed of a frame that is not too long.
      if (valid_i && !valid_o) assert (taken_q >= FrameBeats - 1 && !last_i);
      assert (settings_o[Log2Width-1:0] <= Log2Max);

      // The counter that decides.
      assert (taken_q <= FrameBeats);
      assert (beat_q == ((taken_q < FrameBeats) ? taken_q : FrameBeats - 1));
      assert (inside_q == (taken_q != 32'd0));
      assert (long_q == (taken_q == FrameBeats));
      if (inside_q) assert (settings_q[Log2Width-1:0] <= Log2Max);
    end
    if (past_valid_q && !rst_i && !$past(rst_i)) begin
      if ($past(valid_o && !ready_i)) begin
        assert (valid_o && $stable(data_o) && $stable(last_o) && $stable(error_o));
      end
      if ($past(accept && !last_i)) assert ($stable(settings_o));
    end
  end
`endif
endmodule

`default_nettype wire
