// SPDX-License-Identifier: MIT
//
// sc_macro_sram: a tile of SRAM, as the logic around it sees it.
//
// A model for simulation; for synthesis a black box, which tools replace by the macro. ce_i reads
// the row, or writes it with we_i where mask_i is 1. Read latency 1 cycle; data_o holds until the
// next read.
//
//   clk_i   _/~\_/~\_/~\_/~\_     a write, then a read
//   ce_i    _/~~~~~~~\_______
//   we_i    _/~~~\___________
//   data_o  ---------< row A
//
// A violated rule of use ends the simulation with a message that gives the instance, the time and
// the rule: a row past the last one, a row that was never written, controls that are unknown.
`default_nettype none

`ifdef SYNTHESIS
(* blackbox *)
`endif
module sc_macro_sram #(
  // Rows, >= 1, and bits of a row, >= 1.
  parameter Rows = 64,
  parameter Columns = 64,
  // What the tile holds at the start of a simulation: its part of the memory's image, which has
  // FileDepth rows of FileWidth bits; Mux times Rows rows of them, beside each other, from FirstRow
  // on. Empty: nothing is written yet.
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

  input  wire                 ce_i,
  input  wire                 we_i,
  input  wire [AddrWidth-1:0] addr_i,
  input  wire [Columns-1:0]   mask_i,
  input  wire [Columns-1:0]   data_i,
  output wire [Columns-1:0]   data_o
);

`ifndef SYNTHESIS
  reg [Columns-1:0] cells [0:Rows-1];
  reg [Rows-1:0]    written_q;   // by row

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
          cells[r]     = image[FirstRow+r][FirstColumn+:Columns];
          for (m = 1; m < Mux && FirstRow + m * Rows + r < FileDepth; m = m + 1) begin
            cells[r] = cells[r] | image[FirstRow+m*Rows+r][FirstColumn+:Columns] << m * FileWidth;
          end
        end
      end
    end else begin : g_nothing
      initial written_q = {Rows{1'b0}};
    end
  endgenerate

  reg [Columns-1:0] data_q;
  always @(posedge clk_i) begin
    if (ce_i && we_i) begin
      cells[addr_i]     <= (cells[addr_i] & ~mask_i) | (data_i & mask_i);
      written_q[addr_i] <= 1'b1;
    end
    if (ce_i && !we_i) data_q <= cells[addr_i];
  end
  assign data_o = data_q;

  // The rules of use. Before a reset nothing is known yet.
  reg known_q;
  initial known_q = 1'b0;
  always @(posedge clk_i) begin
    if (^ce_i !== 1'bx) known_q <= 1'b1;
    if (known_q && ^ce_i === 1'bx) begin
      $display("%m: time %0t: ce_i is unknown", $realtime);
      $finish;
    end
    if (ce_i && ^{we_i, addr_i} === 1'bx) begin
      $display("%m: time %0t: we_i or addr_i is unknown in an access", $realtime);
      $finish;
    end
    if (ce_i && {{(32 - AddrWidth){1'b0}}, addr_i} >= Rows) begin
      $display("%m: time %0t: there is no row %0d", $realtime, addr_i);
      $finish;
    end
    if (ce_i && !we_i && !written_q[addr_i]) begin
      $display("%m: time %0t: row %0d is read and was never written", $realtime, addr_i);
      $finish;
    end
  end
`endif

endmodule

`default_nettype wire
