// The kernels for AVX2: a group of neurons is two registers, popcounts are looked up by nibbles.
#include "sim/fast/kernels.hpp"

#ifdef __x86_64__

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace scbnn::fast {
namespace {

constexpr std::size_t kVectorLanes = 4;     ///< neurons of a register
constexpr std::size_t kImages = 4;          ///< whose counts share the registers
constexpr std::size_t kPairsPerFlush = 31;  ///< of words, until a byte could pass 255

/// What one image has counted so far.
struct Counter {
  __m256i bytes;  ///< partial counts, 8 bytes per neuron
  __m256i ones;   ///< bits seen an odd number of times in this plane, not yet counted
};

/// The popcount of each byte.
[[gnu::target("avx2"), gnu::always_inline]] inline __m256i popcount_bytes(__m256i bits) {
  const __m256i table =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m256i nibble = _mm256_set1_epi8(0x0f);
  const __m256i low = _mm256_and_si256(bits, nibble);
  const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bits, 4), nibble);
  return _mm256_add_epi8(_mm256_shuffle_epi8(table, low), _mm256_shuffle_epi8(table, high));
}

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i sum_bytes(__m256i bytes) {
  return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
}

[[gnu::target("avx2"), gnu::always_inline]] inline __m256i broadcast(std::uint64_t word) {
  return _mm256_set1_epi64x(static_cast<long long>(word));
}

/// Adds the bits in which two words differ from the activations; only the carry of a full adder is
/// counted, and the end of the plane doubles it.
[[gnu::target("avx2"), gnu::always_inline]] inline void add_pair(Counter& counter, __m256i w0,
                                                                 __m256i a0, __m256i w1,
                                                                 __m256i a1) {
  const __m256i half = _mm256_xor_si256(counter.ones, _mm256_xor_si256(w0, a0));
  const __m256i sum = _mm256_xor_si256(half, _mm256_xor_si256(w1, a1));
  // Where ones and w0 ^ a0 differ the carry is not sum, elsewhere it is ones.
  const __m256i carry =
      _mm256_or_si256(_mm256_andnot_si256(sum, half), _mm256_andnot_si256(half, counter.ones));
  counter.bytes = _mm256_add_epi8(counter.bytes, popcount_bytes(carry));
  counter.ones = sum;
}

/// Y of kVectorLanes neurons, beginning with lane `lane` of the group, for kImages images.
[[gnu::target("avx2"), gnu::always_inline]] inline void count_images(const PackedLayer& layer,
                                                                     std::size_t group,
                                                                     std::size_t lane,
                                                                     const std::uint64_t* input,
                                                                     __m256i* totals) {
  const std::uint64_t* const begin = layer.weights.data() + group * layer.words * kLanes + lane;
  Counter counters[kImages];
#pragma GCC unroll 4
  for (std::size_t b = 0; b < kImages; ++b) totals[b] = _mm256_setzero_si256();
  for (std::size_t plane = layer.planes; plane-- > 0;) {
    const std::uint64_t* a = input + plane * layer.words * kTile;
    const std::uint64_t* w = begin;
    std::size_t pairs = layer.words / 2;
#pragma GCC unroll 4
    for (std::size_t b = 0; b < kImages; ++b) counters[b].ones = _mm256_setzero_si256();
    if (layer.words % 2 != 0) {
      const __m256i w0 = _mm256_load_si256(reinterpret_cast<const __m256i*>(w));
#pragma GCC unroll 4
      for (std::size_t b = 0; b < kImages; ++b) {
        counters[b].ones = _mm256_xor_si256(w0, broadcast(a[b]));
      }
      w += kLanes;
      a += kTile;
    }
    while (pairs != 0) {
      const std::size_t some = std::min(pairs, kPairsPerFlush);
      pairs -= some;
#pragma GCC unroll 4
      for (std::size_t b = 0; b < kImages; ++b) counters[b].bytes = _mm256_setzero_si256();
      for (std::size_t pair = 0; pair < some; ++pair, w += 2 * kLanes, a += 2 * kTile) {
        const __m256i w0 = _mm256_load_si256(reinterpret_cast<const __m256i*>(w));
        const __m256i w1 = _mm256_load_si256(reinterpret_cast<const __m256i*>(w + kLanes));
#pragma GCC unroll 4
        for (std::size_t b = 0; b < kImages; ++b) {
          add_pair(counters[b], w0, broadcast(a[b]), w1, broadcast(a[kTile + b]));
        }
      }
#pragma GCC unroll 4
      for (std::size_t b = 0; b < kImages; ++b) {
        totals[b] = _mm256_add_epi64(totals[b], sum_bytes(counters[b].bytes));
      }
    }
    // Twice the carries of this plane and what the planes above have counted, and the odd ones.
#pragma GCC unroll 4
    for (std::size_t b = 0; b < kImages; ++b) {
      totals[b] = _mm256_add_epi64(_mm256_slli_epi64(totals[b], 1),
                                   sum_bytes(popcount_bytes(counters[b].ones)));
    }
  }
}

