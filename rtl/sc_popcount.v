// SPDX-License-Identifier: MIT
//
// sc_popcount: the number of ones in a word.
//
// One function in two forms. Synthesis gets a sum of bits, which it turns into a compressor tree.
// Simulators get masked adds on 64-bit words, which run many times faster: a C++ compiler makes a
// single POPCNT instruction of each. The FORMAL block proves the forms equal.
//
// Combinational.
`default_nettype none

module sc_popcount #(
  // Bits of the word, >= 1.
  parameter Width = 64,
  // Derived, do not override.
  parameter CountWidth = $clog2(Width + 1)
) (
  input  wire [Width-1:0]      bits_i,
  output wire [CountWidth-1:0] count_o
);

  generate
    if (Width < 1) begin : g_check
      ERROR_sc_popcount_Width_must_be_at_least_1 u_error ();
    end
  endgenerate

`ifdef SYNTHESIS

  reg     [CountWidth-1:0] count;
  integer                  b;
  always @* begin
    count = {CountWidth{1'b0}};
    for (b = 0; b < Width; b = b + 1) count = count + {{(CountWidth - 1){1'b0}}, bits_i[b]};
  end
  assign count_o = count;

`else

  localparam Words = (Width + 63) / 64;

  // Sums of 2, 4 and 8 bits side by side; the product gathers all bytes in the top one. Don't touch
  // a comma: this is the pattern that g++ and clang recognize.
  function [63:0] ones;
    input [63:0] word;
    reg   [63:0] sums;
    begin
      sums = word - ((word >> 1) & 64'h5555555555555555);
      sums = (sums & 64'h3333333333333333) + ((sums >> 2) & 64'h3333333333333333);
      sums = (sums + (sums >> 4)) & 64'h0f0f0f0f0f0f0f0f;
      ones = (sums * 64'h0101010101010101) >> 56;
    end
  endfunction

  wire    [64*Words-1:0] padded = {{(64 * Words - Width){1'b0}}, bits_i};
  reg     [63:0]         total;
  integer                w;
  always @* begin
    total = 64'd0;
    for (w = 0; w < Words; w = w + 1) total = total + ones(padded[64*w+:64]);
  end
  assign count_o = total[CountWidth-1:0];
  wire unused_total = |total[63:CountWidth];

`endif

`ifdef FORMAL
  // The form that synthesis sees, beside the one that simulation sees.
  reg     [CountWidth-1:0] plain;
  integer                  f;
  always @* begin
    plain = {CountWidth{1'b0}};
    for (f = 0; f < Width; f = f + 1) plain = plain + {{(CountWidth - 1){1'b0}}, bits_i[f]};
    assert (count_o == plain);
  end
`endif
endmodule

`default_nettype wire
