// The generated top's ports, as the Verilog, the manifest and the README state them.
#pragma once

#include <vector>

#include "generator/plan/design.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

/// In the order of the module's declaration; AXI4-Stream names for the protocol's signals.
[[nodiscard]] std::vector<verilog::PortGroup> top_ports(const Design& design);

}  // namespace scbnn
