// The parts of one layer's module.
#pragma once

#include <string>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

/// The ports through which its memories are loaded; none if they are not.
[[nodiscard]] std::vector<verilog::PortGroup> load_ports(const LayerPlan& layer);

/// The ports that tell of errors in its memories; none if nobody counts them.
[[nodiscard]] std::vector<verilog::PortGroup> error_ports(const LayerPlan& layer);

/// Its weights, and its thresholds or scores.
[[nodiscard]] std::string memories(const Design& design, const LayerPlan& layer);

/// The wires of its input store, "frame_valid" or "present_valid", begin so.
[[nodiscard]] std::string frame_wires(const LayerPlan& layer);

/// What goes from its input store with a frame to the beats.
[[nodiscard]] std::string frame_side(const LayerPlan& layer);

/// The ports between an image store and the verdicts.
[[nodiscard]] std::vector<verilog::PortGroup> image_ports(const ImageStorePlan& store);

/// Image store and presenter, in place of the frame buffer.
[[nodiscard]] std::string image_store(const Design& design, const LayerPlan& layer,
                                      const ImageStorePlan& store);

}  // namespace scbnn
