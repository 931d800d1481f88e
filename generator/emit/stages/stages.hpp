// The stages of the top module, in the order of the stream: declarations and instances of each.
#pragma once

#include <string>

#include "generator/plan/design.hpp"

namespace scbnn {

/// From s_axis to the wires check_*.
[[nodiscard]] std::string ingest_stage(const Design& design);

/// From check_* to encoder_*.
[[nodiscard]] std::string encoder_stage(const Design& design);

/// From the last layer's wires to m_axis.
[[nodiscard]] std::string output_stage(const Design& design);

}  // namespace scbnn
