// The files by which other tools know a design's macros.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "deliverable/file_set.hpp"
#include "generator/plan/macro_plan.hpp"

namespace scbnn {

/// The Verilog of a design for synthesis: the models of tiles give way to macros/*.v.
[[nodiscard]] std::vector<std::string> synthesis_files(const MacroPlan& plan,
                                                       std::span<const std::string> verilog);

/// Where a folder keeps its copies of the files that its configuration names.
inline constexpr const char* kTechnologyFile = "macros/technology.toml";
inline constexpr const char* kFoundryFile = "macros/foundry.toml";

/// macros/*: Liberty, LEF and black box of each macro, the tile around it for synthesis, and the
/// technology file. Of a foundry's macro there are the tile and the description: its views are the
/// foundry's.
[[nodiscard]] FileSet macro_files(const MacroPlan& plan);

}  // namespace scbnn
