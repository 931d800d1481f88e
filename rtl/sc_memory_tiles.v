// SPDX-License-Identifier: MIT
//
// sc_memory_tiles: a memory of macros of one kind, tiles of Rows x Columns, a row per read.
//
// Engine port: synchronous read, latency 1 cycle; data_o holds while enable_i is low and nothing is
// loaded. Load port: see sc_load_port; the engine has priority, and a write ends when the tile is
// done. The engine may not read before that. File is what a simulation starts with, "programmed
// before". sc_tile_port says which tiles hold a row; here its outputs are connected to the macros'
// ports:
//
//   Kind       macro          what comes out
//   "sram"     sc_macro_sram  the row
//   "mram"     sc_macro_mram  the row; a write takes WriteCycles
//   "rram"     sc_macro_rram  XNOR(row, act_i), from the sense amplifiers, which is the row where
//                             act_i is 1; a write takes WriteCycles
//
// A design needs only the macros of its kinds: no tool looks for those of a branch not taken.
// "none" is there for Yosys, which looks at modules with their defaults before it sets parameters.
`default_nettype none

module sc_memory_tiles #(
  // "sram", "mram" or "rram"; "none": no tiles, rows are unknown.
  parameter Kind = "none",
  // Bits of a row, >= 1.
  parameter Width = 64,
  // Rows, >= 1.
  parameter Depth = 64,
  // Bits that the load port moves at once, 1..Width.
  parameter LaneWidth = 32,
  // Path of the image; empty: nothing is known of the rows until they are written.
  parameter File = "",
  // Rows of a tile, a power of two, >= 2, and bits of its rows, >= 1.
  parameter Rows = 64,
  parameter Columns = 64,
  // Cycles that a write takes, >= 1; "sram" writes in one.
  parameter WriteCycles = 1,
  // Derived, do not override.
  parameter AddrWidth = (Depth > 1) ? $clog2(Depth) : 1,
  parameter Lanes = (Width + LaneWidth - 1) / LaneWidth,
  parameter LaneIndexWidth = (Lanes > 1) ? $clog2(Lanes) : 1
) (
  input  wire                      clk_i,
  input  wire                      rst_i,          // synchronous, active high

  // Engine: a row per read.
  input  wire                      enable_i,
  input  wire [AddrWidth-1:0]      addr_i,
  input  wire [Width-1:0]          act_i,          // "rram"
  output wire [Width-1:0]          data_o,

  // Load: a lane per access.
  input  wire                      load_valid_i,
  output wire                      load_ready_o,
  input  wire                      load_write_i,   // 1: write, 0: read
  input  wire [AddrWidth-1:0]      load_row_i,
  input  wire [LaneIndexWidth-1:0] load_lane_i,
  input  wire [LaneWidth-1:0]      load_data_i,
  output wire                      load_done_o,
  output wire [LaneWidth-1:0]      load_data_o,
  output wire                      load_error_o
);

  // As in sc_tile_port.
  localparam Mux           = (Columns > Width) ? Columns / Width : 1;
  localparam Banks         = (Depth + Rows - 1) / Rows;
  localparam Down          = (Banks + Mux - 1) / Mux;
  localparam Across        = (Width + Columns - 1) / Columns;
  localparam TileAddrWidth = $clog2(Rows);

  wire [Down-1:0]                tile_read;
  wire [Down*Across-1:0]         tile_write;
  wire [TileAddrWidth-1:0]       tile_addr;
  wire [Across*Columns-1:0]      tile_mask;
  wire [Across*Columns-1:0]      tile_data;
  wire [Down*Across*Columns-1:0] tile_rows;
  wire [Down*Across-1:0]         tile_busy;
  sc_tile_port #(
    .Width    (Width),
    .Depth    (Depth),
    .LaneWidth(LaneWidth),
    .Rows     (Rows),
    .Columns  (Columns)
  ) u_tile_port (
    .clk_i       (clk_i),
    .rst_i       (rst_i),
    .enable_i    (enable_i),
    .addr_i      (addr_i),
    .data_o      (data_o),
    .load_valid_i(load_valid_i),
    .load_ready_o(load_ready_o),
    .load_write_i(load_write_i),
    .load_row_i  (load_row_i),
    .load_lane_i (load_lane_i),
    .load_data_i (load_data_i),
    .load_done_o (load_done_o),
    .load_data_o (load_data_o),
    .tile_read_o (tile_read),
    .tile_write_o(tile_write),
    .tile_addr_o (tile_addr),
    .tile_mask_o (tile_mask),
    .tile_data_o (tile_data),
    .tile_rows_i (tile_rows),
    .tile_busy_i (|tile_busy)
  );
  assign load_error_o = 1'b0;

  generate
    if (WriteCycles < 1) begin : g_check_write
      ERROR_sc_memory_tiles_WriteCycles_must_be_at_least_1 u_error ();
    end
  endgenerate

  // Activations of a row's tiles. What is read back, and what is beyond, is the row itself.
  wire [Across*Columns-1:0] act;
  assign act[Mux*Width-1:0] = enable_i ? {Mux{act_i}} : {Mux*Width{1'b1}};
  generate
    if (Across * Columns > Mux * Width) begin : g_beyond
      assign act[Across*Columns-1:Mux*Width] = {(Across * Columns - Mux * Width){1'b1}};
    end
    if (Kind != "rram") begin : g_rows
      wire unused_act = |act;
    end
    if (Kind == "none") begin : g_nothing
      wire unused_tiles = |{tile_read, tile_write, tile_addr, tile_mask, tile_data};
    end
  endgenerate

  genvar d, a;
  generate
    for (d = 0; d < Down; d = d + 1) begin : g_row
      for (a = 0; a < Across; a = a + 1) begin : g_column
        localparam Tile = d * Across + a;
        if (Kind == "sram") begin : g_sram
          sc_macro_sram #(
            .Rows       (Rows),
            .Columns    (Columns)
`ifndef SYNTHESIS
            , .File       (File)
            , .FileWidth  (Width)
            , .FileDepth  (Depth)
            , .FirstRow   (d * Mux * Rows)
            , .FirstColumn(a * Columns)
            , .Mux        (Mux)
