// What a memory made of tiles costs.
#pragma once

#include "generator/views/macro.hpp"

namespace scbnn {

struct MacroCost {
  int tiles_down = 0;       ///< behind each other: more rows
  int tiles_across = 0;     ///< beside each other: wider rows
  double area = 0;          ///< um2 of all tiles
  double read_energy = 0;   ///< pJ to read a row
  double write_energy = 0;  ///< pJ to write a whole row

  [[nodiscard]] int tiles() const { return tiles_down * tiles_across; }
};

/// A memory of `rows` rows of `width` bits made of such tiles. A row lies in the tiles beside each
/// other, all of which are read with it, to their last column.
[[nodiscard]] MacroCost macro_cost(const Macro& tile, int rows, int width);

}  // namespace scbnn
