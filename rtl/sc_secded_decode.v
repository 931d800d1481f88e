// SPDX-License-Identifier: MIT
//
// sc_secded_decode: corrects one wrong bit of a word with its check bits, and detects two.
//
// The code is that of sc_secded_encode. The syndrome is the XOR of the check bits read and those of
// the data read: 0 if nothing is wrong; the column of the bit that is wrong, which is inverted if it
// is a data bit; anything else says that more bits are wrong, and the data stay as they are. Three
// wrong bits may look like one.
//
// Combinational.
`default_nettype none

module sc_secded_decode #(
  // Data bits, 1..32.
  parameter Bits = 32
) (
  // As read.
  input  wire [Bits-1:0] data_i,
  input  wire [6:0]      checks_i,

  output wire [Bits-1:0] data_o,
  output wire            corrected_o,      // a single bit, of data or checks, was wrong
  output wire            uncorrectable_o   // more were
);

  generate
    if (Bits < 1 || Bits > 32) begin : g_check
      ERROR_sc_secded_decode_Bits_must_be_1_to_32 u_error ();
    end
  endgenerate

  // Of data bit 31 down to 0.
  localparam [7*32-1:0] Columns = {
    7'd112, 7'd104, 7'd100, 7'd98, 7'd97, 7'd88, 7'd84, 7'd82,
    7'd81,  7'd76,  7'd74,  7'd73, 7'd70, 7'd69, 7'd52, 7'd50,
    7'd49,  7'd44,  7'd42,  7'd41, 7'd38, 7'd37, 7'd35, 7'd28,
    7'd26,  7'd25,  7'd22,  7'd21, 7'd19, 7'd14, 7'd13, 7'd11
  };

  wire [6:0] checks;
  sc_secded_encode #(
    .Bits(Bits)
  ) u_encode (
    .data_i  (data_i),
    .checks_o(checks)
  );

  wire [6:0]      syndrome = checks ^ checks_i;
  wire [Bits-1:0] wrong;
  genvar i;
  generate
    for (i = 0; i < Bits; i = i + 1) begin : g_data_bit
      assign wrong[i] = syndrome == Columns[7*i+:7];
    end
  endgenerate

  // A check bit alone: a power of two.
  wire wrong_check = syndrome != 7'd0 && (syndrome & (syndrome - 7'd1)) == 7'd0;

  assign data_o          = data_i ^ wrong;
  assign corrected_o     = |wrong || wrong_check;
  assign uncorrectable_o = syndrome != 7'd0 && !corrected_o;

endmodule

`default_nettype wire
