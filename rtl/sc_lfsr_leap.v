// SPDX-License-Identifier: MIT
//
// sc_lfsr_leap: the states of linear-feedback shift registers, several steps ahead.
//
// One step of a Fibonacci register is a shift to the left:
//
//   state' = {state[Width-2:0], f},     f = XOR of state[k-1] over the terms x^k of the polynomial
//
// As long as no new bit has reached the lowest tap, the f of successive steps are neighboring
// bits of the same old state. So a block of as many steps as the lowest tap's k is one XOR of
// shifted states, and the leap is a few such blocks. The shifts move all lanes as one word; masks
// cut off what crosses from lane to lane.
//
// Combinational.
`default_nettype none

module sc_lfsr_leap #(
  // Bits of the register, 2..32.
  parameter Width = 8,
  // Bit k-1 is set for each term x^k of the polynomial; bit Width-1 and one below it at least.
  parameter [31:0] Taps = 32'h000000b8,
  // Steps of the leap, >= 1.
  parameter Steps = 8,
  // Registers side by side, >= 1.
  parameter Lanes = 1
) (
  input  wire [Lanes*Width-1:0] state_i,
  output wire [Lanes*Width-1:0] state_o
);

  generate
    if (Width < 2 || Width > 32) begin : g_check_width
      ERROR_sc_lfsr_leap_Width_must_be_2_to_32 u_error ();
    end
    if (Taps >> (Width - 1) != 1 || Taps == 32'd1 << (Width - 1)) begin : g_check_taps
      ERROR_sc_lfsr_leap_Taps_must_have_bit_Width_minus_1_as_highest_of_several u_error ();
    end
    if (Steps < 1 || Lanes < 1) begin : g_check_steps
      ERROR_sc_lfsr_leap_Steps_and_Lanes_must_be_at_least_1 u_error ();
    end
  endgenerate

  function integer lowest_tap;
    input [31:0] taps;
    integer      k;
    begin
      lowest_tap = 1;
      for (k = 32; k >= 1; k = k - 1) if (taps[k-1]) lowest_tap = k;
    end
  endfunction

  localparam Block = lowest_tap(Taps);

  reg     [Lanes*Width-1:0] state;
  reg     [Lanes*Width-1:0] feedback;
  reg     [Width-1:0]       fresh;      // the bits that a block brings into each lane
  integer                   done;
  integer                   now;
  integer                   k;
  always @* begin
    state    = state_i;
    feedback = {Lanes * Width{1'b0}};
    fresh    = {Width{1'b0}};
    now      = 0;
    for (done = 0; done < Steps; done = done + Block) begin
      now      = (Steps - done < Block) ? Steps - done : Block;
      fresh    = ~({Width{1'b1}} << now);
      feedback = state >> (Width - now);
      for (k = Block; k < Width; k = k + 1) begin
        if (Taps[k-1]) feedback = feedback ^ (state >> (k - now));
      end
      state = ((state << now) & ~{Lanes{fresh}}) | (feedback & {Lanes{fresh}});
    end
  end

  assign state_o = state;

`ifdef FORMAL
  // Lane by lane and step by step, as the definition says.
  reg     [Lanes*Width-1:0] plain;
  reg     [Width-1:0]       lane;
  integer                   l;
  integer                   s;
  always @* begin
    plain = state_i;
    for (l = 0; l < Lanes; l = l + 1) begin
      lane = state_i[l*Width+:Width];
      for (s = 0; s < Steps; s = s + 1) lane = {lane[Width-2:0], ^(lane & Taps[Width-1:0])};
      plain[l*Width+:Width] = lane;
    end
    assert (state_o == plain);
  end
`endif
endmodule

`default_nettype wire
