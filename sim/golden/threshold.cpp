// threshold: T evenly spaced levels, the coarse ones first, the same for every pixel.
#include <cstddef>

#include "sim/golden/sequences.hpp"

namespace scbnn::golden {

std::vector<std::uint8_t> threshold_values(int presentations, int pixels) {
  std::vector<std::uint8_t> values;
  for (int t = 0; t < presentations; ++t) {
    int rank = 0;
    for (int other = 0; other < presentations; ++other) {
      if (reversed(other) < reversed(t)) ++rank;
    }
    // ceil((2 rank + 1) * 255 / (2 T))
    const int divisor = 2 * presentations;
    const int level = ((2 * rank + 1) * 255 + divisor - 1) / divisor;
    values.insert(values.end(), static_cast<std::size_t>(pixels), static_cast<std::uint8_t>(level));
  }
  return values;
}

}  // namespace scbnn::golden
