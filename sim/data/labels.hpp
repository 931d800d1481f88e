// The one rule for labels.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "support/problem.hpp"

namespace scbnn {

inline constexpr int kLabels = 10;

/// Throws InputError unless the label of image `index` is 0..9.
inline void check_label(const std::string& file, std::size_t index, std::uint8_t label) {
  if (label >= kLabels) {
    throw InputError(file, fmt::format("the label of image {} is {}; allowed are 0..{}", index,
                                       label, kLabels - 1));
  }
}

}  // namespace scbnn
