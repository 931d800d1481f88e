// Rows and lanes.
#include "generator/plan/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "generator/plan/ceil_div.hpp"
#include "generator/plan/widths.hpp"
#include "generator/tech/technology.hpp"
#include "support/problem.hpp"

namespace scbnn {
namespace {

constexpr int kWidestLane = 32;  // a word of the control port

}  // namespace

int MemoryPlan::address_width() const { return std::max(1, unsigned_width(rows - 1)); }

int MemoryPlan::lane_index_width() const { return std::max(1, unsigned_width(lanes - 1)); }

void LoadPort::include(const MemoryPlan& memory) {
  row_width = std::max(row_width, memory.address_width());
  lane_index_width = std::max(lane_index_width, memory.lane_index_width());
  lane_width = std::max(lane_width, memory.lane_width);
}

int write_cycles(CellKind kind, const Technology& technology, const Config& config) {
  const auto figures = technology.cells.find(kind);
  if (figures == technology.cells.end()) {
    std::string kinds;
    for (const auto& [has, unused] : technology.cells) {
      kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", name_of(has));
    }
    throw InputError(config.place("macro.technology"),
                     fmt::format("is \"{}\", which has no {}; it has: {}", config.macro.technology,
                                 name_of(kind), kinds));
  }
  if (config.macro.write_cycles) return *config.macro.write_cycles;
  const double cycles = figures->second.write_time.value * config.clock_mhz / 1000;
  return std::max(1, static_cast<int>(std::ceil(cycles)));
}

MemoryPlan plan_memory(MemoryKind kind, std::string contents, int rows, int width,
                       const MacroSettings& macro, int write_cycles) {
  MemoryPlan plan;
  plan.kind = kind;
  plan.contents = std::move(contents);
  plan.rows = rows;
  plan.width = width;
  plan.lane_width = std::min(width, kWidestLane);
  plan.lanes = ceil_div(width, plan.lane_width);
  plan.coded = macro.ecc == EccKind::kSecded && can_hold_code(kind);
  if (is_tiled(kind)) {
    const int banks = ceil_div(rows, macro.rows);
    const int mux = std::clamp(macro.columns / plan.stored_width(), 1, banks);
    plan.tiles = TileMap{.rows = macro.rows,
                         .columns = macro.columns,
                         .mux = mux,
                         .down = ceil_div(banks, mux),
                         .across = ceil_div(plan.stored_width(), macro.columns),
                         .write_cycles = write_cycles};
  }
  return plan;
}

}  // namespace scbnn
