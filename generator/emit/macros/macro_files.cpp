// From the memories of a design to macros/.
#include "generator/emit/macros/macro_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>

#include "generator/emit/macros/views.hpp"
#include "rtl/sources.hpp"
#include "support/problem.hpp"

namespace scbnn {
namespace {

/// What the tiles of a memory hold; nothing for memories without tiles.
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

std::string macro_name(CellKind kind, int rows, int columns) {
  return fmt::format("{}_{}x{}", tile_leaf(kind), rows, columns);
}

/// The parameters of a leaf module but for the geometry, as its source declares them.
std::vector<Macro::Parameter> leaf_parameters(const std::string& leaf) {
  std::vector<Macro::Parameter> parameters;
  for (const Embedded& file : rtl_sources()) {
    if (file.name != leaf + ".v") continue;
    std::istringstream lines{std::string(file.text)};
    std::string line;
    while (std::getline(lines, line) && !line.starts_with(") (")) {
      std::istringstream words(line.substr(0, line.find("//")));
      std::string word;
      std::string equals;
      Macro::Parameter parameter;
      if (!(words >> word >> parameter.name >> equals) || word != "parameter" || equals != "=") {
        continue;
      }
      std::getline(words >> std::ws, parameter.value);
      parameter.value.resize(parameter.value.find_last_not_of(", ") + 1);
      if (parameter.name != "Rows" && parameter.name != "Columns") parameters.push_back(parameter);
    }
  }
  return parameters;
}

/// Reads of a row, an image: a row of weights once a chunk and group, one of thresholds once a
/// group. An array that multiplies is read again for every step of the first layer.
std::int64_t reads_per_image(const Design& design, const LayerPlan& layer, const MemoryPlan& memory,
                             int presentations) {
  const std::int64_t runs = design.accumulates_scores() ? presentations : 1;
  if (memory.contents != "weights") return runs * layer.groups;
  const bool steps = memory.kind == MemoryKind::kRram2t2r && !design.accumulates_scores() &&
                     &layer == &design.layers.front();
  return runs * layer.groups * layer.chunks * (steps ? word_cycles(design, presentations) : 1);
}

const LayerPlan& layer_of(const Design& design, const std::string& name) {
  const auto found = std::find_if(design.layers.begin(), design.layers.end(),
                                  [&](const LayerPlan& layer) { return layer.name == name; });
  assert(found != design.layers.end());
  return *found;
}

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

std::string tile_leaf(CellKind kind) {
  return kind == CellKind::kSram     ? "sc_macro_sram"
         : kind == CellKind::kStMram ? "sc_macro_mram"
                                     : "sc_macro_rram";
}

const Macro& MacroSummary::macro_of(CellKind kind) const {
  const auto found = std::find_if(macros.begin(), macros.end(),
                                  [&](const Macro& macro) { return macro.kind == kind; });
  assert(found != macros.end());
  return *found;
}

MacroSummary summarize_macros(const Design& design, std::span<const MemoryImage> memories) {
  MacroSummary summary;
  std::set<CellKind> kinds;
  for (const MemoryImage& memory : memories) {
    if (const auto kind = cell_of(memory.plan.kind)) kinds.insert(*kind);
  }
  if (kinds.empty()) return summary;
  const Config& config = design.config;
  summary.technology = find_technology(config.macro.technology, config.place("macro.technology"));
  summary.presentations = config.function.presentations;
  for (const CellKind kind : kinds) {
    summary.macros.push_back(tile_macro(summary.technology, kind, config.macro.rows,
                                        config.macro.columns,
                                        macro_name(kind, config.macro.rows, config.macro.columns)));
  }
  if (config.macro.foundry) {
    summary.foundry = read_foundry_macro(*config.macro.foundry);
    check_foundry(*summary.foundry, kinds, config);
    for (Macro& macro : summary.macros) macro.name = summary.foundry->module;
  }
  for (const MemoryImage& memory : memories) {
    const auto kind = cell_of(memory.plan.kind);
    if (!kind) continue;
    const TileMap& tiles = *memory.plan.tiles;
    MacroMemory entry{memory.name, memory.layer, *kind, tiles,
                      macro_cost(summary.macro_of(*kind), tiles.down, tiles.across)};
    entry.reads_per_image =
        reads_per_image(design, layer_of(design, memory.layer), memory.plan, summary.presentations);
    entry.read_energy = static_cast<double>(entry.reads_per_image) * entry.cost.read_energy;
    summary.memories.push_back(std::move(entry));
  }
  return summary;
}

FileSet macro_files(const MacroSummary& summary) {
  FileSet files;
  if (!summary.macros.empty()) files["macros/technology.toml"] = summary.technology.text;
  for (const Macro& macro : summary.macros) {
    const std::string leaf = tile_leaf(macro.kind);
    if (summary.foundry) {
      files["macros/" + leaf + ".v"] = tile_wrapper(*summary.foundry, leaf, leaf_parameters(leaf));
      continue;
    }
    files["macros/" + macro.name + ".lib"] = liberty(macro);
    files["macros/" + macro.name + ".lef"] = lef(macro);
    files["macros/" + macro.name + ".v"] = black_box(macro);
    files["macros/" + leaf + ".v"] =
        tile_wrapper(as_foundry_macro(macro), leaf, leaf_parameters(leaf));
  }
  return files;
}

MacroTotals totals(const MacroSummary& summary, const std::string& layer) {
  MacroTotals sum;
  for (const MacroMemory& memory : summary.memories) {
    if (memory.layer != layer) continue;
    sum.tiles += memory.tiles.tiles();
    sum.area += memory.cost.area;
    sum.read_energy += memory.read_energy;
  }
  return sum;
}

std::vector<std::string> synthesis_files(const MacroSummary& summary,
                                         std::span<const std::string> verilog) {
  std::vector<std::string> files;
  std::set<std::string> models;
  for (const Macro& macro : summary.macros) {
    models.insert("rtl/" + tile_leaf(macro.kind) + ".v");
    if (!summary.foundry) files.push_back("macros/" + macro.name + ".v");
    files.push_back("macros/" + tile_leaf(macro.kind) + ".v");
  }
  std::copy_if(verilog.begin(), verilog.end(), std::back_inserter(files),
               [&](const std::string& file) { return !models.contains(file); });
  return files;
}

}  // namespace scbnn
