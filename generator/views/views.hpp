// The files by which other tools know a macro.
#pragma once

#include <string>

#include "generator/views/macro.hpp"

namespace scbnn {

/// Liberty: area, arcs from the clock, setup and hold, energies of read and write, leakage.
[[nodiscard]] std::string liberty(const Macro& macro);

/// LEF: outline, pins of every bit at the lower edge, supply stripes, blockages.
[[nodiscard]] std::string lef(const Macro& macro);

/// Verilog: the module's ports without contents, for synthesis.
[[nodiscard]] std::string black_box(const Macro& macro);

}  // namespace scbnn
