// SPDX-License-Identifier: MIT
//
// sc_xnor_count: counts the +1 products of bipolar activations and weights.
//
// XNOR multiplies bits read as -1/+1; the popcount is the sum of the products, offset by half:
// dot product = 2*(ones_o + more_o) - NumInputs. It comes as two numbers, as sc_popcount gives it.
//
// Latency Registers cycles, each with its enable; the outputs hold while the last one is low. Data
// only: nothing to reset.
//
//   clk_i     _/~\_/~\_/~\_/~\_     Registers 1
//   enable_i  _/~~~~~~~\_______
//   act_i     -< A0>< A1>------
//   ones_o    -----< C0>< C1
`default_nettype none

module sc_xnor_count #(
  // Products a cycle, >= 1.
  parameter NumInputs = 64,
  // What adds them up: "3:2" or "6:3", see sc_compressor.
  parameter Counters = "3:2",
  // Registers on the way, >= 0, and levels of the tree after the last one.
  parameter Registers = 1,
  parameter Tail = 0,
  // Derived, do not override.
  parameter CountWidth = $clog2(NumInputs + 1),
  parameter EnableWidth = (Registers > 0) ? Registers : 1
) (
  input  wire                   clk_i,

  input  wire [EnableWidth-1:0] enable_i,   // of each register; ignored without
  input  wire [NumInputs-1:0]   act_i,
  input  wire [NumInputs-1:0]   weight_i,
  output wire [CountWidth-1:0]  ones_o,     // ones_o + more_o products are +1
  output wire [CountWidth-1:0]  more_o
);

  generate
    if (NumInputs < 1) begin : g_check
      ERROR_sc_xnor_count_NumInputs_must_be_at_least_1 u_error ();
    end
  endgenerate

  sc_popcount #(
    .Width    (NumInputs),
    .Counters (Counters),
    .Registers(Registers),
    .Tail     (Tail)
  ) u_popcount (
    .clk_i   (clk_i),
    .enable_i(enable_i),
    .bits_i  (~(act_i ^ weight_i)),
    .ones_o  (ones_o),
    .more_o  (more_o)
  );

`ifdef FORMAL
  wire [CountWidth:0] count = ones_o + more_o;

  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (past_valid_q && Registers == 1 && !$past(enable_i[0])) assert ($stable(count));
    if (past_valid_q && Registers == 1 && $past(enable_i[0])) begin
      assert (count <= NumInputs);
      assert ((count == NumInputs) == ($past(act_i) == $past(weight_i)));
      assert ((count == 0) == ($past(act_i) == ~$past(weight_i)));
    end
  end
`endif
endmodule

`default_nettype wire
