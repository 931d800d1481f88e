// Picks an encoder by its kind.
#include "sim/fast/encoders/levels.hpp"

namespace scbnn::fast {

std::vector<std::uint8_t> encoder_levels(const EncoderSettings& encoder, std::size_t presentations,
                                         std::size_t pixels) {
  switch (encoder.kind) {
    case EncoderKind::kLfsrShared:
      return lfsr_shared_levels(encoder, presentations, pixels);
    case EncoderKind::kVanDerCorput:
      return van_der_corput_levels(encoder, presentations, pixels);
    case EncoderKind::kSobol:
      return sobol_levels(encoder, presentations, pixels);
    case EncoderKind::kLattice:
      return lattice_levels(encoder, presentations, pixels);
    case EncoderKind::kThreshold:
      return threshold_levels(presentations, pixels);
    case EncoderKind::kLfsr:
      break;
  }
  return lfsr_levels(encoder, presentations, pixels);
}

}  // namespace scbnn::fast
