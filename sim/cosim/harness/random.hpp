// The harness's random numbers: SplitMix64, one sequence per seed.
#pragma once

#include <cstdint>

namespace scbnn::cosim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  /// 0..bound-1; bound >= 1.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U);
  }

  /// True with this chance in percent.
  bool percent(std::uint32_t chance) { return chance > 0 && below(100) < chance; }

 private:
  std::uint64_t state_;
};

}  // namespace scbnn::cosim
