// The golden model: the plainest loops that say the arithmetic. A bit is a byte here, 1 meaning +1
// and 0 meaning -1. It shares no arithmetic with the planner, the writer or the fast model.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/faults.hpp"
#include "network/function.hpp"
#include "network/network.hpp"
#include "sim/golden/encoder.hpp"
#include "sim/golden/weight_memory.hpp"

namespace scbnn::golden {

/// One run through the network: the only one in mode `first`, one presentation in mode `output`.
/// Maps are channel last.
struct Pass {
  std::vector<std::vector<std::int64_t>> sums;  ///< [layer][output]: S where pixels or counts are
                                                ///< read, a of bits, results of other operations
  std::vector<std::vector<std::uint8_t>> activations;  ///< [layer][output]: bits and counts
  std::vector<std::vector<std::int64_t>> integers;     ///< [layer][output] where integers go on
  std::vector<std::int64_t> scores;                    ///< one per class, of this pass
};

/// Everything that one image becomes on its way, for comparison with the RTL.
struct Trace {
  std::vector<std::uint8_t> bits;    ///< x_i(t) for all T: element t * pixels + i; empty with
                                     ///< fixed-point input
  std::vector<int> counts;           ///< c_i = sum over all T of x_i(t), 0..T; the pixels with
                                     ///< fixed-point input
  std::vector<Pass> passes;          ///< one, or in mode `output` one a presentation used
  std::vector<std::int64_t> scores;  ///< one per class: of the pass, or the totals of the passes
  int predicted = 0;                 ///< the first maximum of scores
  int used = 1;  ///< presentations used: T in mode `first`, 1 with fixed-point input
};

/// A network and its function with the bits spread to bytes once, for many images. Immutable after
/// construction: threads may share it.
class Model {
 public:
  Model(const Network& network, const FunctionSettings& settings, const FaultSettings& faults = {});

  /// Runs one image. `pixels` holds network.input.shape.size() bytes; `image` is its number, on
  /// which faults depend that are drawn afresh for every image.
  [[nodiscard]] Trace run(std::span<const std::uint8_t> pixels, std::uint64_t image = 0) const;

 private:
  struct Stage {
    scbnn::Layer layer;
    WeightMemory memory;
    std::vector<std::uint8_t> weights;  ///< [channel][synapse], read without read errors
    std::int64_t counted;  ///< how often a popcount counts in a sum: T in a layer that reads pixels
    std::int64_t unit;     ///< steps of a sum in stored thresholds: 2 where padding is 0, else 1
    std::vector<std::int64_t>
        thresholds;  ///< unit * theta as stored, one per channel; none of scores
  };

  /// The weights of one pass through the network, first layer first: [channel][synapse]. Where
  /// reads fail, each position of a map has read for itself.
  class Weights {
   public:
    Weights(const Model& model, std::uint64_t image, std::uint64_t presentation);
    [[nodiscard]] const std::uint8_t* row(std::size_t layer, std::size_t position,
                                          std::size_t channel) const;

   private:
    const Model& model_;
    std::vector<std::vector<std::vector<std::uint8_t>>>
        read_;  ///< [layer][position], where they fail
  };

  /// What an operation gives at every output, and what a sum of products is compared as.
  struct Sums {
    std::vector<std::int64_t> found;    ///< S, or sum of w * p with 8-bit input
    std::vector<std::int64_t> counted;  ///< S as a count of +1
    std::vector<std::int64_t> missing;  ///< products of 0
  };

  [[nodiscard]] std::vector<std::int64_t> stored(const Stage& stage, std::size_t number) const;

  /// One run through all layers. `input` holds presentations one after another, or the pixels.
  [[nodiscard]] Pass run_pass(const Weights& weights, std::span<const std::uint8_t> input) const;
  [[nodiscard]] Sums operate(const Weights& weights, std::size_t number,
                             std::span<const std::uint8_t> input, const Pass& pass) const;
  [[nodiscard]] Sums product(const Weights& weights, std::size_t number,
                             std::span<const std::uint8_t> map) const;
  void run_presentations(std::uint64_t image, Trace& trace) const;

  FunctionSettings settings_;
  FaultSettings faults_;
  std::vector<std::uint8_t> random_values_;
  std::vector<Stage> stages_;
  std::size_t pixels_;
};

/// Runs one image through its own Model.
[[nodiscard]] Trace run(const Network& network, const FunctionSettings& settings,
                        std::span<const std::uint8_t> pixels);

}  // namespace scbnn::golden
