// sc_pe: A chunk has at most Planes planes, a neuron as many chunks as its sum has room for.
// The sum means something from the first chunk on.
localparam Planes = $clog2(Presentations + 1);
localparam Chunks = ((1 << SumWidth) - 1) / (Simd * Presentations);
reg [15:0] planes_q = 16'd0;   // of the chunk, summed
reg [15:0] chunks_q = 16'd0;   // of the neuron, summed
always @* begin
  if (enable_i[Registers]) begin
    assume (first_plane_i == (planes_q == 0));
    assume (last_plane_i || planes_q < Planes - 1);
    assume (first_chunk_i || (chunks_q != 0 && chunks_q < Chunks));
  end
end
always @(posedge clk_i) begin
  if (enable_i[Registers]) planes_q <= last_plane_i ? 0 : planes_q + 1;
  if (enable_i[Registers] && last_plane_i) chunks_q <= first_chunk_i ? 1 : chunks_q + 1;
end
wire compare_sum_o = chunks_q != 0;
