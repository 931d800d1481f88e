// From the kinds of memory that a design uses to the macros that it is built from.
#include "generator/plan/macro_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <set>
#include <utility>

#include "support/problem.hpp"

namespace scbnn {
namespace {

/// Throws unless the foundry's macro can be every tile of the design.
void check_foundry(const FoundryMacro& macro, const std::set<CellKind>& kinds,
                   const Config& config) {
  std::vector<Problem> problems;
  for (const CellKind kind : kinds) {
    if (kind == macro.kind) continue;
    problems.push_back({config.place("macro.foundry"),
                        fmt::format("{} is of kind \"{}\", but a layer needs tiles of \"{}\"",
                                    macro.module, name_of(macro.kind), name_of(kind))});
  }
  const auto compare = [&](const std::string& key, int has, int set) {
    if (has == set) return;
    problems.push_back(
        {config.place("macro." + key),
         fmt::format("is {}; allowed: {}, the {} of {}", set, has, key, macro.module)});
  };
  compare("rows", macro.rows, config.macro.rows);
  compare("columns", macro.columns, config.macro.columns);
  if (!problems.empty()) throw InputError(std::move(problems));
}

}  // namespace

const Macro& MacroPlan::macro_of(CellKind kind) const {
  const auto found = std::find_if(macros.begin(), macros.end(),
                                  [&](const Macro& macro) { return macro.kind == kind; });
  assert(found != macros.end());
  return *found;
}

std::optional<CellKind> cell_of(MemoryKind kind) {
  switch (kind) {
    case MemoryKind::kSramMacro:
      return CellKind::kSram;
    case MemoryKind::kStMram:
      return CellKind::kStMram;
    case MemoryKind::kRram2t2r:
      return CellKind::kRram2t2r;
    default:
      return std::nullopt;
  }
}

std::string tile_leaf(CellKind kind) {
  return kind == CellKind::kSram     ? "sc_macro_sram"
         : kind == CellKind::kStMram ? "sc_macro_mram"
                                     : "sc_macro_rram";
}

std::optional<MacroPlan> plan_macros(std::span<const LayerPlan> layers, const Config& config) {
  std::set<CellKind> kinds;
  for (const LayerPlan& layer : layers) {
    for (const MemoryPlan* memory : {&layer.weights, &layer.neurons}) {
      if (const auto kind = cell_of(memory->kind)) kinds.insert(*kind);
    }
  }
  if (kinds.empty()) return std::nullopt;
  MacroPlan plan;
  plan.technology = find_technology(config.macro.technology, config.place("macro.technology"));
  const int rows = config.macro.rows;
  const int columns = config.macro.columns;
  for (const CellKind kind : kinds) {
    plan.macros.push_back(tile_macro(plan.technology, kind, rows, columns,
                                     fmt::format("{}_{}x{}", tile_leaf(kind), rows, columns)));
  }
  if (config.macro.foundry) {
    plan.foundry = read_foundry_macro(*config.macro.foundry);
    check_foundry(*plan.foundry, kinds, config);
    for (Macro& macro : plan.macros) macro.name = plan.foundry->module;
  }
  return plan;
}

}  // namespace scbnn
