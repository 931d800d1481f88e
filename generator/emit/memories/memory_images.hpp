// What the accelerator's memories hold, as $readmemh files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/plan/design.hpp"
#include "network/bit_matrix.hpp"
#include "network/network.hpp"

namespace scbnn {

/// The contents of one memory and what they mean.
struct MemoryImage {
  std::string name;        ///< "layer1_weights": the file's stem; also names its instance
  std::string layer;       ///< "layer1"
  std::string row_layout;  ///< which row holds what
  std::string bit_layout;  ///< which bits of a row hold what
  MemoryPlan plan;
  BitMatrix data;   ///< the rows as the engine and the load port see them
  std::string hex;  ///< one row as it is stored a line, most significant digit first

  [[nodiscard]] std::string file() const { return "mem/" + name + ".hex"; }
  /// The memory's place under the top module.
  [[nodiscard]] std::string instance() const { return "u_" + layer + ".u_" + plan.contents; }
};

/// Weights, then thresholds (or scores in the last layer, if it has any to store), layer by layer.
[[nodiscard]] std::vector<MemoryImage> memory_images(const Design& design, const Network& network);

/// The integer that the RTL compares with: theta at the design's one T, or the stored B from which
/// it derives theta for every T (docs/hardware.md).
[[nodiscard]] std::int64_t stored_threshold(const Threshold& threshold, const LayerPlan& layer);

}  // namespace scbnn
