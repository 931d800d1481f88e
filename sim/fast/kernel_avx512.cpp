// The kernels for AVX-512 with VPOPCNTDQ: a group of neurons is one register.
#include "sim/fast/kernels.hpp"

#ifdef __x86_64__

#include <immintrin.h>

#include <algorithm>

namespace scbnn::fast {
namespace {

/// What one image of a tile has counted so far, one neuron per lane.
struct Counter {
  __m512i total;
  __m512i ones;  ///< bits seen an odd number of times in this plane, not yet counted
};

/// Adds the bits in which two words differ from the activations: x0 = w0 ^ a0, x1 = w1 ^ a1. One
/// full adder takes ones + x0 + x1; only its carry is counted, and the end of the plane doubles it.
/// With the XORs in its three ternary operations that is 5 instructions for 2 words instead of 6.
[[gnu::target("avx512f,avx512vpopcntdq"), gnu::always_inline]] inline void add_pair(
    Counter& counter, __m512i w0, __m512i a0, __m512i w1, __m512i a1) {
  constexpr int kXor = 0x96;    // of all three
  constexpr int kCarry = 0x3a;  // the first ? not the second : the third
  const __m512i half = _mm512_ternarylogic_epi64(counter.ones, w0, a0, kXor);
  const __m512i sum = _mm512_ternarylogic_epi64(half, w1, a1, kXor);
  // Where ones and x0 differ the carry is x1, and there sum = !x1; elsewhere it is ones.
  const __m512i carry = _mm512_ternarylogic_epi64(half, sum, counter.ones, kCarry);
  counter.total = _mm512_add_epi64(counter.total, _mm512_popcnt_epi64(carry));
  counter.ones = sum;
}

[[gnu::target("avx512f"), gnu::always_inline]] inline __m512i broadcast(std::uint64_t word) {
  return _mm512_set1_epi64(static_cast<long long>(word));
}

/// Y of a group's neurons for each image of a tile.
[[gnu::target("avx512f,avx512vpopcntdq"), gnu::always_inline]] inline void count_tile(
    const PackedLayer& layer, std::size_t group, const std::uint64_t* input, Counter* counters) {
  const std::uint64_t* const begin = layer.weights.data() + group * layer.words * kLanes;
  const std::uint64_t* const end = begin + layer.words * kLanes;
#pragma GCC unroll 8
  for (std::size_t b = 0; b < kTile; ++b) counters[b].total = _mm512_setzero_si512();
  for (std::size_t plane = layer.planes; plane-- > 0;) {
    const std::uint64_t* a = input + plane * layer.words * kTile;
    const std::uint64_t* w = begin;
    if (layer.words % 2 != 0) {
      const __m512i w0 = _mm512_load_si512(w);
#pragma GCC unroll 8
      for (std::size_t b = 0; b < kTile; ++b) {
        counters[b].ones = _mm512_xor_si512(w0, broadcast(a[b]));
      }
      w += kLanes;
      a += kTile;
    } else {
#pragma GCC unroll 8
      for (std::size_t b = 0; b < kTile; ++b) counters[b].ones = _mm512_setzero_si512();
    }
    for (; w != end; w += 2 * kLanes, a += 2 * kTile) {
      const __m512i w0 = _mm512_load_si512(w);
      const __m512i w1 = _mm512_load_si512(w + kLanes);
#pragma GCC unroll 8
      for (std::size_t b = 0; b < kTile; ++b) {
        add_pair(counters[b], w0, broadcast(a[b]), w1, broadcast(a[kTile + b]));
      }
    }
    // Twice the carries of this plane and what the planes above have counted, and the odd ones.
#pragma GCC unroll 8
    for (std::size_t b = 0; b < kTile; ++b) {
      counters[b].total = _mm512_add_epi64(_mm512_add_epi64(counters[b].total, counters[b].total),
                                           _mm512_popcnt_epi64(counters[b].ones));
    }
  }
}

[[gnu::target("avx512f,avx512vpopcntdq")]] void hidden(
    const PackedLayer& layer, std::size_t group, std::size_t tiles, const std::uint64_t* inputs,
    std::size_t input_stride, std::uint64_t* outputs, std::size_t output_stride) {
  const __m512i limits = _mm512_load_si512(layer.limits.data() + group * kLanes);
  std::uint64_t* word = outputs + group / 8 * kTile;
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    Counter counters[kTile];
    count_tile(layer, group, inputs + tile * input_stride, counters);
    auto* byte = reinterpret_cast<std::uint8_t*>(word + tile * output_stride) + group % 8;
#pragma GCC unroll 8
    for (std::size_t b = 0; b < kTile; ++b) {
      byte[b * sizeof(std::uint64_t)] =
          static_cast<std::uint8_t>(_mm512_cmple_epi64_mask(counters[b].total, limits));
    }
  }
}

[[gnu::target("avx512f,avx512vpopcntdq")]] void count(const PackedLayer& layer, std::size_t group,
                                                      const std::uint64_t* input,
                                                      std::int64_t* counts) {
  Counter counters[kTile];
  count_tile(layer, group, input, counters);
#pragma GCC unroll 8
  for (std::size_t b = 0; b < kTile; ++b) {
    _mm512_store_si512(counts + b * kLanes, counters[b].total);
  }
}

[[gnu::target("avx512f,avx512bw")]] void encode(const PackedEncoder& encoder,
                                                const std::uint8_t* pixels, std::size_t size,
                                                std::size_t images, std::uint64_t* tile) {
  for (std::size_t k = 0; k < encoder.words; ++k) {
    const std::size_t left = size - k * kWordBits;
    const __mmask64 present = left >= kWordBits ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
    for (std::size_t b = 0; b < images; ++b) {
      const __m512i pixel = _mm512_maskz_loadu_epi8(present, pixels + b * size + k * kWordBits);
      __m512i counts = encoder.presentations == 0 ? pixel : _mm512_setzero_si512();
      for (std::size_t t = 0; t < encoder.presentations; ++t) {
        const __m512i level =
            _mm512_load_si512(encoder.levels.data() + (t * encoder.words + k) * kWordBits);
        const __mmask64 above = _mm512_cmpgt_epu8_mask(pixel, level);
        counts = _mm512_mask_sub_epi8(counts, above, counts, _mm512_set1_epi8(-1));
      }
      for (std::size_t plane = 0; plane < encoder.planes; ++plane) {
        const __m512i bit = _mm512_set1_epi8(static_cast<char>(1U << plane));
        tile[(plane * encoder.words + k) * kTile + b] = _mm512_test_epi8_mask(counts, bit);
      }
    }
  }
}

}  // namespace

Kernels avx512_kernels() { return {encode, hidden, count}; }

}  // namespace scbnn::fast

#endif
