// SPDX-License-Identifier: MIT
//
// sc_pixel_planes: pixels, rounded to b bits, as exact bipolar bit planes.
//
// A pixel p in 0..255 becomes the level c = p * (2^b - 1) / 255, rounded to the nearest integer
// (halves up), 0..2^b - 1: what the encoder `threshold` counts at T = 2^b - 1, without its
// comparators. With 8 bits c = p and the module is wires. The weights of the exact planes of such
// a count (sc_count_planes) are powers of two, so that the planes are the level's own bits:
//
//   plane 0 = c[b-1], weight 2^(b-1);    plane k >= 1 = c[k-1], weight 2^(k-1)
//
// planes_o is plane-major: bit k*Pixels + i belongs to pixel i.
//
// Combinational.
`default_nettype none

module sc_pixel_planes #(
  // Pixels side by side, >= 1.
  parameter Pixels = 16,
  // Bits of a level, 1..8.
  parameter Bits = 8
) (
  input  wire [8*Pixels-1:0]    pixels_i,
  output wire [Bits*Pixels-1:0] planes_o
);

  generate
    if (Pixels < 1) begin : g_check_pixels
      ERROR_sc_pixel_planes_Pixels_must_be_at_least_1 u_error ();
    end
    if (Bits < 1 || Bits > 8) begin : g_check_bits
      ERROR_sc_pixel_planes_Bits_must_be_1_to_8 u_error ();
    end
  endgenerate

  genvar i;
  genvar k;
  generate
    for (i = 0; i < Pixels; i = i + 1) begin : g_pixel
      wire [7:0]      pixel = pixels_i[8*i+:8];
      wire [Bits-1:0] level;

      if (Bits == 8) begin : g_whole
        assign level = pixel;
      end else begin : g_rounded
        // p * (2^b - 1) / 255 = (p * 2^b - p) / 255, and 1 / 255 is 1 / 256 and a little more:
        // p >> (8 - b) is that little, exactly enough for every p and b.
        wire [8+Bits-1:0] scaled = {pixel, {Bits{1'b0}}};
        wire [8+Bits-1:0] sum = scaled - {{Bits{1'b0}}, pixel} + {{Bits{1'b0}}, 8'd128} +
                                {{8{1'b0}}, pixel[7-:Bits]};
        wire              unused_low = |sum[7:0];
        assign level = sum[8+:Bits];
      end

      assign planes_o[i] = level[Bits-1];
      for (k = 1; k < Bits; k = k + 1) begin : g_plane
        assign planes_o[k*Pixels+i] = level[k-1];
      end
    end
  endgenerate

endmodule

`default_nettype wire
