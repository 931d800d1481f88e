// SPDX-License-Identifier: MIT
//
// sc_counters: counters of 32 bits, each of the cycles in which its event is high.
//
// They count modulo 2^32; clear_i sets all of them to 0, and an event in that cycle is not counted.
// A value holds the events of all cycles before.
`default_nettype none

module sc_counters #(
  // Counters, >= 1.
  parameter Count = 4
) (
  input  wire                clk_i,
  input  wire                rst_i,      // synchronous, active high

  input  wire                clear_i,
  input  wire [Count-1:0]    events_i,
  output wire [32*Count-1:0] values_o    // counter 0 in the low bits
);

  generate
    if (Count < 1) begin : g_check
      ERROR_sc_counters_Count_must_be_at_least_1 u_error ();
    end
  endgenerate

  // Control: reset.
  reg     [32*Count-1:0] values_q;
  integer                n;
  always @(posedge clk_i) begin
    for (n = 0; n < Count; n = n + 1) begin
      if (rst_i || clear_i) values_q[32*n+:32] <= 32'd0;
      else if (events_i[n]) values_q[32*n+:32] <= values_q[32*n+:32] + 32'd1;
    end
  end

  assign values_o = values_q;

`ifdef FORMAL
  reg past_valid_q = 1'b0;
  always @(posedge clk_i) begin
    past_valid_q <= 1'b1;
    if (!past_valid_q) assume (rst_i);
  end

  integer f;
  always @(posedge clk_i) begin
    for (f = 0; f < Count; f = f + 1) begin
      if (past_valid_q && $past(rst_i || clear_i)) assert (values_o[32*f+:32] == 32'd0);
      if (past_valid_q && !$past(rst_i || clear_i)) begin
        assert (values_o[32*f+:32] == $past(values_o[32*f+:32]) + $past(events_i[f]));
      end
    end
  end
`endif
endmodule

`default_nettype wire
