// The levels of the encoder `threshold`, docs/encoders.md.
#pragma once

#include <vector>

namespace scbnn {

/// r of each presentation, 1..255, for T = `presentations` in 1..255: evenly spaced, coarse ones
/// first.
[[nodiscard]] std::vector<int> threshold_levels(int presentations);

}  // namespace scbnn
