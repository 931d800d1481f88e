// `threshold`: T evenly spaced levels for all pixels, the coarse ones first.
#include <algorithm>
#include <numeric>

#include "sim/fast/encoders/levels.hpp"

namespace scbnn::fast {
namespace {

unsigned reversed(std::size_t byte) {
  unsigned result = 0;
  for (unsigned bit = 0; bit < 8; ++bit) result = result << 1 | (byte >> bit & 1U);
  return result;
}

}  // namespace

std::vector<std::uint8_t> threshold_levels(std::size_t presentations, std::size_t pixels) {
  // Presentations in the order of their reversed bits: the j-th of them takes the j-th level.
  std::vector<std::size_t> by_rank(presentations);
  std::iota(by_rank.begin(), by_rank.end(), std::size_t{0});
  std::sort(by_rank.begin(), by_rank.end(),
            [](std::size_t a, std::size_t b) { return reversed(a) < reversed(b); });

  std::vector<std::uint8_t> levels(presentations * pixels);
  for (std::size_t rank = 0; rank < presentations; ++rank) {
    const std::size_t doubled = 2 * presentations;
    const std::size_t r = ((2 * rank + 1) * 255 + doubled - 1) / doubled;  // p >= r
    const auto row = levels.begin() + static_cast<std::ptrdiff_t>(by_rank[rank] * pixels);
    std::fill_n(row, pixels, static_cast<std::uint8_t>(r - 1));
  }
  return levels;
}

}  // namespace scbnn::fast
