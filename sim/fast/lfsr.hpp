// The fast model's own reading of the LFSR encoder in docs/encoders.md.
#pragma once

#include <cstdint>
#include <vector>

#include "generator/network/function.hpp"

namespace scbnn::fast {

/// For each presentation and pixel the largest pixel value whose bit is 0: x_i(t) = (p_i > value).
/// Element t * pixels + i.
[[nodiscard]] std::vector<std::uint8_t> lfsr_thresholds(const EncoderSettings& encoder,
                                                        std::size_t presentations,
                                                        std::size_t pixels);

}  // namespace scbnn::fast
