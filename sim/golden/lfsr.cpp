// lfsr: steps, samples and start states of the paper's encoder, word for word from
// docs/encoders.md.
#include "sim/golden/lfsr.hpp"

#include <array>
#include <cassert>
#include <cstddef>

#include "sim/golden/sequences.hpp"

namespace scbnn::golden {
namespace {

constexpr int kMinWidth = 8;
constexpr int kMaxWidth = 32;
constexpr int kBitsPerSample = 8;

/// Taps k of each width's polynomial; 0 fills the rows of two taps.
constexpr std::array<std::array<int, 4>, kMaxWidth - kMinWidth + 1> kTaps{{
    {8, 6, 5, 4},   {9, 5, 0, 0},     {10, 7, 0, 0},  {11, 9, 0, 0},   {12, 6, 4, 1},
    {13, 4, 3, 1},  {14, 5, 3, 1},    {15, 14, 0, 0}, {16, 15, 13, 4}, {17, 14, 0, 0},
    {18, 11, 0, 0}, {19, 6, 2, 1},    {20, 17, 0, 0}, {21, 19, 0, 0},  {22, 21, 0, 0},
    {23, 18, 0, 0}, {24, 23, 22, 17}, {25, 22, 0, 0}, {26, 6, 2, 1},   {27, 5, 2, 1},
    {28, 25, 0, 0}, {29, 27, 0, 0},   {30, 6, 4, 1},  {31, 28, 0, 0},  {32, 22, 2, 1},
}};

std::uint32_t low_bits(int width) { return 0xffffffffU >> (kMaxWidth - width); }

/// a(0), the state from which the lanes' start states are spaced.
std::uint32_t first_state(int width) { return width == 8 ? 1 : 0x9e3779b9U & low_bits(width); }

/// A linear map of states: what becomes of each single bit. Steps are linear, so that any number
/// of them is such a map.
using Map = std::array<std::uint32_t, kMaxWidth>;

std::uint32_t apply(const Map& map, std::uint32_t state) {
  std::uint32_t result = 0;
  for (std::size_t bit = 0; bit < map.size(); ++bit) {
    if ((state >> bit & 1U) != 0) result ^= map[bit];
  }
  return result;
}

Map sample_map(int width) {
  Map map{};
  for (int bit = 0; bit < width; ++bit) {
    map[static_cast<std::size_t>(bit)] = lfsr_next_sample(width, std::uint32_t{1} << bit);
  }
  return map;
}

Map compose(const Map& outer, const Map& inner) {
  Map map{};
  for (std::size_t bit = 0; bit < map.size(); ++bit) map[bit] = apply(outer, inner[bit]);
  return map;
}

/// The map of `samples` samples, by repeated squaring.
Map leap(int width, std::uint32_t samples) {
  Map result{};
  for (int bit = 0; bit < width; ++bit)
    result[static_cast<std::size_t>(bit)] = std::uint32_t{1} << bit;
  Map power = sample_map(width);
  for (; samples != 0; samples >>= 1) {
    if ((samples & 1U) != 0) result = compose(power, result);
    power = compose(power, power);
  }
  return result;
}

}  // namespace

std::uint32_t lfsr_step(int width, std::uint32_t state) {
  assert(width >= kMinWidth && width <= kMaxWidth);
  std::uint32_t feedback = 0;
  for (const int tap : kTaps[static_cast<std::size_t>(width - kMinWidth)]) {
    if (tap != 0) feedback ^= state >> (tap - 1) & 1U;
  }
  return (state << 1 | feedback) & low_bits(width);
}

std::uint32_t lfsr_next_sample(int width, std::uint32_t state) {
  for (int step = 0; step < kBitsPerSample; ++step) state = lfsr_step(width, state);
  return state;
}

std::vector<std::uint32_t> lfsr_start_states(int width, int lanes, std::uint32_t seed) {
  const Map to_next_lane = leap(width, low_bits(width) / static_cast<std::uint32_t>(lanes));
  std::vector<std::uint32_t> starts;
  std::uint32_t unseeded = first_state(width);
  for (int lane = 0; lane < lanes; ++lane) {
    const std::uint32_t seeded = unseeded ^ (seed & low_bits(width));
    starts.push_back(seeded == 0 ? 1 : seeded);
    unseeded = apply(to_next_lane, unseeded);
  }
  return starts;
}

std::vector<std::uint8_t> lfsr_values(const EncoderSettings& encoder, int presentations,
                                      int pixels) {
  std::vector<std::uint32_t> states = lfsr_start_states(encoder.width, encoder.lanes, encoder.seed);
  const auto size = static_cast<std::size_t>(pixels);
  const auto steps = static_cast<std::size_t>(presentations);
  std::vector<std::uint8_t> values(steps * size);
  for (std::size_t i = 0; i < size; ++i) {
    std::uint32_t& state = states[i % states.size()];
    for (std::size_t t = 0; t < steps; ++t) {
      values[t * size + i] = static_cast<std::uint8_t>(state & 0xffU);
      state = lfsr_next_sample(encoder.width, state);
    }
  }
  return values;
}

}  // namespace scbnn::golden
