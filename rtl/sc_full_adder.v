// SPDX-License-Identifier: MIT
//
// sc_full_adder: a + b + c as two bits of weights 1 and 2.
//
// The cell that compressor trees are made of. A flow with a full-adder cell that synthesis does not
// find by itself reads a module of this name in place of this file (docs/hardware.md).
//
// Combinational.
`default_nettype none

module sc_full_adder (
  input  wire a_i,
  input  wire b_i,
  input  wire c_i,
  output wire sum_o,
  output wire carry_o
);

  assign sum_o   = a_i ^ b_i ^ c_i;
  assign carry_o = (a_i & b_i) | (c_i & (a_i ^ b_i));

`ifdef FORMAL
  always @* assert ({1'b0, a_i} + {1'b0, b_i} + {1'b0, c_i} == {carry_o, sum_o});
`endif
endmodule

`default_nettype wire
