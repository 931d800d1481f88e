// SPDX-License-Identifier: MIT
//
// sc_compressor_level: one level of the tree of sc_compressor, which computes its shape.
//
// Dots (bits) stand side by side: column 0, of weight 1, first, then column 1, of weight 2, and so
// on. A counter turns six dots of a column (or five) into one there, one in the column above and one
// in the column above that; full adders turn three, half adders two, into one there and one above.
// Other dots pass. In what goes out, a column has first what comes from the columns below.
//
// Combinational.
`default_nettype none

module sc_compressor_level #(
  // Columns, >= 1.
  parameter Columns = 2,
  // Of each column, 16 bits each from the lowest up: dots; the first one's place; counters of six,
  // full adders, half adders; where its ones begin in its column of the next level, and its twos in
  // the column above.
  parameter [112*Columns-1:0] Shape = {{16'd0, 16'd1, 48'd0, 16'd3, 16'd3}, {48'd0, 16'd1, 48'd3}},
  // The same of the next level.
  parameter [112*Columns-1:0] Next = {{80'd0, 16'd1, 16'd4}, 112'd1},
  // Dots that come in, and that go out.
  parameter DotsIn = 6,
  parameter DotsOut = 5
) (
  input  wire [DotsIn-1:0]  dots_i,
  output wire [DotsOut-1:0] dots_o
);

  genvar c, k;
  generate
    for (c = 0; c < Columns; c = c + 1) begin : g_column
      localparam Height = Shape[112*c+:16];
      localparam First  = Shape[112*c+16+:16];
      localparam Six    = Shape[112*c+32+:16];
      localparam Three  = Shape[112*c+48+:16];
      localparam Two    = Shape[112*c+64+:16];
      localparam Made   = Six + Three + Two;
      localparam Taken  = 6 * Six + 3 * Three + 2 * Two;
      localparam Pass   = (Height > Taken) ? Height - Taken : 0;
      // No dot above the highest column could be 1, and so there is none.
      localparam Above  = (c + 1 < Columns) ? c + 1 : c;
      localparam Second = (c + 2 < Columns) ? c + 2 : c;
      localparam Ones   = Next[112*c+16+:16] + Shape[112*c+80+:16];
      localparam Twos   = Next[112*Above+16+:16] + Shape[112*c+96+:16];
      localparam Fours  = Next[112*Second+16+:16];

      for (k = 0; k < Made; k = k + 1) begin : g_counter
        wire one, two;
        if (k < Six) begin : g_six
          wire last;
          if (6 * k + 5 < Height) begin : g_full
            assign last = dots_i[First+6*k+5];
          end else begin : g_five
            assign last = 1'b0;
          end
          wire low_one, low_two, high_one, high_two, four;
          sc_full_adder u_low (
            .a_i    (dots_i[First+6*k]),
            .b_i    (dots_i[First+6*k+1]),
            .c_i    (dots_i[First+6*k+2]),
            .sum_o  (low_one),
            .carry_o(low_two)
          );
          sc_full_adder u_high (
            .a_i    (dots_i[First+6*k+3]),
            .b_i    (dots_i[First+6*k+4]),
            .c_i    (last),
            .sum_o  (high_one),
            .carry_o(high_two)
          );
          sc_full_adder u_twos (
            .a_i    (low_two),
            .b_i    (high_two),
            .c_i    (low_one & high_one),
            .sum_o  (two),
            .carry_o(four)
          );
          assign one = low_one ^ high_one;
          if (c + 2 < Columns) begin : g_four
            assign dots_o[Fours+k] = four;
          end else begin : g_no_four
            wire unused_four = four;
          end
        end else if (k < Six + Three) begin : g_three
          localparam At = First + 6 * Six + 3 * (k - Six);
          sc_full_adder u_adder (
            .a_i    (dots_i[At]),
            .b_i    (dots_i[At+1]),
            .c_i    (dots_i[At+2]),
            .sum_o  (one),
            .carry_o(two)
          );
        end else begin : g_two
          localparam At = First + 6 * Six + 3 * Three + 2 * (k - Six - Three);
          assign one = dots_i[At] ^ dots_i[At+1];
          assign two = dots_i[At] & dots_i[At+1];
        end
        assign dots_o[Ones+k] = one;
        if (c + 1 < Columns) begin : g_twos
          assign dots_o[Twos+k] = two;
        end else begin : g_no_twos
          wire unused_two = two;
        end
      end
      for (k = 0; k < Pass; k = k + 1) begin : g_pass
        assign dots_o[Ones+Made+k] = dots_i[First+Taken+k];
      end
    end
  endgenerate

endmodule

`default_nettype wire
