// A network and its function in the layout of the kernels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "generator/network/function.hpp"
#include "generator/network/network.hpp"
#include "sim/fast/kernels.hpp"

namespace scbnn::fast {

/// A pass is one run through the layers: an image in mode `first`, a presentation in mode `output`.
struct Packed {
  Packed(const Network& network, const FunctionSettings& settings);

  [[nodiscard]] std::size_t classes() const { return score_bases.size(); }
  [[nodiscard]] std::size_t words_per_tile(std::size_t layer) const;

  std::size_t pixels = 0;
  std::vector<PackedEncoder> encoders;    ///< of a pass; mode `output` has one a presentation
  std::vector<PackedLayer> layers;        ///< first to last
  std::vector<std::int64_t> score_bases;  ///< S_j = base - Y_j of the last layer
  std::vector<std::int64_t> gains;        ///< score_j = gain * S_j + offset
  std::vector<std::int64_t> offsets;

 private:
  void pack_encoders(const FunctionSettings& settings);
  void pack_layer(const Layer& layer, std::int64_t counted);
};

}  // namespace scbnn::fast
