// The only design-specific text of a simulator: which signals the harness drives and samples.
#pragma once

#include <string>

#include "sim/cosim/deliverable.hpp"

namespace scbnn::cosim {

/// What Verilator calls the top, so that no name of a design reaches the harness: its own spelling
/// of names would differ from the Verilog's (`__`, a last `_`, words of C++).
inline constexpr const char* kVerilatedTop = "simulated";

/// The harness's adapter.hpp for the verilated top.
[[nodiscard]] std::string adapter_header(const Deliverable& deliverable);

/// The Verilator configuration that makes the top's monitor wires readable.
[[nodiscard]] std::string monitor_configuration(const Deliverable& deliverable);

}  // namespace scbnn::cosim
