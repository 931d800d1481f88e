// Tiles times what a tile measures.
#include "generator/views/cost.hpp"

namespace scbnn {

MacroCost macro_cost(const Macro& tile, int rows, int width) {
  MacroCost cost;
  cost.tiles_down = (rows - 1) / tile.rows + 1;
  cost.tiles_across = (width - 1) / tile.columns + 1;
  cost.area = cost.tiles() * tile.tile.area;
  cost.read_energy = cost.tiles_across * tile.tile.read_energy;
  cost.write_energy = cost.tiles_across * tile.tile.write_energy;
  return cost;
}

}  // namespace scbnn
