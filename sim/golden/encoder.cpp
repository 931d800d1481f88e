// Which kind has which sequence, and the comparison.
#include "sim/golden/encoder.hpp"

#include <cassert>
#include <cstddef>

#include "sim/golden/sequences.hpp"

namespace scbnn::golden {

std::vector<std::uint8_t> random_values(const EncoderSettings& encoder, int presentations,
                                        int pixels) {
  switch (encoder.kind) {
    case EncoderKind::kLfsr:
      return lfsr_values(encoder, presentations, pixels);
    case EncoderKind::kLfsrShared:
      return lfsr_shared_values(encoder, presentations, pixels);
    case EncoderKind::kVanDerCorput:
      return van_der_corput_values(encoder, presentations, pixels);
    case EncoderKind::kSobol:
      return sobol_values(encoder, presentations, pixels);
    case EncoderKind::kLattice:
      return lattice_values(encoder, presentations, pixels);
    case EncoderKind::kThreshold:
      return threshold_values(presentations, pixels);
  }
  assert(false);
  return {};
}

std::uint8_t compare(const EncoderSettings& encoder, std::uint8_t pixel, std::uint8_t random) {
  const bool never_0 = encoder.kind == EncoderKind::kThreshold ||
                       (encoder.kind == EncoderKind::kLfsr && encoder.width == 8);
  return never_0 ? pixel >= random : pixel > random;
}

std::vector<std::uint8_t> encode(const EncoderSettings& encoder, int presentations,
                                 std::span<const std::uint8_t> pixels) {
  std::vector<std::uint8_t> bits =
      random_values(encoder, presentations, static_cast<int>(pixels.size()));
  for (std::size_t at = 0; at < bits.size(); ++at) {
    bits[at] = compare(encoder, pixels[at % pixels.size()], bits[at]);
  }
  return bits;
}

}  // namespace scbnn::golden
