// The hash, and the numbers that it gives to sites.
#include "sim/golden/faults.hpp"

#include <array>

namespace scbnn::golden {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;
constexpr std::size_t kWords = 32;  // of a block: one a bit of a number
constexpr std::size_t kBlock = 64;  // sites

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9;
  x ^= x >> 27;
  x *= 0x94d049bb133111eb;
  x ^= x >> 31;
  return x;
}

std::uint64_t key_of(std::uint64_t seed, const SiteGroup& group) {
  std::uint64_t key = mix(seed + kGolden);
  const auto kind = static_cast<std::uint64_t>(group.kind);
  for (const std::uint64_t coordinate : {kind, group.a, group.b, group.c, group.d}) {
    key = mix((key ^ coordinate) + kGolden);
  }
  return key;
}

}  // namespace

std::vector<std::uint32_t> site_numbers(std::uint64_t seed, const SiteGroup& group,
                                        std::size_t sites) {
  const std::uint64_t key = key_of(seed, group);
  std::vector<std::uint32_t> numbers(sites, 0);
  std::array<std::uint64_t, kWords> words{};
  for (std::size_t site = 0; site < sites; ++site) {
    if (site % kBlock == 0) {
      for (std::size_t v = 0; v < kWords; ++v) {
        words[v] = mix(key + kGolden * (site / kBlock * kWords + v + 1));
      }
    }
    for (std::size_t v = 0; v < kWords; ++v) {
      const auto bit = static_cast<std::uint32_t>(words[v] >> site % kBlock & 1);
      numbers[site] |= bit << (kWords - 1 - v);
    }
  }
  return numbers;
}

std::vector<std::uint8_t> failing(std::uint64_t seed, const SiteGroup& group, std::size_t sites,
                                  std::uint64_t limit) {
  std::vector<std::uint8_t> fails(sites, 0);
  if (limit == 0) return fails;
  const std::vector<std::uint32_t> numbers = site_numbers(seed, group, sites);
  for (std::size_t site = 0; site < sites; ++site) fails[site] = numbers[site] < limit;
  return fails;
}

}  // namespace scbnn::golden
