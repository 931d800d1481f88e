// One loop a sum.
#include "sim/golden/counting.hpp"

#include <cstddef>

namespace scbnn::golden {

#ifdef __x86_64__
__attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
#endif
std::int64_t
count_agreements(const std::uint8_t* weights, const Patch& patch) {
  const std::vector<std::uint8_t>& bits = patch.values;
  int count = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) count += weights[i] == bits[i] ? 1 : 0;
  return count;
}

std::int64_t dot_product(const std::uint8_t* weights, const Patch& patch) {
  const std::vector<std::uint8_t>& pixels = patch.values;
  int sum = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) sum += weights[i] != 0 ? pixels[i] : -pixels[i];
  return sum;
}

std::int64_t count_both_ways(const std::uint8_t* weights, const Patch& patch, int most) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < patch.values.size(); ++i) {
    if (patch.present[i] == 0) continue;
    sum += weights[i] != 0 ? patch.values[i] : most - patch.values[i];
  }
  return sum;
}

std::int64_t count_negative(const std::uint8_t* weights, const Patch& patch) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < patch.present.size(); ++i) {
    count += patch.present[i] != 0 && weights[i] == 0 ? 1 : 0;
  }
  return count;
}

}  // namespace scbnn::golden
