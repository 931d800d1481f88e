// sc_pe_array: A chunk has at most Planes planes, a neuron as many chunks as its sum has room for, and a group
// ends with a chunk. A tag means something with the end of its group, the sums after the next move.
localparam Planes = (Word == "planes") ? $clog2(Presentations + 1) : Presentations / PerCycle;
localparam Chunks = ((1 << SumWidth) - 1) / (Simd * Presentations);
reg [15:0] planes_q = 16'd0;   // of the chunk, taken
reg [15:0] chunks_q = 16'd0;   // of the neuron, taken
reg        fresh_q = 1'b0;
wire       taken = valid_i && advance_i;
always @* begin
  if (taken) begin
    assume (first_plane_i == (planes_q == 0));
    assume (last_plane_i || planes_q < Planes - 1);
    assume (first_chunk_i == (chunks_q == 0) && chunks_q < Chunks);
    assume (last_plane_i || !group_end_i);
  end
end
always @(posedge clk_i) begin
  if (rst_i)      planes_q <= 0;
  else if (taken) planes_q <= last_plane_i ? 0 : planes_q + 1;
  if (rst_i)                      chunks_q <= 0;
  else if (taken && last_plane_i) chunks_q <= group_end_i ? 0 : chunks_q + 1;
  if (rst_i)          fresh_q <= 1'b0;
  else if (advance_i) fresh_q <= gold_ends_o;
end
wire compare_tag_o = gold_ends_o;
wire compare_sums_o = fresh_q;