`endif
          ) u_tile (
            .clk_i (clk_i),
            .ce_i  (tile_read[d] || tile_write[Tile]),
            .we_i  (tile_write[Tile]),
            .addr_i(tile_addr),
            .mask_i(tile_mask[a*Columns+:Columns]),
            .data_i(tile_data[a*Columns+:Columns]),
            .data_o(tile_rows[Tile*Columns+:Columns])
          );
          assign tile_busy[Tile] = 1'b0;
        end else if (Kind == "rram") begin : g_rram
          sc_macro_rram #(
            .Rows       (Rows),
            .Columns    (Columns),
            .WriteCycles(WriteCycles)
`ifndef SYNTHESIS
            , .File       (File)
            , .FileWidth  (Width)
            , .FileDepth  (Depth)
            , .FirstRow   (d * Mux * Rows)
            , .FirstColumn(a * Columns)
            , .Mux        (Mux)
`endif
          ) u_tile (
            .clk_i    (clk_i),
            .sense_i  (tile_read[d]),
            .addr_i   (tile_addr),
            .act_i    (act[a*Columns+:Columns]),
            .product_o(tile_rows[Tile*Columns+:Columns]),
            .program_i(tile_write[Tile]),
            .mask_i   (tile_mask[a*Columns+:Columns]),
            .data_i   (tile_data[a*Columns+:Columns]),
            .busy_o   (tile_busy[Tile])
          );
        end else if (Kind == "mram") begin : g_mram
          sc_macro_mram #(
            .Rows       (Rows),
            .Columns    (Columns),
            .WriteCycles(WriteCycles)
`ifndef SYNTHESIS
            , .File       (File)
            , .FileWidth  (Width)
            , .FileDepth  (Depth)
            , .FirstRow   (d * Mux * Rows)
            , .FirstColumn(a * Columns)
            , .Mux        (Mux)
`endif
          ) u_tile (
            .clk_i (clk_i),
            .ce_i  (tile_read[d] || tile_write[Tile]),
            .we_i  (tile_write[Tile]),
            .addr_i(tile_addr),
            .mask_i(tile_mask[a*Columns+:Columns]),
            .data_i(tile_data[a*Columns+:Columns]),
            .data_o(tile_rows[Tile*Columns+:Columns]),
            .busy_o(tile_busy[Tile])
          );
        end else if (Kind == "none") begin : g_none
          assign tile_rows[Tile*Columns+:Columns] = {Columns{1'bx}};
          assign tile_busy[Tile]                  = 1'b0;
        end else begin : g_check_kind
          ERROR_sc_memory_tiles_Kind_must_be_sram_or_mram_or_rram u_error ();
        end
      end
    end
  endgenerate

endmodule

`default_nettype wire
