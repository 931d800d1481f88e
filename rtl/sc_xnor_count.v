// SPDX-License-Identifier: MIT
//
// sc_xnor_count: counts the +1 products of bipolar activations and weights.
//
// XNOR multiplies bits read as -1/+1; the popcount is the sum of the products, offset by half:
// dot product = 2*count_o - NumInputs.
//
// Latency 1 cycle; count_o holds while enable_i is low. Data only: nothing to reset.
//
//   clk_i     _/~\_/~\_/~\_/~\_
//   enable_i  _/~~~~~~~\_______
//   act_i     -< A0>< A1>------
//   count_o   -----< C0>< C1
`default_nettype none

module sc_xnor_count #(
  // Products a cycle, >= 1.
  parameter NumInputs = 64,
  // Derived, do not override.
  parameter CountWidth = $clog2(NumInputs + 1)
) (
  input  wire                  clk_i,

  input  wire                  enable_i,
  input  wire [NumInputs-1:0]  act_i,
  input  wire [NumInputs-1:0]  weight_i,
  output wire [CountWidth-1:0] count_o
);

  generate
    if (NumInputs < 1) begin : g_check
      ERROR_sc_xnor_count_NumInputs_must_be_at_least_1 u_error ();
    end
  endgenerate

  wire [CountWidth-1:0] count_d;
  sc_popcount #(
    .Width(NumInputs)
  ) u_popcount (
    .bits_i (~(act_i ^ weight_i)),
    .count_o(count_d)
  );

  reg [CountWidth-1:0] count_q;
  always @(posedge clk_i) begin
    if (enable_i) count_q <= count_d;
  end

  assign count_o = count_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (past_valid_q && !$past(enable_i)) assert ($stable(count_o));
    if (past_valid_q && $past(enable_i)) begin
      assert (count_o <= NumInputs);
      assert ((count_o == NumInputs) == ($past(act_i) == $past(weight_i)));
      assert ((count_o == 0) == ($past(act_i) == ~$past(weight_i)));
    end
  end
`endif
endmodule

`default_nettype wire
