// lfsr-shared: one register for all lanes; each lane reads its bits in a different order.
#include <cstddef>

#include "sim/golden/lfsr.hpp"
#include "sim/golden/sequences.hpp"

namespace scbnn::golden {

std::vector<std::uint8_t> lfsr_shared_values(const EncoderSettings& encoder, int presentations,
                                             int pixels) {
  const int width = encoder.width;
  const int stride = width % 7 != 0 ? 7 : 5;
  const std::uint32_t low_bits = 0xffffffffU >> (32 - width);
  std::uint32_t state = (0x9e3779b9U ^ encoder.seed) & low_bits;
  if (state == 0) state = 1;

  std::vector<std::uint8_t> values(static_cast<std::size_t>(presentations) *
                                   static_cast<std::size_t>(pixels));
  // A row of lanes after the other; its pixels share the state of each presentation.
  for (int row = 0; row < pixels; row += encoder.lanes) {
    for (int t = 0; t < presentations; ++t) {
      for (int lane = 0; lane < encoder.lanes && row + lane < pixels; ++lane) {
        unsigned value = 0;
        for (int j = 0; j < 8; ++j) {
          value |= (state >> ((lane + stride * j) % width) & 1U) << (7 - j);
        }
        values[static_cast<std::size_t>(t * pixels + row + lane)] =
            static_cast<std::uint8_t>(value);
      }
      for (int step = 0; step < width; ++step) state = lfsr_step(width, state);
    }
  }
  return values;
}

}  // namespace scbnn::golden
