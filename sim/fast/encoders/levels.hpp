// The fast model's own reading of docs/encoders.md: what each pixel is compared with.
//
// Every encoder is a table of levels, element t * pixels + i for presentation t and pixel i:
// x_i(t) = (p_i > level). Where the definition compares p >= r, the level is r - 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "network/function.hpp"

namespace scbnn::fast {

/// The levels of the encoder that `encoder.kind` names.
[[nodiscard]] std::vector<std::uint8_t> encoder_levels(const EncoderSettings& encoder,
                                                       std::size_t presentations,
                                                       std::size_t pixels);

// The encoders, a file each.
[[nodiscard]] std::vector<std::uint8_t> lfsr_levels(const EncoderSettings& encoder,
                                                    std::size_t presentations, std::size_t pixels);
[[nodiscard]] std::vector<std::uint8_t> lfsr_shared_levels(const EncoderSettings& encoder,
                                                           std::size_t presentations,
                                                           std::size_t pixels);
[[nodiscard]] std::vector<std::uint8_t> van_der_corput_levels(const EncoderSettings& encoder,
                                                              std::size_t presentations,
                                                              std::size_t pixels);
[[nodiscard]] std::vector<std::uint8_t> sobol_levels(const EncoderSettings& encoder,
                                                     std::size_t presentations, std::size_t pixels);
[[nodiscard]] std::vector<std::uint8_t> lattice_levels(const EncoderSettings& encoder,
                                                       std::size_t presentations,
                                                       std::size_t pixels);
[[nodiscard]] std::vector<std::uint8_t> threshold_levels(std::size_t presentations,
                                                         std::size_t pixels);

/// r of `lfsr` as it leaves the registers, same layout; at T = 1 the others' scramble bytes.
[[nodiscard]] std::vector<std::uint8_t> lfsr_samples(const EncoderSettings& encoder,
                                                     std::size_t presentations, std::size_t pixels);

}  // namespace scbnn::fast
