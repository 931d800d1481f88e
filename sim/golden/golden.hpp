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
struct Pass {
  std::vector<std::vector<std::int64_t>> sums;  ///< [layer][neuron]: S_j (first), a_j (others)
  std::vector<std::vector<std::uint8_t>> activations;  ///< [layer][neuron]; last layer has none
  std::vector<std::int64_t> scores;                    ///< one a class, of this pass
};

/// Everything that one image becomes on its way, for comparison with the RTL.
struct Trace {
  std::vector<std::uint8_t> bits;    ///< x_i(t) for all T: element t * pixels + i; empty with
                                     ///< fixed-point input
  std::vector<int> counts;           ///< c_i = sum over all T of x_i(t), 0..T; the pixels with
                                     ///< fixed-point input
  std::vector<Pass> passes;          ///< one, or in mode `output` one a presentation used
  std::vector<std::int64_t> scores;  ///< one a class: of the pass, or the totals of the passes
  int predicted = 0;                 ///< the first maximum of scores
  int used = 1;  ///< presentations used: T in mode `first`, 1 with fixed-point input
};

/// A network and its function with the bits spread to bytes once, for many images. Immutable after
/// construction: threads may share it.
class Model {
 public:
  Model(const Network& network, const FunctionSettings& settings, const FaultSettings& faults = {});

  /// Runs one image. `pixels` holds network.input.size() bytes; `image` is its number, on which
  /// faults depend that are drawn afresh for every image.
  [[nodiscard]] Trace run(std::span<const std::uint8_t> pixels, std::uint64_t image = 0) const;

 private:
  struct Layer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    WeightMemory memory;
    std::vector<std::uint8_t> weights;    ///< [neuron][synapse], read without read errors
    std::vector<std::int64_t> negatives;  ///< weights of -1 as trained, one a neuron
    std::vector<std::int64_t> thetas;     ///< one a neuron; none in the last layer
  };

  /// The weights of one pass through the network, first layer first: [neuron][synapse].
  class Weights {
   public:
    Weights(const Model& model, std::uint64_t image, std::uint64_t presentation);
    [[nodiscard]] const std::uint8_t* row(std::size_t layer, std::size_t neuron) const;

   private:
    const Model& model_;
    std::vector<std::vector<std::uint8_t>> read_;  ///< of layers with read errors
  };

  [[nodiscard]] std::int64_t stored(const Threshold& threshold, std::int64_t presentations,
                                    std::size_t neuron, const scbnn::Layer& layer) const;

  /// Everything behind the sums of the first layer. `times`: how often those have counted.
  [[nodiscard]] Pass finish(const Weights& weights, std::vector<std::int64_t> first_sums,
                            std::int64_t times) const;
  [[nodiscard]] std::vector<std::int64_t> first_sums(const Weights& weights,
                                                     const std::uint8_t* bits) const;
  void run_first(std::uint64_t image, Trace& trace) const;
  void run_output(std::uint64_t image, Trace& trace) const;
  void run_fixed_point(std::span<const std::uint8_t> pixels, std::uint64_t image,
                       Trace& trace) const;

  FunctionSettings settings_;
  FaultSettings faults_;
  std::vector<std::uint8_t> random_values_;
  std::vector<Layer> layers_;
  ScoreScale scores_;
};

/// Runs one image through a Model of its own.
[[nodiscard]] Trace run(const Network& network, const FunctionSettings& settings,
                        std::span<const std::uint8_t> pixels);

}  // namespace scbnn::golden
