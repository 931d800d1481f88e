// Drives the kernels over a block of images.
#include "sim/fast/block.hpp"

#include <algorithm>
#include <cassert>

namespace scbnn::fast {

// Bits that no kernel writes (of the last word, after the last neuron) stay 0.
Block::Block(const Packed& network, const Kernels& kernels) : network_(network), kernels_(kernels) {
  for (const std::size_t words : network.tile_words) tensors_.emplace_back(kTiles * words, 0);
}

void Block::encode(const PackedEncoder& encoder, const std::uint8_t* pixels, std::size_t count,
                   std::size_t first) {
  assert(first + count <= kImages);
  while (count != 0) {
    const std::size_t some = std::min(count, kTile - first % kTile);
    kernels_.encode(encoder, pixels, network_.pixels, some, tile(0, first / kTile) + first % kTile);
    pixels += some * network_.pixels;
    first += some;
    count -= some;
  }
}

void Block::run(std::size_t count, std::int64_t* scores) {
  const std::size_t tiles = (count + kTile - 1) / kTile;
  for (std::size_t l = 0; l < network_.layers.size(); ++l) {
    const PackedLayer& layer = network_.layers[l];
    const std::size_t made = l + 1;
    if (network_.tile_words[made] == 0) {
      score(layer, count, scores);
      continue;
    }
    for (std::size_t group = 0; group < layer.groups; ++group) {
      kernels_.hidden(layer, group, tiles, tile(layer.source, 0), network_.tile_words[layer.source],
                      tile(made, 0), network_.tile_words[made]);
    }
  }
}

void Block::score(const PackedLayer& layer, std::size_t count, std::int64_t* scores) {
  const std::size_t tiles = (count + kTile - 1) / kTile;
  const std::size_t classes = network_.classes();
  alignas(64) std::int64_t counts[kTile * kLanes];
  for (std::size_t group = 0; group < layer.groups; ++group) {
    const std::size_t end = std::min(classes, (group + 1) * kLanes);
    for (std::size_t index = 0; index < tiles; ++index) {
      kernels_.count(layer, group, tile(layer.source, index), counts);
      const std::size_t first = index * kTile;
      for (std::size_t b = 0; b < std::min(kTile, count - first); ++b) {
        for (std::size_t j = group * kLanes; j < end; ++j) {
          const std::int64_t sum = network_.score_bases[j] - counts[b * kLanes + j % kLanes];
          scores[(first + b) * classes + j] = network_.gains[j] * sum + network_.offsets[j];
        }
      }
    }
  }
}

}  // namespace scbnn::fast
