// The sequences of r, one per kind of encoder, each in its own file. Element t * pixels + i
// is the value for pixel i at presentation t.
#pragma once

#include <cstdint>
#include <vector>

#include "network/function.hpp"

namespace scbnn::golden {

[[nodiscard]] std::vector<std::uint8_t> lfsr_values(const EncoderSettings& encoder,
                                                    int presentations, int pixels);

[[nodiscard]] std::vector<std::uint8_t> lfsr_shared_values(const EncoderSettings& encoder,
                                                           int presentations, int pixels);

[[nodiscard]] std::vector<std::uint8_t> van_der_corput_values(const EncoderSettings& encoder,
                                                              int presentations, int pixels);

[[nodiscard]] std::vector<std::uint8_t> sobol_values(const EncoderSettings& encoder,
                                                     int presentations, int pixels);

[[nodiscard]] std::vector<std::uint8_t> lattice_values(const EncoderSettings& encoder,
                                                       int presentations, int pixels);

[[nodiscard]] std::vector<std::uint8_t> threshold_values(int presentations, int pixels);

/// rev(t): the 8 bits of t, 0..255, in reversed order.
[[nodiscard]] std::uint8_t reversed(int t);

/// s_i, one a pixel: the random byte that `van-der-corput` and `sobol` XOR into r.
[[nodiscard]] std::vector<std::uint8_t> scrambles(const EncoderSettings& encoder, int pixels);

}  // namespace scbnn::golden
