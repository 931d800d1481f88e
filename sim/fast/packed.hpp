// A network and its function in the layout of the kernels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "network/faults.hpp"
#include "network/function.hpp"
#include "network/network.hpp"
#include "sim/fast/kernels.hpp"

namespace scbnn::fast {

/// A pass is one run through the layers: an image in mode `first`, a presentation in mode `output`.
struct Packed {
  /// Of a chain of dense layers, see network/dense.hpp.
  Packed(const Network& network, const FunctionSettings& settings, const FaultSettings& faults);

  [[nodiscard]] std::size_t classes() const { return gains.size(); }
  [[nodiscard]] std::size_t outputs(std::size_t layer) const { return rows_[layer].outputs; }

  /// Puts a neuron's weights in place, the trained ones with some errors: words of 64 synapses. Its
  /// constants follow.
  void set_row(std::size_t layer, std::size_t neuron, std::span<const std::uint64_t> errors);

  std::size_t pixels = 0;
  std::vector<PackedEncoder> encoders;    ///< of a pass; mode `output` has one a presentation
  std::vector<std::size_t> tile_words;    ///< [tensor]: of a tile of its bits, all planes
  std::vector<PackedLayer> layers;        ///< first to last; layer l makes tensor l + 1
  std::vector<std::int64_t> score_bases;  ///< S_j = base - Y_j of the layer with the scores
  std::vector<std::int64_t> gains;        ///< score_j = gain * S_j + offset
  std::vector<std::int64_t> offsets;

 private:
  /// What a neuron's constants come from.
  struct Rows {
    std::int64_t inputs = 0;
    std::size_t outputs = 0;
    std::int64_t counted = 1;              ///< the largest count of an input in a pass
    std::size_t words = 0;                 ///< of a row
    std::vector<std::uint64_t> trained;    ///< weights, [neuron][word]
    std::vector<std::int64_t> thresholds;  ///< on the popcount; none where scores are made
  };

  void pack_encoders(const FunctionSettings& settings);
  void pack_layer(const Layer& layer, const FunctionSettings& settings,
                  const FaultSettings& faults);
  void pack_tensors();

  std::vector<Rows> rows_;
};

}  // namespace scbnn::fast
