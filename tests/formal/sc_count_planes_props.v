// sc_count_planes: for every count 0..T of every pixel the planes weigh T, and their ones weigh the count.
// proof: bmc=1 induction=0
`default_nettype none

module sc_count_planes_props #(
  parameter Pixels = 1,
  parameter Presentations = 1,
  parameter AtRunTime = 0,
  parameter Planes = $clog2(Presentations + 1),
  parameter Log2Width = (Planes > 1) ? $clog2(Planes) : 1
) (
  input wire [Log2Width-1:0]     log2_i,
  input wire [Planes*Pixels-1:0] counts_i
);

  wire [Planes*Pixels-1:0] planes_o;
  sc_count_planes #(
    .Pixels       (Pixels),
    .Presentations(Presentations),
    .AtRunTime    (AtRunTime)
  ) u_dut (
    .log2_i  (log2_i),
    .counts_i(counts_i),
    .planes_o(planes_o)
  );

  always @* assume (log2_i < Planes);
  wire [15:0] total = (AtRunTime != 0) ? 16'd1 << log2_i : Presentations;
  wire [4:0]  visited = (AtRunTime != 0) ? log2_i + 1 : Planes;
  wire [15:0] half = 16'd1 << (visited - 1);

  reg [15:0] count;
  reg [15:0] ones;
  reg [15:0] weights;
  reg [15:0] weight;
  integer    p;
  integer    k;
  always @* begin
    for (p = 0; p < Pixels; p = p + 1) begin
      count   = 16'd0;
      ones    = 16'd0;
      weights = 16'd0;
      weight  = 16'd0;
      for (k = 0; k < Planes; k = k + 1) begin
        count[k] = counts_i[k*Pixels+p];
        weight   = (k == 0) ? total - (half - 16'd1) : 16'd1 << (k - 1);
        if (k < visited) begin
          weights = weights + weight;
          if (planes_o[k*Pixels+p]) ones = ones + weight;
        end
      end
      assume (count <= total);
      assert (weights == total);
      assert (ones == count);
      assert (planes_o[p] == (count >= half));
    end
  end
endmodule

`default_nettype wire
