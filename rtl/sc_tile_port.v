// SPDX-License-Identifier: MIT
//
// sc_tile_port: everything of a memory made of tiles but the tiles: which of them are used, and
// where.
//
// A tile has Rows rows of Columns bits. Rows b*Rows .. of the memory are its bank b. A bank lies in
// Across tiles beside each other; or, if it is narrow, Mux banks lie beside each other in one tile
// (column multiplexing), bank b at column b % Mux * Width. Down tiles in depth hold all
// banks: tile (d, a) has number d*Across + a, and holds banks d*Mux .. and bits a*Columns .. of
// their rows. What is beyond Depth and Width is not used.
//
// A read goes to the tiles beside each other that hold the row, a write to those of them that hold
// a bit of the lane. Latency 1 cycle, the tiles' own; data_o holds as long as theirs.
`default_nettype none

module sc_tile_port #(
  // Bits of a row, >= 1.
  parameter Width = 64,
  // Rows, >= 1.
  parameter Depth = 64,
  // Bits that the load port moves at once, 1..Width.
  parameter LaneWidth = 32,
  // Rows of a tile, a power of two, >= 2, and bits of its rows, >= 1.
  parameter Rows = 64,
  parameter Columns = 64,
  // Derived, do not override.
  parameter AddrWidth = (Depth > 1) ? $clog2(Depth) : 1,
  parameter Lanes = (Width + LaneWidth - 1) / LaneWidth,
  parameter LaneIndexWidth = (Lanes > 1) ? $clog2(Lanes) : 1,
  parameter Mux = (Columns > Width) ? Columns / Width : 1,
  parameter Banks = (Depth + Rows - 1) / Rows,
  parameter Down = (Banks + Mux - 1) / Mux,
  parameter Across = (Width + Columns - 1) / Columns,
  parameter TileAddrWidth = $clog2(Rows)
) (
  input  wire                           clk_i,
  input  wire                           rst_i,          // synchronous, active high

  // Engine: a row a read.
  input  wire                           enable_i,
  input  wire [AddrWidth-1:0]           addr_i,
  output wire [Width-1:0]               data_o,

  // Load: a lane an access.
  input  wire                           load_valid_i,
  output wire                           load_ready_o,
  input  wire                           load_write_i,   // 1: write, 0: read
  input  wire [AddrWidth-1:0]           load_row_i,
  input  wire [LaneIndexWidth-1:0]      load_lane_i,
  input  wire [LaneWidth-1:0]           load_data_i,
  output wire                           load_done_o,
  output wire [LaneWidth-1:0]           load_data_o,

  // The tiles: read d reads all beside each other, write d*Across + a writes one.
  output wire [Down-1:0]                tile_read_o,
  output wire [Down*Across-1:0]         tile_write_o,
  output wire [TileAddrWidth-1:0]       tile_addr_o,
  output wire [Across*Columns-1:0]      tile_mask_o,
  output wire [Across*Columns-1:0]      tile_data_o,
  input  wire [Down*Across*Columns-1:0] tile_rows_i,    // one cycle after the read
  input  wire                           tile_busy_i     // a write is under way
);

  generate
    if (Depth < 1) begin : g_check_depth
      ERROR_sc_tile_port_Depth_must_be_at_least_1 u_error ();
    end
    if (LaneWidth < 1 || LaneWidth > Width) begin : g_check_lane
      ERROR_sc_tile_port_LaneWidth_must_be_1_to_Width u_error ();
    end
    if (Rows < 2 || (Rows & (Rows - 1)) != 0) begin : g_check_rows
      ERROR_sc_tile_port_Rows_must_be_a_power_of_two_from_2 u_error ();
    end
    if (Columns < 1) begin : g_check_columns
      ERROR_sc_tile_port_Columns_must_be_at_least_1 u_error ();
    end
  endgenerate

  localparam RowBits   = Across * Columns;
  localparam UsedBits  = Mux * Width;
  localparam BankWidth = (Banks > 1) ? $clog2(Banks) : 1;

  wire             load_read;
  wire [Lanes-1:0] load_write;
  sc_load_port #(
    .Width    (Width),
    .LaneWidth(LaneWidth)
  ) u_load_port (
    .clk_i       (clk_i),
    .rst_i       (rst_i),
    .load_valid_i(load_valid_i),
    .load_ready_o(load_ready_o),
    .load_write_i(load_write_i),
    .load_lane_i (load_lane_i),
    .load_done_o (load_done_o),
    .load_data_o (load_data_o),
    .wait_i      (enable_i),
    .busy_i      (tile_busy_i),
    .read_o      (load_read),
    .write_o     (load_write),
    .row_i       (data_o)
  );

  // The row: in which bank, and where in it.
  wire                 read = enable_i || load_read;
  wire [AddrWidth-1:0] addr = enable_i ? addr_i : load_row_i;
  wire [BankWidth-1:0] bank;
  wire [Banks-1:0]     here;
  genvar b;
  generate
    if (AddrWidth > TileAddrWidth) begin : g_banks
      assign tile_addr_o = addr[TileAddrWidth-1:0];
      assign bank        = addr[AddrWidth-1:TileAddrWidth];
    end else begin : g_single
      assign tile_addr_o = {{(TileAddrWidth - AddrWidth){1'b0}}, addr};
      assign bank        = 1'b0;
    end
    for (b = 0; b < Banks; b = b + 1) begin : g_bank
      assign here[b] = bank == b[BankWidth-1:0];
    end
  endgenerate

  // Its bits: a lane is written where its mask is 1.
  wire [Width-1:0] mask;
  wire [Width-1:0] data;
  genvar l;
  generate
    for (l = 0; l < Lanes; l = l + 1) begin : g_lane
      localparam Bits = (l < Lanes - 1) ? LaneWidth : Width - (Lanes - 1) * LaneWidth;
      assign mask[l*LaneWidth+:Bits] = {Bits{load_write[l]}};
      assign data[l*LaneWidth+:Bits] = load_data_i[Bits-1:0];
    end
  endgenerate

  // Banks that lie in the same columns, and those that lie in the same tiles.
  genvar m, d, a;
  generate
    for (m = 0; m < Mux; m = m + 1) begin : g_mux
      wire [Down-1:0] chosen;
      for (d = 0; d < Down; d = d + 1) begin : g_of_row
        if (d * Mux + m < Banks) begin : g_bank
          assign chosen[d] = here[d*Mux+m];
        end else begin : g_none
          assign chosen[d] = 1'b0;
        end
      end
      assign tile_mask_o[m*Width+:Width] = mask & {Width{|chosen}};
      assign tile_data_o[m*Width+:Width] = data;
    end
    if (RowBits > UsedBits) begin : g_beyond
      assign tile_mask_o[RowBits-1:UsedBits] = {(RowBits - UsedBits){1'b0}};
      assign tile_data_o[RowBits-1:UsedBits] = {(RowBits - UsedBits){1'b0}};
    end
    for (d = 0; d < Down; d = d + 1) begin : g_row
      localparam Held = (Banks - d * Mux < Mux) ? Banks - d * Mux : Mux;
      wire chosen = |here[d*Mux+:Held];
      assign tile_read_o[d] = read && chosen;
      for (a = 0; a < Across; a = a + 1) begin : g_column
        assign tile_write_o[d*Across+a] = chosen && |tile_mask_o[a*Columns+:Columns];
      end
    end
  endgenerate

  // What was read last.
  reg  [BankWidth-1:0]   bank_q;
  wire [Banks*Width-1:0] banks;
  always @(posedge clk_i) begin
    if (read) bank_q <= bank;
  end
  generate
    for (b = 0; b < Banks; b = b + 1) begin : g_held
      assign banks[b*Width+:Width] = tile_rows_i[b/Mux*RowBits+b%Mux*Width+:Width];
    end
    if (Banks > 1) begin : g_select
      sc_select #(
        .Words(Banks),
        .Width(Width)
      ) u_select (
        .words_i(banks),
        .index_i(bank_q),
        .word_o (data_o)
      );
    end else begin : g_only
      assign data_o = banks;
      wire unused_bank = |bank_q;
    end
    if (Down * RowBits > Banks * Width) begin : g_unused
      wire unused_bits = |tile_rows_i;
    end
  endgenerate

endmodule

`default_nettype wire