[[gnu::target("avx2")]] void count(const PackedLayer& layer, std::size_t group,
                                   const std::uint64_t* input, std::int64_t* counts) {
  for (std::size_t b = 0; b < kTile; b += kImages) {
    for (std::size_t lane = 0; lane < kLanes; lane += kVectorLanes) {
      __m256i totals[kImages];
      count_images(layer, group, lane, input + b, totals);
#pragma GCC unroll 4
      for (std::size_t i = 0; i < kImages; ++i) {
        _mm256_store_si256(reinterpret_cast<__m256i*>(counts + (b + i) * kLanes + lane), totals[i]);
      }
    }
  }
}

[[gnu::target("avx2")]] void hidden(const PackedLayer& layer, std::size_t group, std::size_t tiles,
                                    const std::uint64_t* inputs, std::size_t input_stride,
                                    std::uint64_t* outputs, std::size_t output_stride) {
  const auto* limits = reinterpret_cast<const __m256i*>(layer.limits.data() + group * kLanes);
  std::uint64_t* word = outputs + group / 8 * kTile;
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const std::uint64_t* input = inputs + tile * input_stride;
    auto* byte = reinterpret_cast<std::uint8_t*>(word + tile * output_stride) + group % 8;
    for (std::size_t b = 0; b < kTile; b += kImages) {
      unsigned off[kImages] = {};  // the neurons over their limit
      for (std::size_t half = 0; half < 2; ++half) {
        const __m256i limit = _mm256_load_si256(limits + half);
        __m256i totals[kImages];
        count_images(layer, group, half * kVectorLanes, input + b, totals);
#pragma GCC unroll 4
        for (std::size_t i = 0; i < kImages; ++i) {
          const __m256i over = _mm256_cmpgt_epi64(totals[i], limit);
          off[i] |= static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(over)))
                    << half * kVectorLanes;
        }
      }
      for (std::size_t i = 0; i < kImages; ++i) {
        byte[(b + i) * sizeof(std::uint64_t)] = static_cast<std::uint8_t>(~off[i]);
      }
    }
  }
}

/// The bits of 32 pixels.
[[gnu::target("avx2"), gnu::always_inline]] inline std::uint64_t top_bits(__m256i bytes) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
}

[[gnu::target("avx2")]] void encode(const PackedEncoder& encoder, const std::uint8_t* pixels,
                                    std::size_t size, std::size_t images, std::uint64_t* tile) {
  for (std::size_t b = 0; b < images; ++b) {
    for (std::size_t k = 0; k < encoder.words; ++k) {
      std::array<std::uint8_t, kWordBits> padded{};
      const std::size_t first = k * kWordBits;
      std::memcpy(padded.data(), pixels + b * size + first, std::min(kWordBits, size - first));
      __m256i counts[2];
      for (std::size_t half = 0; half < 2; ++half) {
        const __m256i pixel =
            _mm256_loadu_si256(reinterpret_cast<const __m256i*>(padded.data() + half * 32));
        __m256i sum = encoder.presentations == 0 ? pixel : _mm256_setzero_si256();
        for (std::size_t t = 0; t < encoder.presentations; ++t) {
          const __m256i level = _mm256_load_si256(reinterpret_cast<const __m256i*>(
              encoder.levels.data() + (t * encoder.words + k) * kWordBits + half * 32));
          // Unsigned pixel <= level is max(pixel, level) == level, -1 where it holds.
          const __m256i not_above = _mm256_cmpeq_epi8(_mm256_max_epu8(pixel, level), level);
          sum = _mm256_add_epi8(sum, _mm256_add_epi8(not_above, _mm256_set1_epi8(1)));
        }
        counts[half] = sum;
      }
      for (std::size_t plane = 0; plane < encoder.planes; ++plane) {
        const __m128i to_top = _mm_cvtsi32_si128(static_cast<int>(7 - plane));
        tile[(plane * encoder.words + k) * kTile + b] =
            top_bits(_mm256_sll_epi16(counts[0], to_top)) |
            top_bits(_mm256_sll_epi16(counts[1], to_top)) << 32;
      }
    }
  }
}

}  // namespace

Kernels avx2_kernels() { return {encode, hidden, count}; }

}  // namespace scbnn::fast

#endif
