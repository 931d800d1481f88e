// The rules between a network and a configuration that hold whatever is decided.
#pragma once

#include <vector>

#include "generator/config/config.hpp"
#include "network/network.hpp"
#include "support/problem.hpp"

namespace scbnn {

/// Every rule broken: layers and an input without hardware, layers that the network does not have,
/// PE and SIMD beyond a layer, sums and classes too many for the widths that there are.
[[nodiscard]] std::vector<Problem> check(const Network& network, const Config& config);

}  // namespace scbnn
