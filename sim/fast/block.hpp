// A block of images on its way through the layers, one layer after the other, so that a group's
// weights are fetched once for all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/fast/kernels.hpp"
#include "sim/fast/packed.hpp"

namespace scbnn::fast {

class Block {
 public:
  static constexpr std::size_t kTiles = 8;
  static constexpr std::size_t kImages = kTiles * kTile;

  /// Both outlive the block.
  Block(const Packed& network, const Kernels& kernels);

  /// Encodes `count` images that lie one after another into the places `first`, ..
  void encode(const PackedEncoder& encoder, const std::uint8_t* pixels, std::size_t count,
              std::size_t first = 0);

  /// Where the bits of the image in this place are in the input's tile.
  [[nodiscard]] std::uint64_t* place(std::size_t index) {
    return tile(0, index / kTile) + index % kTile;
  }

  /// Runs the first `count` images through all layers; scores [image][class].
  void run(std::size_t count, std::int64_t* scores);

 private:
  [[nodiscard]] std::uint64_t* tile(std::size_t tensor, std::size_t index) {
    return tensors_[tensor].data() + index * network_.tile_words[tensor];
  }

  /// Scores of the first `count` images, [image][class], by the layer that makes them.
  void score(const PackedLayer& layer, std::size_t count, std::int64_t* scores);

  const Packed& network_;
  const Kernels& kernels_;
  std::vector<Aligned<std::uint64_t>> tensors_;  ///< [tensor]: tiles [plane][word][image]
};

}  // namespace scbnn::fast
