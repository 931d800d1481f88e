// The stages of the top module, each as its declarations and instances, and what travels between
// them beside the data.
#pragma once

#include <string>

#include "generator/plan/design.hpp"

namespace scbnn {

// Bits of what travels with a frame.

/// log2 T between ingest and the first layer; one unused bit where T is fixed.
[[nodiscard]] int log2_width(const Design& design);

/// What an image brings along: {margin, log2 T}, each where it is a setting; maybe nothing.
[[nodiscard]] int settings_width(const Design& design);

/// The wires of an image's settings behind the ingest, and one more below them.
[[nodiscard]] std::string settings_with(const Design& design, const std::string& last);

/// The number of a slot, mode `output`.
[[nodiscard]] int slot_width(const Design& design);

/// Between layers: the error flag; in mode `output` {slot, first, last, error} of a presentation.
[[nodiscard]] int layer_side_width(const Design& design);

/// "error", or "side" where more than that flag travels.
[[nodiscard]] std::string layer_side(const Design& design);

// The top module's parts, in the order of the stream.

/// From s_axis to the wires check_*.
[[nodiscard]] std::string ingest_stage(const Design& design);

/// From check_* to encoder_*.
[[nodiscard]] std::string encoder_stage(const Design& design);

/// From the last layer's wires to m_axis.
[[nodiscard]] std::string output_stage(const Design& design);

}  // namespace scbnn
