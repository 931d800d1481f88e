// SPDX-License-Identifier: MIT
//
// sc_compressor: the number of ones in a word, as two numbers whose sum it is.
//
// A tree of counters. Level by level, counters turn the dots (bits) of a column of weight 2^c into
// fewer in this column and those above it, until none holds more than two: these are the two rows.
// The addition with carries that is left to do is the user's, who can merge it with one of his own.
//
// Counters "3:2" are full adders. With "6:3" the levels after the first one have counters of six
// dots, for FPGAs whose LUTs have six inputs; the first level stays 3:2, since three XNORs of two bits
// fill such a LUT. Two dots are added where their column would otherwise be too high.
//
// Registers stand between levels, as evenly as they go, the last one with Tail levels after it: at
// the rows it has the fewest bits, before them the user's addition has company. Each has its enable,
// the first one in bit 0. Data only: nothing to reset.
`default_nettype none

module sc_compressor #(
  // Bits of the word, 1..32767.
  parameter Width = 64,
  // "3:2" or "6:3".
  parameter Counters = "3:2",
  // Registers on the way, >= 0.
  parameter Registers = 0,
  // Levels after the last register, >= 0; more than there are: all.
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
    if (Width < 1 || Width > 32767) begin : g_check_width
      ERROR_sc_compressor_Width_must_be_1_to_32767 u_error ();
    end
    if (Counters != "3:2" && Counters != "6:3") begin : g_check_counters
      ERROR_sc_compressor_Counters_must_be_3_2_or_6_3 u_error ();
    end
  endgenerate

  localparam Columns    = CountWidth;
  localparam MostLevels = 2 * CountWidth;
  localparam SixThree   = (Counters == "6:3") ? 1 : 0;

  // Of each level the Shape of sc_compressor_level, and how many levels there are.
  localparam ShapeWidth = 112 * Columns;
  localparam TreeWidth  = ShapeWidth * (MostLevels + 1) + 16;
  localparam [TreeWidth-1:0] Tree = tree_of(MostLevels);
  localparam Levels     = {16'd0, Tree[TreeWidth-1-:16]};
  localparam Front      = (Tail < Levels) ? Levels - Tail : 0;   // levels before the last register

  function [TreeWidth-1:0] tree_of;
    input integer most_levels;
    integer level, column, first, highest, goal;
    reg [16*(Columns+2)-1:0] heights, after;
    reg [15:0]               height, six, three, two, left;
    reg                      done;
    begin
      tree_of = 0;
      heights = 0;
      heights[31:0] = Width;   // column 0; none is above it
      done = 1'b0;
      for (level = 0; level <= most_levels && !done; level = level + 1) begin
        highest = 0;
        for (column = 0; column < Columns; column = column + 1) begin
          height = heights[16*column+:16];
          if ({16'd0, height} > highest) highest = {16'd0, height};
        end
        done = highest <= 2;
        // What a level of adders can bring the columns down to.
        goal = 2;
        while (goal + goal / 2 < highest) goal = goal + goal / 2;
        after = 0;
        first = 0;
        for (column = 0; column < Columns; column = column + 1) begin
          height = heights[16*column+:16];
          six    = (SixThree != 0 && level > 0) ? (height + 16'd1) / 16'd6 : 16'd0;
          three  = (16'd6 * six > height) ? 16'd0 : (height - 16'd6 * six) / 16'd3;
          left   = (16'd6 * six > height) ? 16'd0 : height - 16'd6 * six - 16'd3 * three;
          two    = 16'd0;
          if (left == 16'd2 && {16'd0, after[16*column+:16] + six + three} + 2 > goal) two = 16'd1;
          tree_of[level*ShapeWidth+112*column+:112] =
              {after[16*(column+1)+:16], after[16*column+:16], two, three, six, first[15:0], height};
          first = first + {16'd0, height};
          after[16*column+:16]     = after[16*column+:16] + six + three - two + left;
          after[16*(column+1)+:16] = after[16*(column+1)+:16] + six + three + two;
          after[16*(column+2)+:16] = after[16*(column+2)+:16] + six;
        end
        heights = after;
        if (done) tree_of[TreeWidth-1-:16] = level[15:0];
      end
    end
  endfunction

  genvar l, c, k;
  generate
    for (l = 0; l <= Levels; l = l + 1) begin : g_level
      localparam Dots   = Tree[(l+1)*ShapeWidth-96+:16] + Tree[(l+1)*ShapeWidth-112+:16];
      // Registers before this level, and right after what it is given.
      localparam Before = (l == 0) ? 0 : (l > Front) ? Registers : (l - 1) * Registers / Front;
      localparam Here   = ((l >= Front) ? Registers : l * Registers / Front) - Before;

      wire [Dots-1:0] made;
      wire [Dots-1:0] dots;
      if (l == 0) begin : g_word
        assign made = bits_i;
      end else begin : g_counters
        sc_compressor_level #(
          .Columns(Columns),
          .Shape  (Tree[(l-1)*ShapeWidth+:ShapeWidth]),
          .Next   (Tree[l*ShapeWidth+:ShapeWidth]),
          .DotsIn (Tree[l*ShapeWidth-96+:16] + Tree[l*ShapeWidth-112+:16]),
          .DotsOut(Dots)
        ) u_level (
          .dots_i(g_level[l-1].dots),
          .dots_o(made)
        );
      end
      for (k = 0; k < Here; k = k + 1) begin : g_register
        wire [Dots-1:0] dots_d;
        reg  [Dots-1:0] dots_q;
        if (k == 0) begin : g_made
          assign dots_d = made;
        end else begin : g_next
          assign dots_d = g_register[k-1].dots_q;
        end
        always @(posedge clk_i) begin
          if (enable_i[Before+k]) dots_q <= dots_d;
        end
      end
      if (Here > 0) begin : g_registered
        assign dots = g_register[Here-1].dots_q;
      end else begin : g_wires
        assign dots = made;
      end
    end

    for (c = 0; c < Columns; c = c + 1) begin : g_row
      localparam Height = {16'd0, Tree[Levels*ShapeWidth+112*c+:16]};
      localparam First  = {16'd0, Tree[Levels*ShapeWidth+112*c+16+:16]};
      if (Height > 0) begin : g_one
        assign ones_o[c] = g_level[Levels].dots[First];
      end else begin : g_no_one
        assign ones_o[c] = 1'b0;
      end
      if (Height > 1) begin : g_more
        assign more_o[c] = g_level[Levels].dots[First+1];
      end else begin : g_no_more
        assign more_o[c] = 1'b0;
      end
    end
    if (Registers == 0) begin : g_combinational
      wire unused_clock = clk_i | enable_i[0];
    end
  endgenerate

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
