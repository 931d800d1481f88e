// sc_count_planes: A count is at most T; planes above that of T are not visited.
localparam Planes = $clog2(Presentations + 1);
wire [15:0] total = (AtRunTime != 0) ? 16'd1 << log2_i : Presentations;
wire [15:0] visited = (AtRunTime != 0) ? log2_i + 16'd1 : Planes;
reg  [Planes*Pixels-1:0] mask_planes_o;
reg  [15:0]              count;
integer                  p;
integer                  k;
always @* begin
  assume (AtRunTime == 0 || log2_i < Planes);
  mask_planes_o = 0;
  for (p = 0; p < Pixels; p = p + 1) begin
    count = 16'd0;
    for (k = 0; k < Planes; k = k + 1) begin
      count[k] = counts_i[k*Pixels+p];
      if (k < visited) mask_planes_o[k*Pixels+p] = 1'b1;
    end
    assume (count <= total);
  end
end
