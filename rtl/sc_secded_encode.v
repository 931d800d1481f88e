// SPDX-License-Identifier: MIT
//
// sc_secded_encode: the check bits of a word in a code that corrects one error and detects two.
//
// A Hsiao code: check bit c is the XOR of the data bits whose column has bit c set. The columns are
// the 7-bit numbers with three ones, except three, so that a check bit covers 13 or 14 of 32 data
// bits. A check bit's own column has a single one.
//
// Words of fewer data bits are those of 32 whose upper bits are 0.
//
// Combinational.
`default_nettype none

module sc_secded_encode #(
  // Data bits, 1..32.
  parameter Bits = 32
) (
  input  wire [Bits-1:0] data_i,
  output wire [6:0]      checks_o
);

  generate
    if (Bits < 1 || Bits > 32) begin : g_check
      ERROR_sc_secded_encode_Bits_must_be_1_to_32 u_error ();
    end
  endgenerate

  // Of data bit 31 down to 0.
  localparam [7*32-1:0] Columns = {
    7'd112, 7'd104, 7'd100, 7'd98, 7'd97, 7'd88, 7'd84, 7'd82,
    7'd81,  7'd76,  7'd74,  7'd73, 7'd70, 7'd69, 7'd52, 7'd50,
    7'd49,  7'd44,  7'd42,  7'd41, 7'd38, 7'd37, 7'd35, 7'd28,
    7'd26,  7'd25,  7'd22,  7'd21, 7'd19, 7'd14, 7'd13, 7'd11
  };

  // Data bit i of check bit c's word, where c covers it.
  genvar c;
  genvar i;
  generate
    for (c = 0; c < 7; c = c + 1) begin : g_check_bit
      wire [Bits-1:0] covered;
      for (i = 0; i < Bits; i = i + 1) begin : g_data_bit
        assign covered[i] = data_i[i] && Columns[7*i+c];
      end
      assign checks_o[c] = ^covered;
    end
  endgenerate

endmodule

`default_nettype wire
