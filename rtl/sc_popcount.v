// SPDX-License-Identifier: MIT
//
// sc_popcount: the number of ones in a word, as two numbers whose sum it is.
//
// One function in two forms. Synthesis gets the tree of sc_compressor, whose two rows these are.
// Simulators get masked adds on 64-bit words, which run many times faster: a C++ compiler makes a
// single POPCNT instruction of each; the second number is then 0. The FORMAL block and the proofs
// beside it hold both to the same count.
//
// Latency Registers cycles, each with its enable, the first one in bit 0: an output holds while the
// last one is low. Data only: nothing to reset.
`default_nettype none

module sc_popcount #(
  // Bits of the word, >= 1.
  parameter Width = 64,
  // Of the tree: "3:2" or "6:3".
  parameter Counters = "3:2",
  // Registers on the way, >= 0, and levels of the tree after the last one.
  parameter Registers = 0,
  parameter Tail = 0,
  // Derived, do not override.
  parameter CountWidth = $clog2(Width + 1),
  parameter EnableWidth = (Registers > 0) ? Registers : 1
) (
  input  wire                   clk_i,

  input  wire [EnableWidth-1:0] enable_i,   // of each register; ignored without
  input  wire [Width-1:0]       bits_i,
  output wire [CountWidth-1:0]  ones_o,     // ones_o + more_o is the number of ones
  output wire [CountWidth-1:0]  more_o
);

  generate
    if (Width < 1) begin : g_check
      ERROR_sc_popcount_Width_must_be_at_least_1 u_error ();
    end
  endgenerate

`ifdef SYNTHESIS

  sc_compressor #(
    .Width    (Width),
    .Counters (Counters),
    .Registers(Registers),
    .Tail     (Tail)
  ) u_compressor (
    .clk_i   (clk_i),
    .enable_i(enable_i),
    .bits_i  (bits_i),
    .ones_o  (ones_o),
    .more_o  (more_o)
  );

`else

  localparam Words = (Width + 63) / 64;

  // Sums of 2, 4 and 8 bits side by side; the product gathers all bytes in the top one. Don't touch
  // a comma: this is the pattern that g++ and clang recognize.
  function [63:0] sum_of;
    input [63:0] word;
    reg   [63:0] sums;
    begin
      sums = word - ((word >> 1) & 64'h5555555555555555);
      sums = (sums & 64'h3333333333333333) + ((sums >> 2) & 64'h3333333333333333);
      sums = (sums + (sums >> 4)) & 64'h0f0f0f0f0f0f0f0f;
      sum_of = (sums * 64'h0101010101010101) >> 56;
    end
  endfunction

  wire    [64*Words-1:0] padded = {{(64 * Words - Width){1'b0}}, bits_i};
  reg     [63:0]         total;
  integer                w;
  always @* begin
    total = 64'd0;
    for (w = 0; w < Words; w = w + 1) total = total + sum_of(padded[64*w+:64]);
  end
  wire unused_total = |total[63:CountWidth];

  genvar r;
  generate
    for (r = 0; r < Registers; r = r + 1) begin : g_register
      wire [CountWidth-1:0] count_d;
      reg  [CountWidth-1:0] count_q;
      if (r == 0) begin : g_first
        assign count_d = total[CountWidth-1:0];
      end else begin : g_next
        assign count_d = g_register[r-1].count_q;
      end
      always @(posedge clk_i) begin
        if (enable_i[r]) count_q <= count_d;
      end
    end
    if (Registers > 0) begin : g_registered
      assign ones_o = g_register[Registers-1].count_q;
    end else begin : g_combinational
      assign ones_o = total[CountWidth-1:0];
      wire unused_clock = clk_i | enable_i[0];
    end
  endgenerate
  assign more_o = {CountWidth{1'b0}};
  wire unused_tree = Counters == "" || Tail == 0;

`endif

`ifdef FORMAL
  // The count as its definition says.
  reg     [CountWidth-1:0] plain;
  integer                  f;
  always @* begin
    plain = {CountWidth{1'b0}};
    for (f = 0; f < Width; f = f + 1) plain = plain + {{(CountWidth - 1){1'b0}}, bits_i[f]};
    if (Registers == 0) assert (ones_o + more_o == {1'b0, plain});
  end
`endif
endmodule

`default_nettype wire
