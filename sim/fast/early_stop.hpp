// When the presentations of an image end before the last.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace scbnn::fast {

/// The largest score less the second largest, which is the same where two share the first place;
/// of a single class there is none, and the answer is -1.
[[nodiscard]] inline std::int64_t lead(std::span<const std::int64_t> scores) {
  if (scores.size() < 2) return -1;
  std::int64_t first = scores[0];
  std::int64_t second = scores[1];
  if (second > first) std::swap(first, second);
  for (const std::int64_t score : scores.subspan(2)) {
    if (score > first) {
      second = first;
      first = score;
    } else if (score > second) {
      second = score;
    }
  }
  return first - second;
}

}  // namespace scbnn::fast
