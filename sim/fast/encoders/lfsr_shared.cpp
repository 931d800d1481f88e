// `lfsr-shared`: one register; each lane reads its bits in a different order.
#include "sim/fast/encoders/levels.hpp"
#include "sim/fast/encoders/shift_register.hpp"

namespace scbnn::fast {
namespace {

/// Bits `lane`, `lane` + stride, .. of the state, the first of them leading.
std::uint8_t read_bits(std::uint64_t state, std::size_t lane, std::size_t width) {
  const std::size_t stride = width % 7 == 0 ? 5 : 7;
  unsigned sample = 0;
  for (std::size_t bit = lane, count = 0; count < 8; ++count, bit = (bit + stride) % width) {
    sample = sample << 1 | static_cast<unsigned>(state >> bit & 1U);
  }
  return static_cast<std::uint8_t>(sample);
}

}  // namespace

std::vector<std::uint8_t> lfsr_shared_levels(const EncoderSettings& encoder,
                                             std::size_t presentations, std::size_t pixels) {
  constexpr std::uint64_t kStart = 0x9e3779b9;
  const ShiftRegister shift_register(encoder.width);
  const auto lanes = static_cast<std::size_t>(encoder.lanes);
  const auto width = static_cast<std::size_t>(encoder.width);

  std::uint64_t state = shift_register.start(kStart, encoder.seed);
  std::vector<std::uint8_t> levels(presentations * pixels);
  for (std::size_t row = 0; row < pixels; row += lanes) {
    for (std::size_t t = 0; t < presentations; ++t) {
      for (std::size_t lane = 0; lane < lanes && row + lane < pixels; ++lane) {
        levels[t * pixels + row + lane] = read_bits(state, lane, width);
      }
      state = shift_register.leap(state, width);
    }
  }
  return levels;
}

}  // namespace scbnn::fast
