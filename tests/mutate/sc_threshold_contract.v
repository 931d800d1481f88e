// sc_threshold: The threshold has room for the largest scaled sum.
wire [63:0] scaled = {32'd0, sum_i} << ((ShiftMax == 0) ? 0 : shift_i);
always @* assume (scaled >> ThresholdWidth == 0);
always @* assume (ShiftMax == 0 || shift_i <= ShiftMax);
