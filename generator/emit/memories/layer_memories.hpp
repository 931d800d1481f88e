// The memories of a layer in its module: weights, and thresholds or scores.
#pragma once

#include <string>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

/// The ports through which its memories are loaded; none if they are not.
[[nodiscard]] std::vector<verilog::PortGroup> load_ports(const LayerPlan& layer);

/// The ports that report errors in its memories; none if there are no counters.
[[nodiscard]] std::vector<verilog::PortGroup> error_ports(const LayerPlan& layer);

/// The wires that say which frame the engine reads its rows for.
struct FrameWires {
  std::string side;
  std::string release;
  int side_width = 1;
};

/// Its weights, and its thresholds or scores; in a simulation with faults through taps.
[[nodiscard]] std::string memories(const LayerPlan& layer, const FrameWires& frame);

}  // namespace scbnn
