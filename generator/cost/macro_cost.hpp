// What the memories of a design that are made of tiles cost.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/plan/design.hpp"

namespace scbnn {

struct MacroCost {
  double area = 0;          ///< um2 of all tiles
  double read_energy = 0;   ///< pJ to read a row
  double write_energy = 0;  ///< pJ to write a whole row
};

/// A memory of `down` tiles in depth for its rows and `across` side by side for the
/// bits of a row. A row is read in all tiles that it lies in, to their last column, and in no
/// other.
[[nodiscard]] MacroCost macro_cost(const Macro& tile, int down, int across);

/// A memory that is made of tiles.
struct MacroMemory {
  std::string name;  ///< "layer1_weights"
  std::string layer;
  CellKind kind = CellKind::kSram;
  TileMap tiles;
  MacroCost cost;
  std::int64_t reads_per_image = 0;  ///< of a row, at `presentations`
  double read_energy = 0;            ///< pJ per image
};

struct MacroCosts {
  int presentations = 1;  ///< T of the reads
  std::vector<MacroMemory> memories;
};

/// The costs of a design with macros, at the configuration's T.
[[nodiscard]] MacroCosts macro_costs(const Design& design);

/// What the memories of one layer add up to.
struct MacroTotals {
  int tiles = 0;
  double area = 0;         ///< um2
  double read_energy = 0;  ///< pJ per image
};
[[nodiscard]] MacroTotals totals(const MacroCosts& costs, const std::string& layer);

}  // namespace scbnn
