// Faults before the first layer: pixels, encoder lanes and stream bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "network/faults.hpp"

namespace scbnn::golden {

/// The pixels as they reach the encoder, or a first layer with 8-bit input.
[[nodiscard]] std::vector<std::uint8_t> received_pixels(const FaultSettings& faults,
                                                        std::uint64_t image,
                                                        std::span<const std::uint8_t> pixels);

/// What stuck lanes and the stream make of the bits x_i(t), element t * pixels + i.
void spoil_bits(const FaultSettings& faults, std::size_t lanes, std::uint64_t image,
                std::size_t pixels, std::vector<std::uint8_t>& bits);

}  // namespace scbnn::golden
