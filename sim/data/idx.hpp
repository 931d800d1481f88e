// The IDX files of MNIST and Fashion-MNIST: big-endian header, then bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "sim/data/source.hpp"

namespace scbnn {

struct IdxImages {
  TensorShape shape;
  int count = 0;
  std::vector<std::uint8_t> pixels;  ///< count * shape.size()
};

/// Magic 0x803, then count, rows, columns. Throws InputError: wrong magic, sizes out of range,
/// truncated, trailing bytes.
[[nodiscard]] IdxImages read_idx_images(Source source);

/// Magic 0x801, then count. Also throws InputError for a label over 9.
[[nodiscard]] std::vector<std::uint8_t> read_idx_labels(Source source);

/// The bytes of such files.
[[nodiscard]] std::string idx_images(const TensorShape& shape,
                                     std::span<const std::uint8_t> pixels);
[[nodiscard]] std::string idx_labels(std::span<const std::uint8_t> labels);

}  // namespace scbnn
