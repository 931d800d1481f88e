// `van-der-corput`: the radical inverse of t in base 2, shifted digitally by a byte per pixel.
#include "sim/fast/encoders/levels.hpp"

namespace scbnn::fast {

std::vector<std::uint8_t> van_der_corput_levels(const EncoderSettings& encoder,
                                                std::size_t presentations, std::size_t pixels) {
  const std::vector<std::uint8_t> scramble = lfsr_samples(encoder, 1, pixels);
  std::vector<std::uint8_t> levels;
  levels.reserve(presentations * pixels);
  for (std::size_t t = 0; t < presentations; ++t) {
    unsigned inverse = 0;
    for (unsigned weight = 128, rest = static_cast<unsigned>(t); rest != 0;
         weight /= 2, rest /= 2) {
      if (rest % 2 != 0) inverse += weight;
    }
    for (const std::uint8_t byte : scramble) {
      levels.push_back(static_cast<std::uint8_t>(byte ^ inverse));
    }
  }
  return levels;
}

}  // namespace scbnn::fast
