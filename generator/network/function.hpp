// Which function of the image an accelerator computes, apart from the network itself.
//
// The golden model, the fast model and the RTL are functions of (network, FunctionSettings,
// image) and of nothing else: folding, memories and interface widths are no part of it.
#pragma once

#include <cstdint>

#include "generator/network/network.hpp"

namespace scbnn {

enum class EncoderKind {
  kLfsr,  ///< one linear-feedback shift register a lane (Hirtzlin et al. 2019)
};

/// The stochastic encoder; docs/encoders.md defines each sequence exactly.
struct EncoderSettings {
  EncoderKind kind = EncoderKind::kLfsr;
  int width = 8;            ///< bits of a shift register, 8..32
  int lanes = 16;           ///< 1..64; pixel i belongs to lane i mod lanes
  std::uint32_t seed = 0;   ///< its low `width` bits count
};

/// How T presentations are accumulated.
enum class Mode {
  kFirst,  ///< sums over the presentations in the first layer, the rest runs once
};

struct FunctionSettings {
  InputKind input = InputKind::kStochastic;
  EncoderSettings encoder;  ///< unused with kFixedPoint
  Mode mode = Mode::kFirst;
  int presentations = 4;    ///< T, 1..255; unused with kFixedPoint
};

}  // namespace scbnn
