// XOR, popcount, add over 16 words of 8 lanes for 8 operands: weights are loaded once for all
// operands, which leaves nothing to wait for but the three operations.
#include "bench/popcount_limit.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace scbnn::bench {
namespace {

constexpr std::size_t kWords = 16;
constexpr std::size_t kLanes = 8;
constexpr std::size_t kOperands = 8;
constexpr int kRepeats = 16;
static_assert(kWords * kLanes * kOperands * kRepeats == kWordsPerCall);

struct Data {
  alignas(64) std::array<std::uint64_t, kWords * kLanes> weights;
  alignas(64) std::array<std::uint64_t, kWords * kOperands> operands;
};

/// Any bits will do; the compiler may not know them.
Data& data() {
  static Data instance = [] {
    Data filled{};
    std::uint64_t state = 1;
    const auto draw = [&state] {
      return state = state * 6364136223846793005U + 1442695040888963407U;
    };
    std::generate(filled.weights.begin(), filled.weights.end(), draw);
    std::generate(filled.operands.begin(), filled.operands.end(), draw);
    return filled;
  }();
  return instance;
}

std::uint64_t count_portable(const Data& input) {
  std::uint64_t sum = 0;
  for (std::size_t b = 0; b < kOperands; ++b) {
    std::array<std::uint64_t, kLanes> bytes{};
    for (std::size_t k = 0; k < kWords; ++k) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        std::uint64_t x = input.weights[k * kLanes + lane] ^ input.operands[k * kOperands + b];
        x -= x >> 1 & 0x5555555555555555U;
        x = (x & 0x3333333333333333U) + (x >> 2 & 0x3333333333333333U);
        bytes[lane] += (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fU;
      }
    }
    for (const std::uint64_t x : bytes) {
      constexpr std::uint64_t kEven = 0x00ff00ff00ff00ffU;
      sum += ((x & kEven) + (x >> 8 & kEven)) * 0x0001000100010001U >> 48;
    }
  }
  return sum;
}

#ifdef __x86_64__

[[gnu::target("avx2")]] std::uint64_t count_avx2(const Data& input) {
  const __m256i table =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m256i nibble = _mm256_set1_epi8(0x0f);
  __m256i total = _mm256_setzero_si256();
  constexpr std::size_t kAtOnce = 4;
  for (std::size_t half = 0; half < kLanes; half += 4) {
    for (std::size_t first = 0; first < kOperands; first += kAtOnce) {
      __m256i bytes[kAtOnce] = {};
      for (std::size_t k = 0; k < kWords; ++k) {
        const __m256i w = _mm256_load_si256(
            reinterpret_cast<const __m256i*>(input.weights.data() + k * kLanes + half));
#pragma GCC unroll 4
        for (std::size_t b = 0; b < kAtOnce; ++b) {
          const __m256i x = _mm256_xor_si256(w, _mm256_set1_epi64x(static_cast<long long>(
                                                    input.operands[k * kOperands + first + b])));
          const __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(x, nibble));
          const __m256i high =
              _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), nibble));
          bytes[b] = _mm256_add_epi8(bytes[b], _mm256_add_epi8(low, high));
        }
      }
#pragma GCC unroll 4
      for (std::size_t b = 0; b < kAtOnce; ++b) {
        total = _mm256_add_epi64(total, _mm256_sad_epu8(bytes[b], _mm256_setzero_si256()));
      }
    }
  }
  alignas(32) std::uint64_t lanes[4];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), total);
  return lanes[0] + lanes[1] + lanes[2] + lanes[3];
}

[[gnu::target("avx512f,avx512vpopcntdq")]] std::uint64_t count_avx512(const Data& input) {
  __m512i totals[kOperands] = {};
  for (std::size_t k = 0; k < kWords; ++k) {
    const __m512i w = _mm512_load_si512(input.weights.data() + k * kLanes);
#pragma GCC unroll 8
    for (std::size_t b = 0; b < kOperands; ++b) {
      const __m512i x = _mm512_xor_si512(
          w, _mm512_set1_epi64(static_cast<long long>(input.operands[k * kOperands + b])));
      totals[b] = _mm512_add_epi64(totals[b], _mm512_popcnt_epi64(x));
    }
  }
  __m512i total = totals[0];
  for (std::size_t b = 1; b < kOperands; ++b) total = _mm512_add_epi64(total, totals[b]);
  alignas(64) std::uint64_t lanes[kLanes];
  _mm512_store_si512(lanes, total);
  std::uint64_t sum = 0;
  for (const std::uint64_t lane : lanes) sum += lane;
  return sum;
}

#endif

}  // namespace

std::uint64_t count_in_l1(fast::Isa isa) {
  Data& input = data();
  std::uint64_t sum = 0;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    asm volatile("" : "+m"(input));  // as if the bits had changed
    switch (isa) {
#ifdef __x86_64__
      case fast::Isa::kAvx512:
        sum += count_avx512(input);
        break;
      case fast::Isa::kAvx2:
        sum += count_avx2(input);
        break;
#endif
      default:
        sum += count_portable(input);
        break;
    }
  }
  return sum;
}

}  // namespace scbnn::bench
