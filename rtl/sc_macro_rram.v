// SPDX-License-Identifier: MIT
//
// sc_macro_rram: a tile of 2T2R resistive memory whose sense amplifiers give products.
//
// A model for simulation; for synthesis a black box, which tools replace by the macro. A bit is two
// devices with opposite contents. sense_i compares them for the row addr_i, in the polarity that
// act_i says for the column: product_o is XNOR(row, act_i), and the row itself where act_i is 1.
// Latency 1 cycle; product_o holds until the next sense. program_i writes the row where mask_i is 1.
// What is taken in cycle t keeps the tile busy from t+1 to t+WriteCycles; no access may
// begin meanwhile.
//
//   clk_i      _/~\_/~\_/~\_/~\_/~\_     WriteCycles = 2, then a product
//   program_i  _/~~~\_______________
//   busy_o     _____/~~~~~~~\_______
//   sense_i    _____________/~~~\___
//   product_o  -----------------< P
//
// A violated rule of use ends the simulation with a message that gives the instance, the time and
// the rule: sensing and programming at once, a row past the last one, a row that was never
// programmed, controls that are unknown, an access while busy.
`default_nettype none

`ifdef SYNTHESIS
(* blackbox *)
`endif
module sc_macro_rram #(
  // Rows, >= 1, and bits of a row, >= 1.
  parameter Rows = 64,
  parameter Columns = 64,
  // Cycles that programming takes, >= 1.
  parameter WriteCycles = 1,
  // What the tile holds at the start of a simulation: its part of the memory's image, which has
  // FileDepth rows of FileWidth bits; Mux times Rows rows of them, beside each other, from FirstRow
  // on. Empty: nothing is programmed yet.
  parameter File = "",
  parameter FileWidth = 64,
  parameter FileDepth = 64,
  parameter FirstRow = 0,
  parameter FirstColumn = 0,
  parameter Mux = 1,
  // Derived, do not override.
  parameter AddrWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  wire                 clk_i,

  input  wire                 sense_i,
  input  wire [AddrWidth-1:0] addr_i,
  input  wire [Columns-1:0]   act_i,
  output wire [Columns-1:0]   product_o,

  input  wire                 program_i,
  input  wire [Columns-1:0]   mask_i,
  input  wire [Columns-1:0]   data_i,
  output wire                 busy_o
);

`ifndef SYNTHESIS
  reg [Columns-1:0] direct  [0:Rows-1];   // a bit's two devices
  reg [Columns-1:0] inverse [0:Rows-1];
  reg [Rows-1:0]    written_q;            // by row

  generate
    if (File != "") begin : g_image
      // Wider than its rows: beyond them is 0.
      reg [FileWidth+Columns-1:0] image [0:FileDepth-1];
      integer r, m;
      initial begin
        written_q = {Rows{1'b0}};
        $readmemh(File, image);
        for (r = 0; r < Rows && FirstRow + r < FileDepth; r = r + 1) begin
          written_q[r] = 1'b1;
          direct[r]    = image[FirstRow+r][FirstColumn+:Columns];
          for (m = 1; m < Mux && FirstRow + m * Rows + r < FileDepth; m = m + 1) begin
            direct[r] = direct[r] | image[FirstRow+m*Rows+r][FirstColumn+:Columns] << m * FileWidth;
          end
          inverse[r]   = ~direct[r];
        end
      end
    end else begin : g_nothing
      initial written_q = {Rows{1'b0}};
    end
  endgenerate

  reg [Columns-1:0] product_q;
  always @(posedge clk_i) begin
    if (program_i) begin
      direct[addr_i]    <= (direct[addr_i] & ~mask_i) | (data_i & mask_i);
      inverse[addr_i]   <= (inverse[addr_i] & ~mask_i) | (~data_i & mask_i);
      written_q[addr_i] <= 1'b1;
    end
    if (sense_i) product_q <= (act_i & direct[addr_i]) | (~act_i & inverse[addr_i]);
  end
  assign product_o = product_q;

  integer left_q = 0;   // cycles of the programming under way
  always @(posedge clk_i) begin
    if (program_i)        left_q <= WriteCycles;
    else if (left_q != 0) left_q <= left_q - 1;
  end
  assign busy_o = left_q != 0;

  // The rules of use. Before a reset nothing is known yet.
  reg known_q;
  initial known_q = 1'b0;
  always @(posedge clk_i) begin
    if (^{sense_i, program_i} !== 1'bx) known_q <= 1'b1;
    if (known_q && ^{sense_i, program_i} === 1'bx) begin
      $display("%m: time %0t: sense_i or program_i is unknown", $realtime);
      $finish;
    end
    if ((sense_i || program_i) && ^addr_i === 1'bx) begin
      $display("%m: time %0t: addr_i is unknown in an access", $realtime);
      $finish;
    end
    if (sense_i && program_i) begin
      $display("%m: time %0t: sensing and programming at once", $realtime);
      $finish;
    end
    if ((sense_i || program_i) && {{(32 - AddrWidth){1'b0}}, addr_i} >= Rows) begin
      $display("%m: time %0t: there is no row %0d", $realtime, addr_i);
      $finish;
    end
    if (sense_i && !written_q[addr_i]) begin
      $display("%m: time %0t: row %0d is sensed and was never programmed", $realtime, addr_i);
      $finish;
    end
    if ((sense_i || program_i) && busy_o) begin
      $display("%m: time %0t: an access while a row is programmed", $realtime);
      $finish;
    end
  end
`endif

endmodule

`default_nettype wire
