// SPDX-License-Identifier: MIT
//
// sc_layer_faults: bits that fail between the memories of a layer and its engine. Simulation only;
// sc_layer has it where SCBNN_FAULTS is defined. docs/faults.md says which bits fail.
//
// The layer's number is that of the instance "u_layer<number>" around it. Images are numbered by the
// frames that begin here: all frames, or in mode output those that are the first presentation of
// their image, which come in the order of the images; side_i is then {slot, first, last, error}.
//
// With ECC the rows are taken for those of a memory that keeps code words: check bits are made of
// what the memory gives, fail as its bits do, and sc_secded_decode corrects what it can. A row must
// hold whole code words: Simd a multiple of 32, or Inputs.
`default_nettype none

module sc_layer_faults #(
  // As in sc_layer.
  parameter Inputs = 784,
  parameter Outputs = 1024,
  parameter Pe = 32,
  parameter Simd = 64,
  parameter Last = 0,
  parameter NeuronWidth = 10,
  parameter SideWidth = 1,
  parameter GroupWidth = 5,
  parameter RowWidth = 9
) (
  input  wire                      clk_i,
  input  wire                      rst_i,

  // The frame that is being issued.
  input  wire [SideWidth-1:0]      side_i,
  input  wire                      release_i,       // its last issue

  input  wire                      weight_read_i,
  input  wire [RowWidth-1:0]       weight_addr_i,
  input  wire [Pe*Simd-1:0]        weight_row_i,    // one cycle after weight_read_i; holds
  output wire [Pe*Simd-1:0]        weight_row_o,

  input  wire                      neuron_read_i,
  input  wire [GroupWidth-1:0]     neuron_addr_i,
  input  wire [Pe*NeuronWidth-1:0] neuron_row_i,    // one cycle after neuron_read_i; holds
  output wire [Pe*NeuronWidth-1:0] neuron_row_o
);

  // Numbers of several widths meet here, all small enough; of a block the sites that are there count.
  /* verilator lint_off WIDTH */
  /* verilator lint_off UNUSEDSIGNAL */

  `include "sc_fault_hash.vh"

  localparam Groups   = (Outputs + Pe - 1) / Pe;
  localparam Chunks   = (Inputs + Simd - 1) / Simd;
  localparam Rows     = Groups * Chunks;
  localparam Span     = (Simd + 126) / 64;   // blocks that Simd sites may touch

  localparam [63:0] WEIGHTS    = 1;
  localparam [63:0] READS      = 2;
  localparam [63:0] WRITES     = 3;
  localparam [63:0] THRESHOLDS = 4;

  // Check bits: the kinds of cells, reads and writes are 8 more.
  localparam Words      = (Simd + 31) / 32;   // code words of a neuron in a row
  localparam WholeWords = (Simd % 32 == 0 || Simd == Inputs) ? 1 : 0;

  // The number behind "u_layer" in the path of this instance.
  reg [31:0]   layer;
  reg [31:0]   settings;      // where those of the layer begin
  reg [4095:0] path;
  reg [55:0]   behind;
  reg          digit;
  integer      at;
  task find_layer;
  begin
    $sformat(path, "%m");
    layer  = 32'd0;
    behind = 56'd0;
    digit = 1'b0;
    for (at = 511; at >= 0; at = at - 1) begin
      digit = (digit || behind == "u_layer") && path[8*at+:8] >= "0" && path[8*at+:8] <= "9";
      if (digit) layer = 10 * layer + path[8*at+:8] - "0";
      behind = {behind[47:0], path[8*at+:8]};
    end
    settings = 16 + 8 * layer;
  end
  endtask

  // Sites of a kind that fail in a row: of weights and writes with coordinate b, of reads with image
  // b and presentation.
  function [Pe*Simd-1:0] failing_row;
    input [63:0] kind;
    input [63:0] b;
    input [63:0] presentation;
    input [31:0] row;
    reg   [31:0]        neuron;
    reg   [31:0]        first;
    reg   [63:0]        key;
    reg   [Span*64-1:0] bits;
    integer             p;
    integer             k;
    begin
      first       = (row % Chunks) * Simd;
      failing_row = {Pe*Simd{1'b0}};
      for (p = 0; p < Pe; p = p + 1) begin
        neuron = (row / Chunks) * Pe + p;
        if (neuron < Outputs) begin
          key = (kind == READS)
              ? fault_key(fault_settings[0], kind, layer, b, presentation, {32'd0, neuron})
              : fault_key(fault_settings[0], kind, layer, b, {32'd0, neuron}, 64'd0);
          for (k = 0; k < Span; k = k + 1) begin
            bits[64*k+:64] = fault_block(key, first / 64 + k, fault_settings[settings+kind]);
          end
          bits = bits >> (first % 64);
          if (first + Simd > Inputs) bits = bits & ~({Span*64{1'b1}} << (Inputs - first));
          failing_row[p*Simd+:Simd] = bits[Simd-1:0];
        end
      end
    end
  endfunction

  // The same for the check bits of a row, 7 a code word.
  function [Pe*Words*7-1:0] failing_checks;
    input [63:0] kind;
    input [63:0] b;
    input [63:0] presentation;
    input [31:0] row;
    reg   [31:0] neuron;
    reg   [31:0] word;
    reg   [63:0] key;
    reg   [63:0] fails;
    integer      p;
    integer      k;
    begin
      failing_checks = {Pe*Words*7{1'b0}};
      for (p = 0; p < Pe; p = p + 1) begin
        neuron = (row / Chunks) * Pe + p;
        if (neuron < Outputs) begin
          key = (kind == READS)
              ? fault_key(fault_settings[0], kind + 64'd8, layer, b, presentation, {32'd0, neuron})
              : fault_key(fault_settings[0], kind + 64'd8, layer, b, {32'd0, neuron}, 64'd0);
          for (k = 0; k < Words; k = k + 1) begin
            word  = (row % Chunks) * Simd / 32 + k;
            fails = fault_block(key, word / 8, fault_settings[settings+kind]) >> (8 * (word % 8));
            failing_checks[(p*Words+k)*7+:7] = fails[6:0];
          end
        end
      end
    end
  endfunction

  // What fails for good, once for all rows.
  reg [Pe*Simd-1:0]        inverted  [0:Rows-1];
  reg [Pe*Simd-1:0]        unwritten [0:Rows-1];
  reg [Pe*NeuronWidth-1:0] spoilt    [0:Groups-1];
  reg [Pe*Words*7-1:0]     inverted_checks  [0:Rows-1];
  reg [Pe*Words*7-1:0]     unwritten_checks [0:Rows-1];
  reg [Pe*Simd-1:0]        all_loads;
  reg [Pe*Words*7-1:0]     all_checks;
  reg [63:0]               bits;
  integer                  r;
  integer                  n;
  initial begin
    read_fault_settings;
    find_layer;
    for (r = 0; r < Rows; r = r + 1) begin
      inverted[r]  = {Pe*Simd{1'b0}};
      unwritten[r] = {Pe*Simd{1'b0}};
      inverted_checks[r]  = {Pe*Words*7{1'b0}};
      unwritten_checks[r] = {Pe*Words*7{1'b0}};
      if (fault_settings[settings+WEIGHTS] != 64'd0) begin
        inverted[r]        = failing_row(WEIGHTS, 64'd0, 64'd0, r);
        inverted_checks[r] = failing_checks(WEIGHTS, 64'd0, 64'd0, r);
        if (fault_settings[3] != 64'd0) begin
          inverted[r]        = inverted[r] & failing_row(WEIGHTS, 64'd1, 64'd0, r);
          inverted_checks[r] = inverted_checks[r] & failing_checks(WEIGHTS, 64'd1, 64'd0, r);
        end
      end
      if (fault_settings[settings+WRITES] != 64'd0) begin
        all_loads  = {Pe*Simd{1'b1}};
        all_checks = {Pe*Words*7{1'b1}};
        for (n = 0; n < fault_settings[4]; n = n + 1) begin
          all_loads  = all_loads & failing_row(WRITES, n, 64'd0, r);
          all_checks = all_checks & failing_checks(WRITES, n, 64'd0, r);
        end
        unwritten[r]        = all_loads;
        unwritten_checks[r] = all_checks;
      end
    end
    for (r = 0; r < Groups; r = r + 1) begin
      spoilt[r] = {Pe*NeuronWidth{1'b0}};
      for (n = 0; n < Pe; n = n + 1) begin
        bits = fault_block(fault_key(fault_settings[0], THRESHOLDS, layer, 64'd0, r * Pe + n, 64'd0),
                           32'd0, (Last != 0) ? 64'd0 : fault_settings[settings+THRESHOLDS]);
        spoilt[r][n*NeuronWidth+:NeuronWidth] = bits[NeuronWidth-1:0];
      end
    end
  end

  // The image and the presentation that is being issued.
  reg  [63:0] next_image_q;   // of the next frame that is the first of an image
  wire [63:0] image;
  wire [63:0] presentation;
  wire        first;
  always @(posedge clk_i) begin
    if (rst_i)                   next_image_q <= image_after_reset(fault_settings[1]);
    else if (release_i && first) next_image_q <= next_image_q + 64'd1;
  end
  generate
    if (SideWidth > 3) begin : g_presents
      localparam SlotWidth = SideWidth - 3;
      wire                 presents = fault_settings[5] != 64'd0;
      wire [SlotWidth-1:0] slot     = side_i[SideWidth-1:3];
      reg  [63:0]          images        [0:(1<<SlotWidth)-1];
      reg  [63:0]          presentations [0:(1<<SlotWidth)-1];
      wire                 unused_side = |side_i[1:0];
      assign first        = side_i[2] || !presents;
      assign image        = first ? next_image_q : images[slot];
      assign presentation = first ? 64'd0 : presentations[slot];
      always @(posedge clk_i) begin
        if (release_i) begin
          images[slot]        <= image;
          presentations[slot] <= presentation + 64'd1;
        end
      end
    end else begin : g_once
      assign first        = 1'b1;
      assign image        = next_image_q;
      assign presentation = 64'd0;
      wire unused_side = |side_i;
    end
  endgenerate

  // With the rows.
  reg [Pe*Simd-1:0]        inverted_q;
  reg [Pe*Simd-1:0]        unwritten_q;
  reg [Pe*NeuronWidth-1:0] spoilt_q;
  reg [Pe*Words*7-1:0]     inverted_checks_q;
  reg [Pe*Words*7-1:0]     unwritten_checks_q;
  reg                      last_chunk_q;
  wire [31:0]              row = {{32 - RowWidth{1'b0}}, weight_addr_i};
  always @(posedge clk_i) begin
    if (weight_read_i) begin
      last_chunk_q       <= row % Chunks == Chunks - 1;
      unwritten_q        <= unwritten[weight_addr_i];
      unwritten_checks_q <= unwritten_checks[weight_addr_i];
      if (fault_settings[settings+READS] != 64'd0) begin
        inverted_q        <= inverted[weight_addr_i] ^ failing_row(READS, image, presentation, row);
        inverted_checks_q <= inverted_checks[weight_addr_i] ^
                             failing_checks(READS, image, presentation, row);
      end else begin
        inverted_q        <= inverted[weight_addr_i];
        inverted_checks_q <= inverted_checks[weight_addr_i];
      end
    end
    if (neuron_read_i) spoilt_q <= spoilt[neuron_addr_i];
  end

  wire [Pe*Simd-1:0] read = (weight_row_i & ~unwritten_q) ^ inverted_q;
  generate
    if (WholeWords != 0) begin : g_ecc
      localparam [Simd-1:0] Present = {Simd{1'b1}} >> (Chunks * Simd - Inputs);   // in the last chunk
      wire [Pe*Simd-1:0] decoded;
      genvar p;
      genvar k;
      for (p = 0; p < Pe; p = p + 1) begin : g_neuron
        wire [Simd-1:0] kept;
        for (k = 0; k < Words; k = k + 1) begin : g_word
          localparam Bits = (k == Words - 1) ? Simd - 32 * k : 32;
          wire [6:0] checks;
          wire [6:0] kept_checks = (checks & ~unwritten_checks_q[(p*Words+k)*7+:7]) ^
                                   inverted_checks_q[(p*Words+k)*7+:7];
          wire       unused_corrected;
          wire       unused_uncorrectable;
          sc_secded_encode #(
            .Bits(Bits)
          ) u_encode (
            .data_i  (weight_row_i[p*Simd+32*k+:Bits]),
            .checks_o(checks)
          );
          sc_secded_decode #(
            .Bits(Bits)
          ) u_decode (
            .data_i         (read[p*Simd+32*k+:Bits]),
            .checks_i       (kept_checks),
            .data_o         (kept[32*k+:Bits]),
            .corrected_o    (unused_corrected),
            .uncorrectable_o(unused_uncorrectable)
          );
        end
        // A bit that is not there may be accused.
        assign decoded[p*Simd+:Simd] = last_chunk_q ? kept & Present : kept;
      end
      assign weight_row_o = (fault_settings[6] != 64'd0) ? decoded : read;
    end else begin : g_no_ecc
      assign weight_row_o = read;
      wire unused_checks = |{inverted_checks_q, unwritten_checks_q, last_chunk_q};
    end
  endgenerate
  assign neuron_row_o = neuron_row_i ^ spoilt_q;

  /* verilator lint_on UNUSEDSIGNAL */
  /* verilator lint_on WIDTH */
endmodule

`default_nettype wire
