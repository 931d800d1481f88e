// What a memory made of tiles costs.
#pragma once

#include "generator/tech/macro.hpp"

namespace scbnn {

struct MacroCost {
  double area = 0;          ///< um2 of all tiles
  double read_energy = 0;   ///< pJ to read a row
  double write_energy = 0;  ///< pJ to write a whole row
};

/// A memory of `down` tiles behind each other for its rows and `across` beside each other for the
/// bits of a row. A row is read in all tiles that it lies in, to their last column, and in no
/// other.
[[nodiscard]] MacroCost macro_cost(const Macro& tile, int down, int across);

}  // namespace scbnn
