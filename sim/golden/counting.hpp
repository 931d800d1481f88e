// What a row of weights makes of a patch. A weight is a byte, 1 meaning +1 and 0 meaning -1.
#pragma once

#include <cstdint>

#include "sim/golden/patch.hpp"

namespace scbnn::golden {

/// a_j on bits: how many products are +1.
[[nodiscard]] std::int64_t count_agreements(const std::uint8_t* weights, const Patch& patch);

/// sum of w * p with w in {-1, +1}, on pixels.
[[nodiscard]] std::int64_t dot_product(const std::uint8_t* weights, const Patch& patch);

/// On counts of 0..most: the sum of counts where w is +1, of their complements where w is -1.
[[nodiscard]] std::int64_t count_both_ways(const std::uint8_t* weights, const Patch& patch,
                                           int most);

/// Weights of -1, as they are read, of the elements that are there.
[[nodiscard]] std::int64_t count_negative(const std::uint8_t* weights, const Patch& patch);

}  // namespace scbnn::golden
