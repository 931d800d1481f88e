// `sobol`: 16 dimensions, their direction numbers from polynomials and initial numbers by the
// recurrence, shifted digitally by a byte per pixel.
#include <array>
#include <bit>

#include "sim/fast/encoders/levels.hpp"

namespace scbnn::fast {
namespace {

constexpr std::size_t kDimensions = 16;
constexpr std::size_t kBits = 8;

using Directions = std::array<unsigned, kBits>;

struct Dimension {
  unsigned polynomial;              ///< bit k is the coefficient of x^k; 1 (degree 0): dimension 0
  std::array<unsigned, 6> initial;  ///< as many as the degree
};

constexpr std::array<Dimension, kDimensions> kTable{{
    {0b1, {}},
    {0b11, {1}},
    {0b111, {1, 1}},
    {0b1011, {1, 3, 1}},
    {0b1101, {1, 3, 7}},
    {0b10011, {1, 3, 3, 11}},
    {0b11001, {1, 3, 5, 15}},
    {0b100101, {1, 1, 1, 7, 21}},
    {0b101001, {1, 1, 7, 1, 21}},
    {0b101111, {1, 1, 3, 13, 15}},
    {0b110111, {1, 3, 3, 15, 5}},
    {0b111011, {1, 3, 5, 11, 23}},
    {0b111101, {1, 3, 1, 3, 9}},
    {0b1000011, {1, 1, 7, 11, 11, 49}},
    {0b1011011, {1, 1, 3, 1, 7, 13}},
    {0b1100001, {1, 1, 7, 5, 25, 3}},
}};

Directions directions_of(const Dimension& dimension) {
  const auto degree = static_cast<std::size_t>(std::bit_width(dimension.polynomial)) - 1;
  std::array<unsigned, kBits> m{};
  Directions directions{};
  for (std::size_t k = 0; k < kBits; ++k) {
    if (degree == 0) {
      m[k] = 1;
    } else if (k < degree) {
      m[k] = dimension.initial[k];
    } else {
      // The term x^(n-i) of the polynomial brings 2^i m[k-i], and the last of them m[k-n] besides.
      m[k] = m[k - degree];
      for (std::size_t i = 1; i <= degree; ++i) {
        if ((dimension.polynomial >> (degree - i) & 1U) != 0) m[k] ^= m[k - i] << i;
      }
    }
    directions[k] = m[k] << (kBits - 1 - k);
  }
  return directions;
}

}  // namespace

std::vector<std::uint8_t> sobol_levels(const EncoderSettings& encoder, std::size_t presentations,
                                       std::size_t pixels) {
  std::vector<std::uint8_t> levels(presentations * pixels);
  const std::vector<std::uint8_t> scramble = lfsr_samples(encoder, 1, pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    const Directions directions = directions_of(kTable[i % kDimensions]);
    for (std::size_t t = 0; t < presentations; ++t) {
      unsigned value = scramble[i];
      for (std::size_t k = 0; k < kBits; ++k) {
        if ((t >> k & 1U) != 0) value ^= directions[k];
      }
      levels[t * pixels + i] = static_cast<std::uint8_t>(value);
    }
  }
  return levels;
}

}  // namespace scbnn::fast
