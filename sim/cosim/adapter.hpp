// The only design-specific text of a simulator: which signals the harness drives and samples.
#pragma once

#include <string>

#include "sim/cosim/deliverable.hpp"

namespace scbnn::cosim {

/// The harness's adapter.hpp for the verilated top.
[[nodiscard]] std::string adapter_header(const Deliverable& deliverable);

/// The Verilator configuration that makes the top's monitor wires readable.
[[nodiscard]] std::string monitor_configuration(const Deliverable& deliverable);

}  // namespace scbnn::cosim
