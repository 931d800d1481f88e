// The fastest that a core multiplies and counts bits the plain way: XOR, popcount, add.
#pragma once

#include <cstdint>

#include "sim/fast/fast.hpp"

namespace scbnn::bench {

/// Words of 64 bits that one call of `count_in_l1` goes through.
inline constexpr std::int64_t kWordsPerCall = 16 * 8 * 8 * 16;

/// XORs, counts and adds kWordsPerCall words that lie in the first-level cache, and nothing else.
/// Returns the sum, so that the work cannot be left out.
[[nodiscard]] std::uint64_t count_in_l1(fast::Isa isa);

}  // namespace scbnn::bench
