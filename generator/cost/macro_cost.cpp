// Tiles times what a tile measures.
#include "generator/cost/macro_cost.hpp"

namespace scbnn {

MacroCost macro_cost(const Macro& tile, int down, int across) {
  return {.area = static_cast<double>(down) * across * tile.tile.area,
          .read_energy = across * tile.tile.read_energy,
          .write_energy = across * tile.tile.write_energy};
}

}  // namespace scbnn
