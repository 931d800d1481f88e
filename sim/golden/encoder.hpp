// The golden encoders: random values and bits of every kind, as docs/encoders.md defines them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/function.hpp"

namespace scbnn::golden {

/// The values r that pixels are compared with: element t * pixels + i is that of pixel i at
/// presentation t.
[[nodiscard]] std::vector<std::uint8_t> random_values(const EncoderSettings& encoder,
                                                      int presentations, int pixels);

/// x_i(t): a value that is never 0 compares with p >= r, one that may be 0 with p > r.
[[nodiscard]] std::uint8_t compare(const EncoderSettings& encoder, std::uint8_t pixel,
                                   std::uint8_t random);

/// The bits x_i(t): element t * pixels.size() + i.
[[nodiscard]] std::vector<std::uint8_t> encode(const EncoderSettings& encoder, int presentations,
                                               std::span<const std::uint8_t> pixels);

}  // namespace scbnn::golden
