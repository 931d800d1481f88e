// The simulator's own sources (harness/, faults/), which travel inside the program.
#pragma once

#include <span>

#include "support/embedded.hpp"

namespace scbnn {

[[nodiscard]] std::span<const Embedded> harness_sources();

/// Verilog of faults/, which is simulated with the design where bits fail.
[[nodiscard]] std::span<const Embedded> fault_sources();

}  // namespace scbnn
