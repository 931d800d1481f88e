// Networks that are a chain of dense layers, for those who can do no other.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"

namespace scbnn {

/// What makes a network more than a chain of dense layers with thresholds that ends in scores: a
/// sentence per layer, "layer conv1 is a convolution". Empty if it is such a chain.
[[nodiscard]] std::vector<std::string> beyond_dense(const Network& network);

}  // namespace scbnn
