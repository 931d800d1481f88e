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

TEST_CASE("code words take their check bits' cells", "[plan]") {
  scbnn::MacroSettings macro;
  macro.ecc = scbnn::EccKind::kSecded;
  const auto plan_of = [&](MemoryKind kind, int rows, int width) {
    return scbnn::plan_memory(kind, "weights", rows, width, macro, 1);
  };
  const MemoryPlan wide = plan_of(MemoryKind::kStMram, 320, 2560);
  CHECK(wide.coded);
  CHECK(wide.stored_width() == 80 * 39);
  CHECK(wide.stored_lane_width() == 39);
  CHECK(wide.tiles->across == 49);
  CHECK(wide.bits() == 320 * 80 * 39);
  const MemoryPlan narrow = plan_of(MemoryKind::kSramMacro, 1024, 10);
  CHECK(narrow.stored_width() == 17);
  CHECK(narrow.tiles->mux == 3);
  const MemoryPlan uneven = plan_of(MemoryKind::kSramMacro, 10, 70);
  CHECK(uneven.lanes == 3);
  CHECK(uneven.stored_width() == 91);
  CHECK(uneven.stored_place(31) == 31);
  CHECK(uneven.stored_place(32) == 39);
  CHECK(uneven.stored_place(69) == 83);
  for (const MemoryKind kind :
       {MemoryKind::kRom, MemoryKind::kRegisters, MemoryKind::kSram, MemoryKind::kRram2t2r}) {
    CHECK_FALSE(plan_of(kind, 10, 70).coded);
    CHECK(plan_of(kind, 10, 70).stored_width() == 70);
  }
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
