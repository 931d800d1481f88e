// The binary files of CIFAR-10: records of a label and 3 x 32 x 32 pixels, without a header. The
// files hold one colour after the other; what is read has the three of a pixel together.
#pragma once

#include <cstdint>
#include <vector>

#include "network/network.hpp"
#include "sim/data/source.hpp"

namespace scbnn {

inline constexpr TensorShape kCifarShape{32, 32, 3};
inline constexpr int kCifarRecords = 10'000;  ///< in every official file

struct CifarImages {
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint8_t> labels;
};

/// Appends one file to `images`. Throws InputError: not exactly `records` records, a label over 9.
void append_cifar(Source source, CifarImages& images, int records = kCifarRecords);

}  // namespace scbnn
