// The generated top's ports, as the Verilog, the manifest and the README state them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

/// In the order of the module's declaration; AXI4-Stream names for the protocol's signals.
[[nodiscard]] std::vector<verilog::PortGroup> top_ports(const Design& design);

/// Bits of cfg_log2_presentations: enough for 0..F. Only where T is chosen at run time.
[[nodiscard]] int log2_presentations_width(const Design& design);

/// Bits of s_axis_tdata.
[[nodiscard]] int pixel_bus_width(const Design& design);

/// Bits of m_axis_tdata: the presentations that were used are in it in mode `output`.
[[nodiscard]] int result_bus_width(const Design& design);

/// Every T that the design can run: 1, 2, 4, .. T_max, or its one T.
[[nodiscard]] std::vector<int> presentation_choices(const Design& design);

/// The module of a layer: "<top>_<layer>".
[[nodiscard]] std::string layer_module(const Design& design, const LayerPlan& layer);

/// Bits that hold 0..value.
[[nodiscard]] int bits_for(std::uint64_t value);

}  // namespace scbnn
