// sc_frame_check: one frame of at most FrameBeats beats for every TLAST, flagged unless it was exact.
// proof: bmc=14 induction=3
`default_nettype none

module sc_frame_check_props #(
  parameter DataWidth = 8,
  parameter FrameBeats = 4,
  parameter Log2Max = 0,
  parameter MarginWidth = 0,
  parameter Log2Width = (Log2Max > 0) ? $clog2(Log2Max + 1) : 1
) (
  input wire                 clk_i,
  input wire                 rst_i,
  input wire [MarginWidth+Log2Width-1:0] settings_i,
  input wire                 valid_i,
  input wire [DataWidth-1:0] data_i,
  input wire                 last_i,
  input wire                 ready_i
);

  wire                 ready_o;
  wire                 valid_o;
  wire [DataWidth-1:0] data_o;
  wire                 last_o;
  wire                 error_o;
  wire [MarginWidth+Log2Width-1:0] settings_o;
  sc_frame_check #(
    .DataWidth (DataWidth),
    .FrameBeats(FrameBeats),
    .Log2Max   (Log2Max),
    .MarginWidth(MarginWidth)
  ) u_dut (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .settings_i (settings_i),
    .valid_i(valid_i),
    .ready_o(ready_o),
    .data_i (data_i),
    .last_i (last_i),
    .valid_o(valid_o),
    .ready_i(ready_i),
    .data_o (data_o),
    .last_o (last_o),
    .error_o(error_o),
    .settings_o (settings_o)
  );

  // A setting may change while a beat waits: it counts when the beat is taken.
  stream_rule #(
    .Width (DataWidth + 1),
    .Assume(1)
  ) u_in (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .valid_i(valid_i),
    .ready_i(ready_o),
    .data_i ({data_i, last_i})
  );
  stream_rule #(
    .Width(DataWidth + 2)
  ) u_out (
    .clk_i  (clk_i),
    .rst_i  (rst_i),
    .valid_i(valid_o),
    .ready_i(ready_i),
    .data_i ({data_o, last_o, last_o && error_o})
  );

  reg reset_q = 1'b0;
  always @(posedge clk_i) reset_q <= 1'b1;
  always @* if (!reset_q) assume (rst_i);

  // Beats taken and beats given of the current frame, no further than past the end.
  localparam CountWidth = $clog2(FrameBeats + 2);
  wire                  take = valid_i && ready_o;
  wire                  give = valid_o && ready_i;
  reg  [CountWidth-1:0] taken_q;
  reg  [CountWidth-1:0] given_q;
  reg  [MarginWidth+Log2Width-1:0] settings_q;
  always @(posedge clk_i) begin
    if (rst_i)                                     taken_q <= 0;
    else if (take && last_i)                       taken_q <= 0;
    else if (take && taken_q != FrameBeats)        taken_q <= taken_q + 1'b1;
    if (rst_i)               given_q <= 0;
    else if (give)           given_q <= last_o ? 0 : given_q + 1'b1;
    if (take && taken_q == 0) settings_q <= settings_i;
  end

  // A log2 T over Log2Max counts as Log2Max; the margin above it is any.
  function [MarginWidth+Log2Width-1:0] most;
    input [MarginWidth+Log2Width-1:0] setting;
    begin
      most = setting;
      if (setting[Log2Width-1:0] > Log2Max) most[Log2Width-1:0] = Log2Max;
    end
  endfunction
  wire [MarginWidth+Log2Width-1:0] setting = taken_q == 0 ? settings_i : settings_q;

  // For induction: what the block remembers of the frame is what is remembered here.
  localparam BeatWidth = (FrameBeats > 1) ? $clog2(FrameBeats) : 1;
  (* hierconn *) wire [MarginWidth+Log2Width-1:0] \u_dut.settings_q ;
  (* hierconn *) wire [BeatWidth-1:0] \u_dut.beat_q ;
  (* hierconn *) wire                 \u_dut.inside_q ;
  (* hierconn *) wire                 \u_dut.long_q ;
  always @(posedge clk_i) begin
    if (reset_q && !rst_i) begin
      assert (given_q < FrameBeats);
      assert (given_q == (taken_q >= FrameBeats ? FrameBeats - 1 : taken_q));
      assert (taken_q <= FrameBeats);
      assert (\u_dut.beat_q == (taken_q < FrameBeats ? taken_q : FrameBeats - 1));
      assert (\u_dut.inside_q == (taken_q != 0));
      assert (\u_dut.long_q == (taken_q == FrameBeats));
      if (taken_q != 0) assert (\u_dut.settings_q == most(settings_q));
      if (valid_o) assert (valid_i && data_o == data_i && last_o == last_i);
      if (take && last_i) assert (give && last_o);
      if (valid_o) assert (ready_o == ready_i);
      if (valid_i && !last_i) assert (valid_o == (taken_q < FrameBeats - 1));
      if (valid_o && last_o) assert (error_o == (taken_q != FrameBeats - 1));
      if (valid_o) assert (settings_o == most(setting));
    end
    cover (reset_q && !rst_i && give && last_o && !error_o);
    cover (reset_q && !rst_i && give && last_o && taken_q == FrameBeats);
  end
endmodule

`default_nettype wire
