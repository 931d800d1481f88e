// SPDX-License-Identifier: MIT
//
// sc_encoder_faults: bits that fail in the encoder: of its pixels, of its lanes, of the stream.
// Simulation only; sc_encoder has it where SCBNN_FAULTS is defined. docs/faults.md says which fail.
`default_nettype none

module sc_encoder_faults #(
  // As in sc_encoder.
  parameter PixelsPerBeat = 16,
  parameter PerCycle = 1,
  parameter TimeWidth = 2
) (
  input  wire                              clk_i,
  input  wire                              rst_i,

  // The beat that is being presented.
  input  wire                              finish_i,    // its last step
  input  wire                              last_i,      // the last beat of a frame
  input  wire [TimeWidth-1:0]              time_i,      // the first presentation of this cycle

  output reg  [8*PixelsPerBeat-1:0]        pixels_o,    // bits of pixels to invert
  output reg  [PixelsPerBeat-1:0]          stuck_o,     // pixels of stuck lanes
  output reg  [PixelsPerBeat-1:0]          value_o,     // what they are stuck at
  output reg  [PerCycle*PixelsPerBeat-1:0] stream_o     // bits of presentations to invert
);

  // Numbers of several widths meet here, all small enough; of a block the sites that are there count.
  /* verilator lint_off WIDTH */
  /* verilator lint_off UNUSEDSIGNAL */

  `include "sc_fault_hash.vh"

  localparam P = PixelsPerBeat;

  localparam [63:0] STREAM = 5;
  localparam [63:0] PIXELS = 6;
  localparam [63:0] LANES  = 7;
  localparam [63:0] VALUES = 8;
  localparam [63:0] HALF   = 64'h80000000;

  reg [63:0] stuck_lanes;
  reg [63:0] lane_values;
  initial begin
    read_fault_settings;
    stuck_lanes = fault_block(fault_key(fault_settings[0], LANES, 64'd0, 64'd0, 64'd0, 64'd0),
                              32'd0, fault_settings[16+LANES]);
    lane_values = fault_block(fault_key(fault_settings[0], VALUES, 64'd0, 64'd0, 64'd0, 64'd0),
                              32'd0, HALF);
  end

  reg [63:0] image_q;
  reg [31:0] beat_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      image_q <= image_after_reset(fault_settings[1]);
      beat_q  <= 32'd0;
    end else if (finish_i) begin
      image_q <= last_i ? image_q + 64'd1 : image_q;
      beat_q  <= last_i ? 32'd0 : beat_q + 32'd1;
    end
  end

  // 16 pixels of 8 bits may lie in three blocks, 16 pixels in two.
  reg [191:0]  bits;
  reg [63:0]   key;
  reg [31:0]   first;
  integer      k;
  integer      s;
  always @* begin
    key   = fault_key(fault_settings[0], PIXELS, image_q, 64'd0, 64'd0, 64'd0);
    first = beat_q * (8 * P);
    for (k = 0; k < 3; k = k + 1) begin
      bits[64*k+:64] = fault_block(key, first / 64 + k, fault_settings[16+PIXELS]);
    end
    bits     = bits >> (first % 64);
    pixels_o = bits[8*P-1:0];

    first    = beat_q * P;
    stream_o = {PerCycle*P{1'b0}};
    for (s = 0; s < PerCycle; s = s + 1) begin
      key = fault_key(fault_settings[0], STREAM, image_q, {{64 - TimeWidth{1'b0}}, time_i} + s,
                      64'd0, 64'd0);
      for (k = 0; k < 3; k = k + 1) begin
        bits[64*k+:64] = fault_block(key, first / 64 + k, fault_settings[16+STREAM]);
      end
      bits = bits >> (first % 64);
      stream_o[s*P+:P] = bits[P-1:0];
    end

    for (k = 0; k < P; k = k + 1) begin
      stuck_o[k] = stuck_lanes[(first + k) % fault_settings[2][31:0]];
      value_o[k] = lane_values[(first + k) % fault_settings[2][31:0]];
    end
  end

  /* verilator lint_on UNUSEDSIGNAL */
  /* verilator lint_on WIDTH */
endmodule

`default_nettype wire
