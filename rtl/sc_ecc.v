// SPDX-License-Identifier: MIT
//
// sc_ecc: a memory's rows and lanes in code words, between the memory and its users.
//
// A code word is a lane of the load port and its 7 check bits (sc_secded_encode): data in the low
// bits, check bits above. The memory has rows of CodeWidth bits and lanes of CodeLaneWidth; outside
// they look like rows of Width and lanes of LaneWidth. A whole lane is written at a time, so
// nothing has to be read first.
//
// Rows are decoded in the cycle in which they arrive. The data of a word that cannot be corrected
// are as read. Combinational, except for the error reports: corrected_o and uncorrectable_o
// pulse 2 cycles after an engine's read of such a row.
//
//   clk_i        _/~\_/~\_/~\_/~\_
//   enable_i     _/~~~\___________
//   row_i        -----< row
//   data_o       -----< data
//   corrected_o  _________/~~~\___
//
// The accesses of the load port bypass it to the memory. load_data_o and load_error_o are valid
// from the access's load_done_o to the next access.
`default_nettype none

module sc_ecc #(
  // Data bits of a row, >= 1.
  parameter Width = 64,
  // Data bits of a lane, 1..32 and no more than Width; the last lane may have fewer.
  parameter LaneWidth = 32,
  // Derived, do not override.
  parameter Lanes = (Width + LaneWidth - 1) / LaneWidth,
  parameter LaneIndexWidth = (Lanes > 1) ? $clog2(Lanes) : 1,
  parameter CodeWidth = Width + 7 * Lanes,
  parameter CodeLaneWidth = LaneWidth + 7
) (
  input  wire                      clk_i,
  input  wire                      rst_i,             // synchronous, active high

  // Engine: what it reads, and what was wrong with it.
  input  wire                      enable_i,          // as the memory's
  input  wire [CodeWidth-1:0]      row_i,             // the memory's, one cycle after enable_i
  output wire [Width-1:0]          data_o,
  output wire                      corrected_o,       // a row had a word with one wrong bit
  output wire                      uncorrectable_o,   // a row had a word with more

  // Load: an access as the memory takes it, and its lane.
  input  wire                      load_access_i,     // valid and ready
  input  wire                      load_write_i,      // 1: write, 0: read
  input  wire [LaneIndexWidth-1:0] load_lane_i,
  input  wire [LaneWidth-1:0]      load_data_i,
  output wire [CodeLaneWidth-1:0]  code_o,            // to the memory, with the access
  input  wire [CodeLaneWidth-1:0]  code_i,            // from the memory, and whether it is wrong
  input  wire                      code_error_i,
  output wire [LaneWidth-1:0]      load_data_o,
  output wire                      load_error_o
);

  localparam LastBits = Width - (Lanes - 1) * LaneWidth;   // of the last lane

  generate
    if (LaneWidth < 1 || LaneWidth > 32 || LaneWidth > Width) begin : g_check
      ERROR_sc_ecc_LaneWidth_must_be_1_to_32_and_at_most_Width u_error ();
    end
  endgenerate

  // A row's lanes.
  wire [Lanes-1:0] corrected;
  wire [Lanes-1:0] uncorrectable;
  genvar           l;
  generate
    for (l = 0; l < Lanes; l = l + 1) begin : g_lane
      localparam Bits = (l < Lanes - 1) ? LaneWidth : LastBits;
      sc_secded_decode #(
        .Bits(Bits)
      ) u_decode (
        .data_i         (row_i[l*CodeLaneWidth+:Bits]),
        .checks_i       (row_i[l*CodeLaneWidth+Bits+:7]),
        .data_o         (data_o[l*LaneWidth+:Bits]),
        .corrected_o    (corrected[l]),
        .uncorrectable_o(uncorrectable[l])
      );
    end
  endgenerate

  // The lane that is written, and the one that was read: full or, at the end of a row, shorter.
  wire                 last;         // of the access that comes
  wire                 last_done;    // of the access that has been
  wire [LaneWidth-1:0] plain;
  wire [6:0]           plain_checks;
  wire [LaneWidth-1:0] read;
  wire [6:0]           read_checks;
  wire [LaneWidth-1:0] decoded;
  wire                 unused_load_corrected;
  wire                 load_uncorrectable;
  wire                 beyond;       // a bit that a shorter lane does not have is accused
  sc_secded_encode #(
    .Bits(LaneWidth)
  ) u_load_encode (
    .data_i  (plain),
    .checks_o(plain_checks)
  );
  sc_secded_decode #(
    .Bits(LaneWidth)
  ) u_load_decode (
    .data_i         (read),
    .checks_i       (read_checks),
    .data_o         (decoded),
    .corrected_o    (unused_load_corrected),
    .uncorrectable_o(load_uncorrectable)
  );
  generate
    if (LastBits < LaneWidth) begin : g_shorter
      localparam [LaneWidth-1:0] Kept     = {LaneWidth{1'b1}} >> (LaneWidth - LastBits);
      localparam                 LastLane = Lanes - 1;

      reg last_q;
      always @(posedge clk_i) begin
        if (load_access_i) last_q <= last;
      end

      assign last        = load_lane_i == LastLane[LaneIndexWidth-1:0];
      assign last_done   = last_q;
      assign plain       = last ? load_data_i & Kept : load_data_i;
      assign code_o      = last ? {{(LaneWidth - LastBits){1'b0}}, plain_checks, plain[LastBits-1:0]}
                                : {plain_checks, plain};
      assign read        = last_done ? code_i[LaneWidth-1:0] & Kept : code_i[LaneWidth-1:0];
      assign read_checks = last_done ? code_i[LastBits+:7] : code_i[LaneWidth+:7];
      assign beyond      = last_done && |(decoded & ~Kept);
      assign load_data_o = last_done ? decoded & Kept : decoded;
    end else begin : g_full
      assign last        = 1'b0;
      assign last_done   = 1'b0;
      assign plain       = load_data_i;
      assign code_o      = {plain_checks, plain};
      assign read        = code_i[LaneWidth-1:0];
      assign read_checks = code_i[LaneWidth+:7];
      assign beyond      = 1'b0;
      assign load_data_o = decoded;
      wire unused_access = |{load_lane_i, last, last_done};
    end
  endgenerate

  // Control: reset.
  reg read_q;
  reg corrected_q, uncorrectable_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      read_q          <= 1'b0;
      corrected_q     <= 1'b0;
      uncorrectable_q <= 1'b0;
    end else begin
      read_q          <= enable_i;
      corrected_q     <= read_q && |corrected;
      uncorrectable_q <= read_q && |uncorrectable;
    end
  end

  // Data: enabled, never reset.
  reg load_read_q;
  always @(posedge clk_i) begin
    if (load_access_i) load_read_q <= !load_write_i;
  end

  assign corrected_o     = corrected_q;
  assign uncorrectable_o = uncorrectable_q;
  assign load_error_o    = code_error_i || (load_read_q && (load_uncorrectable || beyond));

`ifdef FORMAL
// proof: bmc=6 induction=2
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
    assume (load_lane_i < Lanes);
  end

  // What is told was read, and all that was read is told.
  always @(posedge clk_i) begin
    if (past_valid_q && !$past(rst_i)) begin
      assert (read_q == $past(enable_i));
      assert (corrected_o == $past(read_q && |corrected));
      assert (uncorrectable_o == $past(read_q && |uncorrectable));
    end
  end
`endif
endmodule

`default_nettype wire
