// Leaps along an LFSR's cycle are powers of its step matrix over GF(2).
#include "generator/plan/lfsr.hpp"

#include <cassert>
#include <cstddef>
#include <initializer_list>

#include "generator/plan/widths.hpp"

namespace scbnn {
namespace {

constexpr std::uint32_t kDenseStart = 0x9e3779b9;  // its low bits, for registers wider than 8
constexpr int kLeastWidth = 8;
constexpr int kStepsPerSample = 8;

using Terms = std::array<int, 4>;  // exponents, 0 where there are fewer
constexpr std::array<Terms, 25> kPolynomials{{
    {8, 6, 5, 4},  {9, 5},           {10, 7},       {11, 9},         {12, 6, 4, 1},
    {13, 4, 3, 1}, {14, 5, 3, 1},    {15, 14},      {16, 15, 13, 4}, {17, 14},
    {18, 11},      {19, 6, 2, 1},    {20, 17},      {21, 19},        {22, 21},
    {23, 18},      {24, 23, 22, 17}, {25, 22},      {26, 6, 2, 1},   {27, 5, 2, 1},
    {28, 25},      {29, 27},         {30, 6, 4, 1}, {31, 28},        {32, 22, 2, 1},
}};

/// `first` after `second`.
StateMap product(const StateMap& first, const StateMap& second) {
  StateMap result;
  for (std::size_t k = 0; k < result.columns.size(); ++k) {
    result.columns[k] = first(second.columns[k]);
  }
  return result;
}

}  // namespace

std::uint32_t StateMap::operator()(std::uint32_t state) const {
  std::uint32_t image = 0;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (((state >> k) & 1U) != 0) image ^= columns[k];
  }
  return image;
}

std::uint32_t lfsr_taps(int width) {
  assert(width >= kLeastWidth && width <= 32);
  std::uint32_t taps = 0;
  for (const int term : kPolynomials[static_cast<std::size_t>(width - kLeastWidth)]) {
    if (term != 0) taps |= std::uint32_t{1} << (term - 1);
  }
  return taps;
}

StateMap lfsr_step(int width) {
  const std::uint32_t taps = lfsr_taps(width);
  StateMap step;
  for (int k = 0; k < width; ++k) {
    const auto bit = static_cast<std::size_t>(k);
    const std::uint32_t shifted = (std::uint32_t{1} << k) << 1;  // bit 31 falls out
    step.columns[bit] = (shifted & low_bits(width)) | ((taps >> k) & 1U);
  }
  return step;
}

StateMap power(const StateMap& map, int width, std::uint64_t count) {
  StateMap result;
  for (int k = 0; k < width; ++k) {
    result.columns[static_cast<std::size_t>(k)] = std::uint32_t{1} << k;
  }
  for (StateMap square = map; count != 0; count >>= 1, square = product(square, square)) {
    if ((count & 1U) != 0) result = product(square, result);
  }
  return result;
}

std::vector<std::uint32_t> start_states(const EncoderSettings& encoder) {
  const auto seeded = [&](std::uint32_t state) {
    const std::uint32_t start = (state ^ encoder.seed) & low_bits(encoder.width);
    return start == 0 ? 1 : start;
  };
  if (encoder.kind == EncoderKind::kLfsrShared) return {seeded(kDenseStart)};
  const std::uint64_t period = low_bits(encoder.width);
  const std::uint64_t samples_apart = period / static_cast<std::uint64_t>(encoder.lanes);
  const StateMap apart =
      power(lfsr_step(encoder.width), encoder.width, kStepsPerSample * samples_apart);
  std::vector<std::uint32_t> states;
  std::uint32_t state = encoder.width == kLeastWidth ? 1 : kDenseStart & low_bits(encoder.width);
  for (int lane = 0; lane < encoder.lanes; ++lane) {
    states.push_back(seeded(state));
    state = apart(state);
  }
  return states;
}

}  // namespace scbnn
