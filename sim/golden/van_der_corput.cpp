// van-der-corput: the bits of t reversed, XOR a random byte per pixel.
#include <cstddef>

#include "sim/golden/sequences.hpp"

namespace scbnn::golden {

std::uint8_t reversed(int t) {
  int result = 0;
  for (int bit = 0; bit < 8; ++bit) result |= (t >> bit & 1) << (7 - bit);
  return static_cast<std::uint8_t>(result);
}

std::vector<std::uint8_t> scrambles(const EncoderSettings& encoder, int pixels) {
  return lfsr_values(encoder, 1, pixels);
}

std::vector<std::uint8_t> van_der_corput_values(const EncoderSettings& encoder, int presentations,
                                                int pixels) {
  const std::vector<std::uint8_t> scramble = scrambles(encoder, pixels);
  std::vector<std::uint8_t> values;
  for (int t = 0; t < presentations; ++t) {
    for (const std::uint8_t s : scramble) {
      values.push_back(static_cast<std::uint8_t>(reversed(t) ^ s));
    }
  }
  return values;
}

}  // namespace scbnn::golden
