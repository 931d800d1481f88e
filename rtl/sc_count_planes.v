// SPDX-License-Identifier: MIT
//
// sc_count_planes: counts of ones, 0..T, to exact bipolar bit planes.
//
// A count c out of T presentations becomes K = ceil(log2(T+1)) bits b_0 .. b_(K-1). Plane 0
// weighs R = T - (2^(K-1) - 1), plane k >= 1 weighs 2^(k-1):
//
//   b_0 = (c >= 2^(K-1)),    b_k = bit k-1 of (b_0 ? c - R : c)
//
// The weights add up to T and the weighted bits to c, so the planes stand for any T presentations
// that hold c ones: a popcount of products is exact with plane weights, at -1/+1 too.
// For T = 2^k, R = 1: b_0 = (c == T) and b_k = bit k-1 of c, or b_0. With T = 2^log2_i chosen
// at run time, planes above log2_i are not meaningful.
//
// Both sides are plane-major: bit k*Pixels + p belongs to pixel p.
//
// Combinational.
`default_nettype none

module sc_count_planes #(
  // Pixels side by side, >= 1.
  parameter Pixels = 16,
  // T, or the largest T (a power of two) where it is chosen at run time.
  parameter Presentations = 4,
  // 1: T = 2^log2_i; 0: T = Presentations, log2_i is ignored.
  parameter AtRunTime = 0,
  // Derived, do not override.
  parameter Planes = $clog2(Presentations + 1),
  parameter Log2Width = (Planes > 1) ? $clog2(Planes) : 1
) (
  input  wire [Log2Width-1:0]     log2_i,
  input  wire [Planes*Pixels-1:0] counts_i,
  output wire [Planes*Pixels-1:0] planes_o
);

  localparam LastWeight = Presentations - ((1 << (Planes - 1)) - 1);

  generate
    if (Pixels < 1 || Presentations < 1) begin : g_check
      ERROR_sc_count_planes_Pixels_and_Presentations_must_be_at_least_1 u_error ();
    end
    if (AtRunTime != 0 && LastWeight != 1) begin : g_check_power
      ERROR_sc_count_planes_Presentations_must_be_a_power_of_two_at_run_time u_error ();
    end
  endgenerate

  // b_0 of every pixel.
  wire [Pixels-1:0] high;
  generate
    if (AtRunTime != 0) begin : g_run_time
      assign high = counts_i[log2_i*Pixels+:Pixels];
    end else begin : g_fixed
      assign high = counts_i[(Planes-1)*Pixels+:Pixels];
      wire unused_log2 = |log2_i;
    end
  endgenerate

  assign planes_o[0+:Pixels] = high;

  genvar k;
  generate
    if (LastWeight == 1) begin : g_power_of_two
      for (k = 1; k < Planes; k = k + 1) begin : g_plane
        assign planes_o[k*Pixels+:Pixels] = counts_i[(k-1)*Pixels+:Pixels] | high;
      end
    end else begin : g_subtract
      // c - R where b_0 is set, bit by bit for all pixels at once.
      for (k = 1; k < Planes; k = k + 1) begin : g_plane
        wire [Pixels-1:0] count = counts_i[(k-1)*Pixels+:Pixels];
        wire [Pixels-1:0] weight = LastWeight[k-1] ? high : {Pixels{1'b0}};
        wire [Pixels-1:0] borrow;
        wire [Pixels-1:0] borrow_out = (~count & (weight | borrow)) | (weight & borrow);
        if (k == 1) begin : g_lowest
          assign borrow = {Pixels{1'b0}};
        end else begin : g_higher
          assign borrow = g_plane[k-1].borrow_out;
        end
        assign planes_o[k*Pixels+:Pixels] = count ^ weight ^ borrow;
      end
    end
  endgenerate

endmodule

`default_nettype wire
