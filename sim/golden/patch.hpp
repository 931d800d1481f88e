// What a window sees of a map.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/layer.hpp"
#include "network/tensor.hpp"

namespace scbnn::golden {

/// How a map's bytes are padded: what +1 is (-1 is 0), and what stands for nothing.
struct PadBytes {
  std::uint8_t plus_one;
  std::uint8_t absent;
};

/// The elements that a group of channels has in a window, in the order of the synapses:
/// (ky * kernel_width + kx) * channels of the group + c.
struct Patch {
  std::vector<std::uint8_t> values;
  std::vector<std::uint8_t> present;  ///< 0 where padding of 0 takes the place of an element
  std::int64_t missing = 0;           ///< how many of these there are
};

/// What output (y, x) of a product sees of `map` in the channels of `group`.
[[nodiscard]] Patch patch_at(const Product& product, int group, int y, int x,
                             const TensorShape& shape, std::span<const std::uint8_t> map,
                             const PadBytes& pad);

}  // namespace scbnn::golden
