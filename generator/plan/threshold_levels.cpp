// Ranks of reversed numbers, scaled to pixels.
#include "generator/plan/threshold_levels.hpp"

#include <cstddef>

namespace scbnn {
namespace {

int reversed(int byte) {
  int result = 0;
  for (int bit = 0; bit < 8; ++bit) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
}

}  // namespace

std::vector<int> threshold_levels(int presentations) {
  std::vector<int> levels;
  for (int t = 0; t < presentations; ++t) {
    int rank = 0;
    for (int other = 0; other < presentations; ++other) rank += reversed(other) < reversed(t);
    levels.push_back(((2 * rank + 1) * 255 + 2 * presentations - 1) / (2 * presentations));
  }
  return levels;
}

}  // namespace scbnn
