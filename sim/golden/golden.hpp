// The golden model: the plainest loops that say the arithmetic. A bit is a byte here, 1 meaning +1
// and 0 meaning -1. It shares no arithmetic with the planner, the writer or the fast model.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "generator/network/function.hpp"
#include "generator/network/network.hpp"

namespace scbnn::golden {

/// Everything that one image becomes on its way, for comparison with the RTL.
struct Trace {
  std::vector<int> counts;                      ///< c_i = sum over t of x_i(t), 0..T;
                                                ///< the pixels with fixed-point input
  std::vector<std::vector<std::int64_t>> sums;  ///< [layer][neuron]: S_j (first), a_j (others)
  std::vector<std::vector<std::uint8_t>> activations;  ///< [layer][neuron]; last layer has none
  std::vector<std::int64_t> scores;                    ///< one a class
  int predicted = 0;                                   ///< the first maximum of scores
};

/// The random values r_i(t) that pixels are compared with, as samples of the encoder's sequence:
/// element t * pixels + i. Section "LFSR" of docs/encoders.md.
[[nodiscard]] std::vector<std::uint8_t> random_values(const EncoderSettings& encoder,
                                                      int presentations, int pixels);

/// The bits x_i(t): element t * pixels.size() + i.
[[nodiscard]] std::vector<std::uint8_t> encode(const EncoderSettings& encoder, int presentations,
                                               std::span<const std::uint8_t> pixels);

/// A network and its function with the bits spread to bytes once, for many images. Immutable after
/// construction: threads may share it.
class Model {
 public:
  Model(const Network& network, const FunctionSettings& settings);

  /// Runs one image. `pixels` holds network.input.size() bytes.
  [[nodiscard]] Trace run(std::span<const std::uint8_t> pixels) const;

 private:
  struct Layer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::vector<std::uint8_t> weights;    ///< [neuron][synapse]
    std::vector<std::int64_t> negatives;  ///< weights of -1, one a neuron
    std::vector<std::int64_t> thetas;     ///< one a neuron; none in the last layer
  };

  FunctionSettings settings_;
  std::vector<std::uint8_t> random_values_;
  std::vector<Layer> layers_;
  ScoreScale scores_;
};

/// Runs one image through a Model of its own.
[[nodiscard]] Trace run(const Network& network, const FunctionSettings& settings,
                        std::span<const std::uint8_t> pixels);

}  // namespace scbnn::golden
