// The code words of memories: docs/faults.md.
#pragma once

#include <cstdint>

namespace scbnn {

/// The 7 check bits of 32 data bits; of fewer where the upper ones are 0.
[[nodiscard]] std::uint32_t secded_checks(std::uint32_t data);

}  // namespace scbnn
