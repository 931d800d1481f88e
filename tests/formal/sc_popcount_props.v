// sc_popcount: a count of ones as two numbers, in the form of simulation and in that of synthesis.
// proof: bmc=1 induction=0 split=16
//
// By induction over the ones: nothing counts 0, and setting a bit that was clear counts one more. The
// form of synthesis shows that for every bit of words up to 9 bits; wider trees are left to tests. The
// form of simulation shows it for the lowest byte of 64 bits, and that turning the word by a byte changes
// nothing; other widths are the sum over words of 64 bits, padded with zeros.
`default_nettype none

// The two numbers, added.
module sum_of_ones #(
  parameter Width = 64,
  parameter CountWidth = $clog2(Width + 1)
) (
  input  wire [Width-1:0]      bits_i,
  output wire [CountWidth-1:0] count_o
);
  wire [CountWidth-1:0] ones, more;
  sc_popcount #(.Width(Width)) u_dut (
    .clk_i(1'b0), .enable_i(1'b0), .bits_i(bits_i), .ones_o(ones), .more_o(more)
  );
  assign count_o = ones + more;
endmodule

module sc_popcount_props #(
  parameter Width = 64,
  parameter Registers = 0,   // none: it is combinational
  parameter CountWidth = $clog2(Width + 1)
) (
  input wire [Width-1:0] bits_i
);

  wire [CountWidth-1:0] count_o;
  sum_of_ones #(.Width(Width)) u_sum (.bits_i(bits_i), .count_o(count_o));

  wire [CountWidth-1:0] nothing;
  sum_of_ones #(.Width(Width)) u_nothing (.bits_i({Width{1'b0}}), .count_o(nothing));
  always @* assert (nothing == {CountWidth{1'b0}});

`ifdef SYNTHESIS
  localparam Steps = (Width <= 9) ? Width : 0;
`else
  localparam Steps = (Width == 64) ? 8 : 0;
`endif

  genvar i;
  generate
    for (i = 0; i < Steps; i = i + 1) begin : g_bit
      localparam [Width-1:0] One = {{(Width - 1){1'b0}}, 1'b1} << i;
      wire [CountWidth-1:0] with_one;
      wire [CountWidth-1:0] without;
      sum_of_ones #(.Width(Width)) u_with_one (.bits_i(bits_i | One), .count_o(with_one));
      sum_of_ones #(.Width(Width)) u_without (.bits_i(bits_i & ~One), .count_o(without));
      always @* assert (with_one == without + 1'b1);
    end
  endgenerate

`ifndef SYNTHESIS
  generate
    if (Width == 64) begin : g_turn
      wire [6:0] turned;
      sum_of_ones #(.Width(64)) u_turned (.bits_i({bits_i[7:0], bits_i[63:8]}), .count_o(turned));
      always @* assert (count_o == turned);
    end else begin : g_words
      localparam Words = (Width + 63) / 64;
      wire [64*Words-1:0] padded = bits_i;
      wire [7*Words-1:0]  counts;
      reg  [31:0]         sum;
      integer             w;
      for (i = 0; i < Words; i = i + 1) begin : g_word
        sum_of_ones #(.Width(64)) u_word (.bits_i(padded[64*i+:64]), .count_o(counts[7*i+:7]));
      end
      always @* begin
        sum = 32'd0;
        for (w = 0; w < Words; w = w + 1) sum = sum + counts[7*w+:7];
        assert (count_o == sum);
      end
    end
  endgenerate
`endif
endmodule

`default_nettype wire
