// The golden model's linear-feedback shift register, as docs/encoders.md defines it.
#pragma once

#include <cstdint>
#include <vector>

namespace scbnn::golden {

/// One shift to the left of a `width`-bit register (8..32).
[[nodiscard]] std::uint32_t lfsr_step(int width, std::uint32_t state);

/// One sample further: a step for each of its 8 bits.
[[nodiscard]] std::uint32_t lfsr_next_sample(int width, std::uint32_t state);

/// The state in which each lane starts an image.
[[nodiscard]] std::vector<std::uint32_t> lfsr_start_states(int width, int lanes,
                                                           std::uint32_t seed);

}  // namespace scbnn::golden
