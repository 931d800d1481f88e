// The kernels in plain C++; the loops over lanes are what a compiler vectorizes.
#include <algorithm>
#include <array>

#include "sim/fast/kernels.hpp"

namespace scbnn::fast {
namespace {

constexpr std::size_t kPairsPerFlush = 31;  ///< of words, until a byte could pass 255

using Lanes = std::array<std::uint64_t, kLanes>;

/// The popcount of each byte.
std::uint64_t popcount_bytes(std::uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555U;
  bits = (bits & 0x3333333333333333U) + (bits >> 2 & 0x3333333333333333U);
  return (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fU;
}

std::uint64_t sum_bytes(std::uint64_t bytes) {
  constexpr std::uint64_t kEven = 0x00ff00ff00ff00ffU;
  return ((bytes & kEven) + (bytes >> 8 & kEven)) * 0x0001000100010001U >> 48;
}

/// Y of a group's neurons for one image of a tile.
Lanes count_image(const PackedLayer& layer, std::size_t group, const std::uint64_t* input) {
  const std::uint64_t* const begin = layer.weights.data() + group * layer.words * kLanes;
  Lanes totals{};
  for (std::size_t plane = layer.planes; plane-- > 0;) {
    const std::uint64_t* a = input + plane * layer.words * kTile;
    const std::uint64_t* w = begin;
    std::size_t pairs = layer.words / 2;
    Lanes ones{};  // bits seen an odd number of times in this plane, not yet counted
    if (layer.words % 2 != 0) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) ones[lane] = w[lane] ^ a[0];
      w += kLanes;
      a += kTile;
    }
    while (pairs != 0) {
      const std::size_t some = std::min(pairs, kPairsPerFlush);
      pairs -= some;
      Lanes bytes{};
      for (std::size_t pair = 0; pair < some; ++pair, w += 2 * kLanes, a += 2 * kTile) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          const std::uint64_t half = ones[lane] ^ w[lane] ^ a[0];
          const std::uint64_t sum = half ^ w[kLanes + lane] ^ a[kTile];
          const std::uint64_t carry = (half & ~sum) | (ones[lane] & ~half);
          bytes[lane] += popcount_bytes(carry);
          ones[lane] = sum;
        }
      }
      for (std::size_t lane = 0; lane < kLanes; ++lane) totals[lane] += sum_bytes(bytes[lane]);
    }
    // Twice the carries of this plane and what the planes above have counted, and the odd ones.
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      totals[lane] = 2 * totals[lane] + sum_bytes(popcount_bytes(ones[lane]));
    }
  }
  return totals;
}

void count(const PackedLayer& layer, std::size_t group, const std::uint64_t* input,
           std::int64_t* counts) {
  for (std::size_t b = 0; b < kTile; ++b) {
    const Lanes totals = count_image(layer, group, input + b);
    std::copy(totals.begin(), totals.end(), counts + b * kLanes);
  }
}

void hidden(const PackedLayer& layer, std::size_t group, std::size_t tiles,
            const std::uint64_t* inputs, std::size_t input_stride, std::uint64_t* outputs,
            std::size_t output_stride) {
  const std::int64_t* limits = layer.limits.data() + group * kLanes;
  const std::size_t shift = group % 8 * kLanes;
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    std::uint64_t* words = outputs + tile * output_stride + group / 8 * kTile;
    for (std::size_t b = 0; b < kTile; ++b) {
      const Lanes totals = count_image(layer, group, inputs + tile * input_stride + b);
      std::uint64_t bits = 0;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const bool on = static_cast<std::int64_t>(totals[lane]) <= limits[lane];
        bits |= std::uint64_t{on} << lane;
      }
      words[b] = (words[b] & ~(std::uint64_t{0xff} << shift)) | bits << shift;
    }
  }
}

void encode(const PackedEncoder& encoder, const std::uint8_t* pixels, std::size_t size,
            std::size_t images, std::uint64_t* tile) {
  for (std::size_t b = 0; b < images; ++b) {
    for (std::size_t k = 0; k < encoder.words; ++k) {
      const std::size_t first = k * kWordBits;
      std::array<std::uint8_t, kWordBits> word{};
      std::copy_n(pixels + b * size + first, std::min(kWordBits, size - first), word.begin());
      std::array<std::uint8_t, kWordBits> counts{};
      if (encoder.presentations == 0) counts = word;
      for (std::size_t t = 0; t < encoder.presentations; ++t) {
        const std::uint8_t* levels = encoder.levels.data() + (t * encoder.words + k) * kWordBits;
        for (std::size_t i = 0; i < kWordBits; ++i) {
          counts[i] = static_cast<std::uint8_t>(counts[i] + (word[i] > levels[i] ? 1 : 0));
        }
      }
      for (std::size_t plane = 0; plane < encoder.planes; ++plane) {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < kWordBits; ++i) {
          bits |= std::uint64_t{counts[i] >> plane & 1U} << i;
        }
        tile[(plane * encoder.words + k) * kTile + b] = bits;
      }
    }
  }
}

}  // namespace

Kernels portable_kernels() { return {encode, hidden, count}; }

}  // namespace scbnn::fast
