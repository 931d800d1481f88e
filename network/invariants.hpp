// The invariants of a Network, checked: what consumers may trust, import must keep.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"

namespace scbnn {

/// Every broken invariant in words; empty for a Network as network.hpp describes it.
[[nodiscard]] std::vector<std::string> broken_invariants(const Network& network);

}  // namespace scbnn
