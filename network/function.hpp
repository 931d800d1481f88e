// Which function of the image an accelerator computes, apart from the network itself.
//
// The golden model, the fast model and the RTL are functions of (network, FunctionSettings,
// image) and of nothing else: folding, memories and interface widths are no part of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "network/network.hpp"

namespace scbnn {

enum class EncoderKind {
  kLfsr,          ///< one linear-feedback shift register per lane (Hirtzlin et al. 2019)
  kLfsrShared,    ///< one shift register for all lanes, its bits in another order for each
  kVanDerCorput,  ///< bit-reversed presentation number, XOR a random byte per pixel
  kSobol,         ///< a Sobol dimension by pixel, XOR a random byte per pixel
  kLattice,       ///< as kVanDerCorput, with a byte that advances from pixel to pixel
  kThreshold,     ///< T evenly spaced levels, the same for every pixel
};

/// Whether an encoder draws from shift registers, and so has a width and lanes.
[[nodiscard]] constexpr bool has_shift_registers(EncoderKind kind) {
  return kind != EncoderKind::kLattice && kind != EncoderKind::kThreshold;
}

/// All encoders, and their names in configurations, in the order of EncoderKind.
inline constexpr std::array kEncoderKinds = {EncoderKind::kLfsr,         EncoderKind::kLfsrShared,
                                             EncoderKind::kVanDerCorput, EncoderKind::kSobol,
                                             EncoderKind::kLattice,      EncoderKind::kThreshold};
inline constexpr std::array<std::string_view, kEncoderKinds.size()> kEncoderNames = {
    "lfsr", "lfsr-shared", "van-der-corput", "sobol", "lattice", "threshold"};

[[nodiscard]] constexpr std::string_view name_of(EncoderKind kind) {
  return kEncoderNames[static_cast<std::size_t>(kind)];
}

/// The stochastic encoder; docs/encoders.md defines each sequence exactly. kLattice uses stride and
/// seed alone, kThreshold none of the numbers.
struct EncoderSettings {
  EncoderKind kind = EncoderKind::kLfsr;
  int width = 8;           ///< bits of a shift register, 8..32; kLfsrShared: 16..32
  int lanes = 16;          ///< 1..64, kLfsrShared: 1..width; pixel i belongs to lane i mod lanes
  std::uint32_t seed = 0;  ///< its low `width` bits count; kLattice: its low 8 bits
  int stride = 197;        ///< kLattice: from one pixel's byte to the next; odd, 1..255
};

/// How T presentations are accumulated.
enum class Mode {
  kFirst,   ///< sums over the presentations in the first layer, the rest runs once
  kOutput,  ///< every presentation runs through the whole network, class scores add up
};

[[nodiscard]] constexpr std::string_view name_of(Mode mode) {
  return mode == Mode::kFirst ? "first" : "output";
}

struct FunctionSettings {
  InputKind input = InputKind::kStochastic;
  EncoderSettings encoder;  ///< unused with kFixedPoint
  Mode mode = Mode::kFirst;
  int presentations = 4;  ///< T, 1..255; unused with kFixedPoint

  /// Mode kOutput: presentations end once the leading class is ahead by so much, >= 1; absent:
  /// never before T.
  std::optional<std::int64_t> margin;
};

}  // namespace scbnn
