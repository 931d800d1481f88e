// Pools of bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/layer.hpp"

namespace scbnn::golden {

/// What `layer`, a pool, makes of every window of a map of bits: 0 or 1, or a count. Positions
/// beyond the map take no part.
[[nodiscard]] std::vector<std::int64_t> pooled(const Layer& layer,
                                               std::span<const std::uint8_t> map);

}  // namespace scbnn::golden
