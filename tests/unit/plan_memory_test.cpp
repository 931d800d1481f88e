// Tiles of memories: how many, and that no bank or bit goes without a place.
#include <catch2/catch.hpp>

#include "generator/plan/memory.hpp"

namespace {

using scbnn::MemoryKind;
using scbnn::MemoryPlan;

scbnn::TileMap tiles(int rows, int width, int tile_rows, int tile_columns) {
  scbnn::MacroSettings macro;
  macro.rows = tile_rows;
  macro.columns = tile_columns;
  return *scbnn::plan_memory(MemoryKind::kSramMacro, "weights", rows, width, macro, 1).tiles;
}

}  // namespace

TEST_CASE("a wide memory takes tiles beside each other", "[plan]") {
  const scbnn::TileMap map = tiles(320, 2560, 64, 64);
  CHECK(map.mux == 1);
  CHECK(map.down == 5);
  CHECK(map.across == 40);
}

TEST_CASE("banks of a narrow memory share tiles", "[plan]") {
  const scbnn::TileMap map = tiles(1024, 10, 64, 64);
  CHECK(map.mux == 6);   // 60 of 64 columns
  CHECK(map.down == 3);  // 16 banks
  CHECK(map.across == 1);
  CHECK(tiles(1024, 33, 64, 64).tiles() == 16);  // two banks would need 66 columns
  CHECK(tiles(1024, 32, 64, 64).tiles() == 8);
}

TEST_CASE("a memory of one bank shares nothing", "[plan]") {
  CHECK(tiles(64, 1, 64, 64).mux == 1);
  CHECK(tiles(65, 1, 64, 64).mux == 2);
}

TEST_CASE("tiles hold every bit, and one tile fewer would not", "[plan]") {
  for (int rows = 1; rows <= 70; ++rows) {
    for (int width = 1; width <= 20; ++width) {
      const scbnn::TileMap map = tiles(rows, width, 8, 9);
      const int banks = (rows + 7) / 8;
      CHECK(map.across * 9 >= width);
      CHECK((map.across - 1) * 9 < width);
      CHECK(map.down * map.mux >= banks);
      CHECK((map.down - 1) * map.mux < banks);
      if (map.mux > 1) CHECK(map.mux * width <= 9);
      if (map.mux > 1) CHECK((map.mux == banks || (map.mux + 1) * width > 9));
    }
  }
}
