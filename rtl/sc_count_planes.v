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

  // c - R where b_0 is set, bit by bit for all pixels at once. For R = 1 that is c == T, whose low
  // bits are 0 and become 1.
  reg     [Planes*Pixels-1:0] planes;
  reg     [Pixels-1:0]        count;
  reg     [Pixels-1:0]        subtract;
  reg     [Pixels-1:0]        borrow;
  integer                     k;
  always @* begin
    planes             = {Planes * Pixels{1'b0}};
    planes[0+:Pixels]  = high;
    count              = {Pixels{1'b0}};
    subtract           = {Pixels{1'b0}};
    borrow             = {Pixels{1'b0}};
    for (k = 1; k < Planes; k = k + 1) begin
      count    = counts_i[(k-1)*Pixels+:Pixels];
      subtract = LastWeight[k-1] ? high : {Pixels{1'b0}};
      if (LastWeight == 1) planes[k*Pixels+:Pixels] = count | high;
      else                 planes[k*Pixels+:Pixels] = count ^ subtract ^ borrow;
      borrow = (~count & (subtract | borrow)) | (subtract & borrow);
    end
  end

  assign planes_o = planes;

`ifdef FORMAL
  // The planes' weights add up to T, and those of the planes at 1 to the count.
  wire    [31:0] presentations = (AtRunTime != 0) ? 32'd1 << log2_i : Presentations;
  wire    [31:0] top_plane = (AtRunTime != 0) ? log2_i : Planes - 1;
  reg     [31:0] ones;
  reg     [31:0] weight;
  reg     [31:0] weighted;
  reg     [31:0] weights;
  integer        p;
  integer        f;
  always @* begin
    assume (log2_i < Planes);
    for (p = 0; p < Pixels; p = p + 1) begin
      ones     = 32'd0;
      weighted = 32'd0;
      weights  = 32'd0;
      for (f = 0; f < Planes; f = f + 1) begin
        ones[f] = counts_i[f*Pixels+p];
        weight  = (f == 0) ? LastWeight : 32'd1 << (f - 1);
        if (f <= top_plane) weights = weights + weight;
        if (f <= top_plane && planes_o[f*Pixels+p]) weighted = weighted + weight;
      end
      assert (weights == presentations);
      if (ones <= presentations) assert (weighted == ones);
    end
  end
`endif
endmodule

`default_nettype wire
