// `lattice`: the radical inverse of t in base 2, shifted digitally by an ordered dither.
#include "sim/fast/encoders/levels.hpp"

namespace scbnn::fast {

std::vector<std::uint8_t> lattice_levels(const EncoderSettings& encoder, std::size_t presentations,
                                         std::size_t pixels) {
  std::vector<std::uint8_t> levels(presentations * pixels);
  auto scramble = static_cast<std::uint8_t>(encoder.seed);  // mod 256 from here on
  for (std::size_t i = 0; i < pixels; ++i) {
    std::uint8_t inverse = 0;
    for (std::size_t t = 0; t < presentations; ++t) {
      levels[t * pixels + i] = scramble ^ inverse;
      // The next inverse: add 1 to the reversed number, the carry runs to the right.
      unsigned carry = 128;
      while (carry != 0 && (inverse & carry) != 0) {
        inverse = static_cast<std::uint8_t>(inverse ^ carry);
        carry /= 2;
      }
      inverse = static_cast<std::uint8_t>(inverse | carry);
    }
    scramble = static_cast<std::uint8_t>(scramble + encoder.stride);
  }
  return levels;
}

}  // namespace scbnn::fast
