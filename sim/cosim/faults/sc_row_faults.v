// SPDX-License-Identifier: MIT
//
// sc_row_faults: bits that fail at the engine port of a row memory: between what it gives and what
// the engine takes. Simulation only; the module of a layer has it where SCBNN_FAULTS is defined.
// docs/faults.md says which bits fail.
//
// A row holds Bits bits of each of Pe neurons; a neuron's Sites bits stand in as many rows as that
// takes, one after another, and so do groups of neurons. Role is "weights" (faults of kinds 1, 2, 3)
// or "thresholds" (4). For read errors images are numbered by the frames that begin here: all
// frames, or in mode output those that are the first presentation of their image, which come in the
// order of the images; side_i is then {slot, first, last, error}. Where Positions is more than 1
// so many frames, one after another, are the windows of an image, from position 0 on.
//
// A memory that multiplies is read a move after the input store, and gives products: what fails are
// its weights, and the frame of a read is one that was released before and had reads to come.
//
// With ECC the rows are taken for those of a memory that keeps code words: check bits are made of
// what the memory gives, fail as its bits do, and sc_secded_decode corrects what it can. A row must
// hold whole code words: Bits a multiple of 32, or Sites.
`default_nettype none

module sc_row_faults #(
  // Number of the layer, counted from 1.
  parameter Layer = 1,
  // "weights" or "thresholds".
  parameter Role = "weights",
  parameter Neurons = 1024,
  parameter Pe = 32,
  // Bits of a neuron, and of it in a row.
  parameter Sites = 784,
  parameter Bits = 64,
  // 1: rows are products with act_i.
  parameter Multiplies = 0,
  // Windows of an image.
  parameter Positions = 1,
  parameter SideWidth = 1,
  // Derived, do not override.
  parameter Rows = ((Neurons + Pe - 1) / Pe) * ((Sites + Bits - 1) / Bits),
  parameter AddrWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  wire                 clk_i,
  input  wire                 rst_i,

  // The input store: the frame that is being issued.
  input  wire [SideWidth-1:0] side_i,
  input  wire                 release_i,   // its last issue

  // The row memory.
  input  wire                 read_i,
  input  wire [AddrWidth-1:0] addr_i,
  input  wire [Bits-1:0]      act_i,       // Multiplies: each neuron's activations
  input  wire [Pe*Bits-1:0]   row_i,       // one cycle after read_i; holds
  output wire [Pe*Bits-1:0]   row_o
);

  // Numbers of several widths meet here, all small enough; of a block the sites that are there count.
  /* verilator lint_off WIDTH */
  /* verilator lint_off UNUSEDSIGNAL */

  `include "sc_fault_hash.vh"

  localparam Chunks   = (Sites + Bits - 1) / Bits;
  localparam Span     = (Bits + 126) / 64;   // blocks that Bits sites may touch
  localparam Settings = 16 + 8 * Layer;      // where those of the layer begin

  localparam [63:0] WEIGHTS    = 1;
  localparam [63:0] READS      = 2;
  localparam [63:0] WRITES     = 3;
  localparam [63:0] THRESHOLDS = 4;
  localparam [63:0] FOR_GOOD   = (Role == "weights") ? WEIGHTS : THRESHOLDS;

  // Check bits: the kinds of cells, reads and writes are 8 more.
  localparam Words      = (Bits + 31) / 32;   // code words of a neuron in a row
  localparam WholeWords = (Role == "weights" && (Bits % 32 == 0 || Bits == Sites)) ? 1 : 0;

  generate
    if (Role != "weights") begin : g_check
      if (Role != "thresholds") begin : g_role
        ERROR_sc_row_faults_Role_must_be_weights_or_thresholds u_error ();
      end
    end
  endgenerate

  // The key of a neuron: for reads b is the image and c presentation and position, else b is the
  // device or the load.
  function [63:0] key_of;
    input [63:0] kind;
    input [63:0] b;
    input [63:0] c;
    input [31:0] neuron;
    key_of = (kind == READS || kind == READS + 64'd8)
           ? fault_key(fault_settings[0], kind, Layer, b, c, {32'd0, neuron})
           : fault_key(fault_settings[0], kind, Layer, b, {32'd0, neuron}, 64'd0);
  endfunction

  // Sites of a kind that fail in a row.
  function [Pe*Bits-1:0] failing_row;
    input [63:0] kind;
    input [63:0] b;
    input [63:0] c;
    input [31:0] row;
    reg   [31:0]        neuron;
    reg   [31:0]        first;
    reg   [63:0]        key;
    reg   [Span*64-1:0] fails;
    integer             p;
    integer             k;
    begin
      first       = (row % Chunks) * Bits;
      failing_row = {Pe*Bits{1'b0}};
      for (p = 0; p < Pe; p = p + 1) begin
        neuron = (row / Chunks) * Pe + p;
        if (neuron < Neurons) begin
          key = key_of(kind, b, c, neuron);
          for (k = 0; k < Span; k = k + 1) begin
            fails[64*k+:64] = fault_block(key, first / 64 + k, fault_settings[Settings+kind]);
          end
          fails = fails >> (first % 64);
          if (first + Bits > Sites) fails = fails & ~({Span*64{1'b1}} << (Sites - first));
          failing_row[p*Bits+:Bits] = fails[Bits-1:0];
        end
      end
    end
  endfunction

  // The same for the check bits of a row, 7 a code word.
  function [Pe*Words*7-1:0] failing_checks;
    input [63:0] kind;
    input [63:0] b;
    input [63:0] c;
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
        if (neuron < Neurons) begin
          key = key_of(kind + 64'd8, b, c, neuron);
          for (k = 0; k < Words; k = k + 1) begin
            word  = (row % Chunks) * Bits / 32 + k;
            fails = fault_block(key, word / 8, fault_settings[Settings+kind]) >> (8 * (word % 8));
            failing_checks[(p*Words+k)*7+:7] = fails[6:0];
          end
        end
      end
    end
  endfunction

  // What fails for good, once for all rows.
  reg [Pe*Bits-1:0]    inverted  [0:Rows-1];
  reg [Pe*Bits-1:0]    unwritten [0:Rows-1];
  reg [Pe*Words*7-1:0] inverted_checks  [0:Rows-1];
  reg [Pe*Words*7-1:0] unwritten_checks [0:Rows-1];
  reg [Pe*Bits-1:0]    all_loads;
  reg [Pe*Words*7-1:0] all_checks;
  integer              r;
  integer              n;
  initial begin
    read_fault_settings;
    for (r = 0; r < Rows; r = r + 1) begin
      inverted[r]  = {Pe*Bits{1'b0}};
      unwritten[r] = {Pe*Bits{1'b0}};
      inverted_checks[r]  = {Pe*Words*7{1'b0}};
      unwritten_checks[r] = {Pe*Words*7{1'b0}};
      if (fault_settings[Settings+FOR_GOOD] != 64'd0) begin
        inverted[r]        = failing_row(FOR_GOOD, 64'd0, 64'd0, r);
        inverted_checks[r] = failing_checks(FOR_GOOD, 64'd0, 64'd0, r);
        if (FOR_GOOD == WEIGHTS && fault_settings[3] != 64'd0) begin
          inverted[r]        = inverted[r] & failing_row(WEIGHTS, 64'd1, 64'd0, r);
          inverted_checks[r] = inverted_checks[r] & failing_checks(WEIGHTS, 64'd1, 64'd0, r);
        end
      end
      if (FOR_GOOD == WEIGHTS && fault_settings[Settings+WRITES] != 64'd0) begin
        all_loads  = {Pe*Bits{1'b1}};
        all_checks = {Pe*Words*7{1'b1}};
        for (n = 0; n < fault_settings[4]; n = n + 1) begin
          all_loads  = all_loads & failing_row(WRITES, n, 64'd0, r);
          all_checks = all_checks & failing_checks(WRITES, n, 64'd0, r);
        end
        unwritten[r]        = all_loads;
        unwritten_checks[r] = all_checks;
      end
    end
  end

  // The frame of a read, and its end.
  wire [SideWidth-1:0] side;
  wire                 ends;
  generate
    if (Multiplies != 0) begin : g_behind
      // A released frame whose last read is to come.
      reg                 released_q;
      reg [SideWidth-1:0] side_q;
      always @(posedge clk_i) begin
        if (rst_i)          released_q <= 1'b0;
        else if (release_i) released_q <= 1'b1;
        else if (read_i)    released_q <= 1'b0;
        if (release_i) side_q <= side_i;
      end
      assign side = released_q ? side_q : side_i;
      assign ends = read_i && released_q;
    end else begin : g_beside
      assign side = side_i;
      assign ends = release_i;
    end
  endgenerate

  // Its image, presentation and position.
  reg  [63:0] next_image_q;   // of the next frame that is the first of an image
  reg  [63:0] position_q;
  wire        last_position = position_q == Positions - 1;
  wire [63:0] image;
  wire [63:0] presentation;
  wire        first;
  always @(posedge clk_i) begin
    if (rst_i) begin
      next_image_q <= image_after_reset(fault_settings[1]);
      position_q   <= 64'd0;
    end else if (ends) begin
      if (first && last_position) next_image_q <= next_image_q + 64'd1;
      position_q <= last_position ? 64'd0 : position_q + 64'd1;
    end
  end
  generate
    if (SideWidth > 3) begin : g_presents
      localparam SlotWidth = SideWidth - 3;
      wire                 presents = fault_settings[5] != 64'd0;
      wire [SlotWidth-1:0] slot     = side[SideWidth-1:3];
      reg  [63:0]          images        [0:(1<<SlotWidth)-1];
      reg  [63:0]          presentations [0:(1<<SlotWidth)-1];
      wire                 unused_side = |side[1:0];
      assign first        = side[2] || !presents;
      assign image        = first ? next_image_q : images[slot];
      assign presentation = first ? 64'd0 : presentations[slot];
      always @(posedge clk_i) begin
        if (ends && last_position) begin
          images[slot]        <= image;
          presentations[slot] <= presentation + 64'd1;
        end
      end
    end else begin : g_once
      assign first        = 1'b1;
      assign image        = next_image_q;
      assign presentation = 64'd0;
      wire unused_side = |side;
    end
  endgenerate

  // With the rows.
  reg [Pe*Bits-1:0]    inverted_q;
  reg [Pe*Bits-1:0]    unwritten_q;
  reg [Pe*Words*7-1:0] inverted_checks_q;
  reg [Pe*Words*7-1:0] unwritten_checks_q;
  reg                  last_chunk_q;
  reg [Bits-1:0]       act_q;
  wire [31:0]          row = {{32 - AddrWidth{1'b0}}, addr_i};
  wire [63:0]          visit = presentation + (position_q << 32);
  always @(posedge clk_i) begin
    if (read_i) begin
      act_q              <= act_i;
      last_chunk_q       <= row % Chunks == Chunks - 1;
      unwritten_q        <= unwritten[addr_i];
      unwritten_checks_q <= unwritten_checks[addr_i];
      if (FOR_GOOD == WEIGHTS && fault_settings[Settings+READS] != 64'd0) begin
        inverted_q        <= inverted[addr_i] ^ failing_row(READS, image, visit, row);
        inverted_checks_q <= inverted_checks[addr_i] ^ failing_checks(READS, image, visit, row);
      end else begin
        inverted_q        <= inverted[addr_i];
        inverted_checks_q <= inverted_checks[addr_i];
      end
    end
  end

  // What is kept: rows, of products without the activations.
  wire [Pe*Bits-1:0] act  = (Multiplies != 0) ? {Pe{act_q}} : {Pe*Bits{1'b1}};
  wire [Pe*Bits-1:0] kept = ~(row_i ^ act);
  wire [Pe*Bits-1:0] read = (kept & ~unwritten_q) ^ inverted_q;
  wire [Pe*Bits-1:0] faulty;
  generate
    if (WholeWords != 0) begin : g_ecc
      localparam [Bits-1:0] Present = {Bits{1'b1}} >> (Chunks * Bits - Sites);   // in the last chunk
      wire [Pe*Bits-1:0] decoded;
      genvar p;
      genvar k;
      for (p = 0; p < Pe; p = p + 1) begin : g_neuron
        wire [Bits-1:0] corrected;
        for (k = 0; k < Words; k = k + 1) begin : g_word
          localparam Data = (k == Words - 1) ? Bits - 32 * k : 32;
          wire [6:0] checks;
          wire [6:0] kept_checks = (checks & ~unwritten_checks_q[(p*Words+k)*7+:7]) ^
                                   inverted_checks_q[(p*Words+k)*7+:7];
          wire       unused_corrected;
          wire       unused_uncorrectable;
          sc_secded_encode #(
            .Bits(Data)
          ) u_encode (
            .data_i  (kept[p*Bits+32*k+:Data]),
            .checks_o(checks)
          );
          sc_secded_decode #(
            .Bits(Data)
          ) u_decode (
            .data_i         (read[p*Bits+32*k+:Data]),
            .checks_i       (kept_checks),
            .data_o         (corrected[32*k+:Data]),
            .corrected_o    (unused_corrected),
            .uncorrectable_o(unused_uncorrectable)
          );
        end
        // A bit that is not there may be accused.
        assign decoded[p*Bits+:Bits] = last_chunk_q ? corrected & Present : corrected;
      end
      assign faulty = (fault_settings[6] != 64'd0) ? decoded : read;
    end else begin : g_no_ecc
      assign faulty = read;
      wire unused_checks = |{inverted_checks_q, unwritten_checks_q, last_chunk_q};
    end
  endgenerate
  assign row_o = ~(faulty ^ act);

  /* verilator lint_on UNUSEDSIGNAL */
  /* verilator lint_on WIDTH */
endmodule

`default_nettype wire
