// Tiles times what a tile measures, reads times what a read takes.
#include "generator/cost/macro_cost.hpp"

#include <utility>

namespace scbnn {
namespace {

/// Reads of a row per image: a row of weights once for each chunk and group, one of thresholds once
/// for each group. An array that multiplies is read again for every plane of an input word.
std::int64_t reads_per_image(const Design& design, const LayerPlan& layer, const MemoryPlan& memory,
                             int presentations) {
  const std::int64_t runs = design.totals ? presentations : 1;
  if (&memory == &layer.neurons) return runs * layer.groups;
  const int visits = layer.engine.multiplies ? layer.engine.visits(presentations) : 1;
  return runs * layer.groups * layer.chunks * visits;
}

}  // namespace

MacroCost macro_cost(const Macro& tile, int down, int across) {
  return {.area = static_cast<double>(down) * across * tile.tile.area,
          .read_energy = across * tile.tile.read_energy,
          .write_energy = across * tile.tile.write_energy};
}

MacroCosts macro_costs(const Design& design) {
  MacroCosts costs{.presentations = design.config.function.presentations, .memories = {}};
  for (const LayerPlan& layer : design.layers) {
    for (const MemoryPlan* memory : {&layer.weights, &layer.neurons}) {
      const auto kind = cell_of(memory->kind);
      if (!kind) continue;
      const TileMap& tiles = *memory->tiles;
      MacroMemory entry{
          .name = layer.name_of(*memory),
          .layer = layer.name,
          .kind = *kind,
          .tiles = tiles,
          .cost = macro_cost(design.macros->macro_of(*kind), tiles.down, tiles.across),
          .reads_per_image = reads_per_image(design, layer, *memory, costs.presentations)};
      entry.read_energy = static_cast<double>(entry.reads_per_image) * entry.cost.read_energy;
      costs.memories.push_back(std::move(entry));
    }
  }
  return costs;
}

MacroTotals totals(const MacroCosts& costs, const std::string& layer) {
  MacroTotals sum;
  for (const MacroMemory& memory : costs.memories) {
    if (memory.layer != layer) continue;
    sum.tiles += memory.tiles.tiles();
    sum.area += memory.cost.area;
    sum.read_energy += memory.read_energy;
  }
  return sum;
}

}  // namespace scbnn
