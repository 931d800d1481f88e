// The files by which other tools know a macro.
#pragma once

#include <string>
#include <vector>

#include "generator/tech/foundry.hpp"
#include "generator/tech/macro.hpp"

namespace scbnn {

/// Liberty: area, arcs from the clock, setup and hold, energies of read and write, leakage.
[[nodiscard]] std::string liberty(const Macro& macro);

/// LEF: outline, pins of every bit at the lower edge, supply stripes, blockages.
[[nodiscard]] std::string lef(const Macro& macro);

/// Verilog: the module's ports without contents, for synthesis.
[[nodiscard]] std::string black_box(const Macro& macro);

/// A module `name` with the ports of a tile (tile_ports) around one macro. It takes the parameters
/// of the tile's model, Rows and Columns among them, and refuses other geometries than the macro's.
[[nodiscard]] std::string tile_wrapper(const FoundryMacro& macro, const std::string& name,
                                       const std::vector<Macro::Parameter>& parameters);

}  // namespace scbnn
