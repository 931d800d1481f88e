// lattice: the bits of t reversed, XOR a byte that advances by the stride from pixel to pixel.
#include "sim/golden/sequences.hpp"

namespace scbnn::golden {

std::vector<std::uint8_t> lattice_values(const EncoderSettings& encoder, int presentations,
                                         int pixels) {
  std::vector<std::uint8_t> values;
  for (int t = 0; t < presentations; ++t) {
    for (int i = 0; i < pixels; ++i) {
      const std::int64_t scramble = (std::int64_t{encoder.stride} * i + encoder.seed) % 256;
      values.push_back(static_cast<std::uint8_t>(reversed(t) ^ scramble));
    }
  }
  return values;
}

}  // namespace scbnn::golden
