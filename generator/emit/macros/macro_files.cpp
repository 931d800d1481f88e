// Views and wrappers of each macro.
#include "generator/emit/macros/macro_files.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "generator/emit/macros/views.hpp"

namespace scbnn {
namespace {

/// The parameters of a tile's model but for the geometry, rtl/sc_macro_*.v, with their defaults.
std::vector<Macro::Parameter> tile_parameters(CellKind kind) {
  std::vector<Macro::Parameter> parameters;
  if (kind != CellKind::kSram) parameters.push_back({"WriteCycles", "1"});
  for (const char* name : {"File", "FileWidth", "FileDepth", "FirstRow", "FirstColumn", "Mux"}) {
    const std::string parameter = name;
    parameters.push_back({parameter, parameter == "File"              ? "\"\""
                                     : parameter.starts_with("First") ? "0"
                                     : parameter == "Mux"             ? "1"
                                                                      : "64"});
  }
  return parameters;
}

}  // namespace

FileSet macro_files(const MacroPlan& plan) {
  FileSet files;
  files[kTechnologyFile] = plan.technology.text;
  if (plan.foundry) files[kFoundryFile] = plan.foundry->text;
  for (const Macro& macro : plan.macros) {
    const std::string leaf = tile_leaf(macro.kind);
    const FoundryMacro wrapped = plan.foundry ? *plan.foundry : as_foundry_macro(macro);
    files["macros/" + leaf + ".v"] = tile_wrapper(wrapped, leaf, tile_parameters(macro.kind));
    if (plan.foundry) continue;
    files["macros/" + macro.name + ".lib"] = liberty(macro);
    files["macros/" + macro.name + ".lef"] = lef(macro);
    files["macros/" + macro.name + ".v"] = black_box(macro);
  }
  return files;
}

std::vector<std::string> synthesis_files(const MacroPlan& plan,
                                         std::span<const std::string> verilog) {
  std::vector<std::string> files;
  std::set<std::string> models;
  for (const Macro& macro : plan.macros) {
    models.insert("rtl/" + tile_leaf(macro.kind) + ".v");
    if (!plan.foundry) files.push_back("macros/" + macro.name + ".v");
    files.push_back("macros/" + tile_leaf(macro.kind) + ".v");
  }
  std::copy_if(verilog.begin(), verilog.end(), std::back_inserter(files),
               [&](const std::string& file) { return !models.contains(file); });
  return files;
}

}  // namespace scbnn
