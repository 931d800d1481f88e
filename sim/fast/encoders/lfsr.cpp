// `lfsr`: one register per lane, lanes as far apart on the cycle of states as they can be.
#include "sim/fast/encoders/levels.hpp"
#include "sim/fast/encoders/shift_register.hpp"

namespace scbnn::fast {
namespace {

/// Where lane 0 starts without a seed. From a state of few ones a wide register of two taps would
/// take many samples to fill.
std::uint64_t origin(const ShiftRegister& shift_register) {
  constexpr std::uint64_t kDense = 0x9e3779b9;
  return shift_register.width() == 8 ? 1 : kDense & shift_register.period();
}

}  // namespace

std::vector<std::uint8_t> lfsr_samples(const EncoderSettings& encoder, std::size_t presentations,
                                       std::size_t pixels) {
  constexpr std::uint64_t kStepsPerSample = 8;
  const ShiftRegister shift_register(encoder.width);
  const auto lanes = static_cast<std::size_t>(encoder.lanes);
  const std::uint64_t distance = shift_register.period() / lanes * kStepsPerSample;

  std::vector<std::uint8_t> samples(presentations * pixels);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    std::uint64_t state = shift_register.start(
        shift_register.leap(origin(shift_register), distance * lane), encoder.seed);
    for (std::size_t i = lane; i < pixels; i += lanes) {
      for (std::size_t t = 0; t < presentations; ++t) {
        samples[t * pixels + i] = static_cast<std::uint8_t>(state & 0xffU);
        for (std::uint64_t k = 0; k < kStepsPerSample; ++k) state = shift_register.step(state);
      }
    }
  }
  return samples;
}

std::vector<std::uint8_t> lfsr_levels(const EncoderSettings& encoder, std::size_t presentations,
                                      std::size_t pixels) {
  std::vector<std::uint8_t> levels = lfsr_samples(encoder, presentations, pixels);
  if (encoder.width == 8) {  // the whole state, never 0: p >= r
    for (std::uint8_t& level : levels) --level;
  }
  return levels;
}

}  // namespace scbnn::fast
