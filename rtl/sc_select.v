// SPDX-License-Identifier: MIT
//
// sc_select: one word of several that lie beside each other, as AND-OR.
//
// word_o is words_i[index_i*Width +: Width], and 0 where there is no such word. Written as a part of
// a vector that begins at index_i*Width, synthesis makes a shifter of all bits of it, unless Width
// is a power of two; as AND-OR it is one gate with the decoded index per bit of words_i, and an OR.
//
// Combinational.
`default_nettype none

module sc_select #(
  // Words, >= 1.
  parameter Words = 4,
  // Bits of a word, >= 1.
  parameter Width = 64,
  // Derived, do not override.
  parameter IndexWidth = (Words > 1) ? $clog2(Words) : 1
) (
  input  wire [Words*Width-1:0] words_i,
  input  wire [IndexWidth-1:0]  index_i,
  output wire [Width-1:0]       word_o
);

  generate
    if (Words < 1 || Width < 1) begin : g_check
      ERROR_sc_select_Words_and_Width_must_be_at_least_1 u_error ();
    end
  endgenerate

  reg     [Width-1:0] word;
  integer             w;
  always @* begin
    word = {Width{1'b0}};
    for (w = 0; w < Words; w = w + 1) begin
      word = word | (words_i[w*Width+:Width] & {Width{index_i == w[IndexWidth-1:0]}});
    end
  end

  assign word_o = word;

`ifdef FORMAL
// proof: bmc=1 induction=0
  // The part of the vector, written so.
  wire [Words*Width-1:0] shifted = words_i >> (index_i * Width);
  always @* begin
    if (index_i < Words) assert (word_o == shifted[Width-1:0]);
    else                 assert (word_o == {Width{1'b0}});
  end
`endif

endmodule

`default_nettype wire
