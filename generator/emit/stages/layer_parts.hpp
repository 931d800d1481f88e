// What one layer's module is made from, and the parts of it that only some layers have.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

struct LayerParts {
  const LayerPlan& plan;
  int in_elements;             ///< inputs a beat, from the stage before
  int presentations;           ///< T (or T_max) that this layer sums over: 1 behind the first
  WordKind word_kind;          ///< of its input words
  int parallel;                ///< presentations that it takes at once
  bool at_run_time;            ///< log2 T comes with every frame
  int log2_width;              ///< bits of log2 T, where it comes
  int margin_width;            ///< bits of the margin, where it comes
  bool stores_images;          ///< the first layer in mode `output`
  bool carries_presentations;  ///< mode `output`: its output frames are presentations
  bool loads;                  ///< its memories are loaded through its ports
  int in_side_width;   ///< of what comes with an input frame, {margin, log2 T, error} or less
  int out_side_width;  ///< of what goes with an output frame

  /// Its memories hold code words, and their errors are counted.
  [[nodiscard]] bool tells_errors() const { return loads && plan.weights.coded; }
};

[[nodiscard]] LayerParts layer_parts(const Design& design, std::size_t index);

/// The ports through which its memories are loaded; none if they are not.
[[nodiscard]] std::vector<verilog::PortGroup> load_ports(const LayerParts& layer);

/// The ports that tell of errors in its memories; none if nobody counts them.
[[nodiscard]] std::vector<verilog::PortGroup> error_ports(const LayerParts& layer);

/// Its weights, and its thresholds or scores.
[[nodiscard]] std::string memories(const LayerParts& layer);

/// The ports between the first layer in mode `output` and the verdicts.
[[nodiscard]] std::vector<verilog::PortGroup> image_ports(const LayerParts& layer);

/// Its image store and presenter, in place of the frame buffer.
[[nodiscard]] std::string image_store(const Design& design, const LayerParts& layer);

}  // namespace scbnn
