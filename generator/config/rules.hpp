// The rules between keys that need no network.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "support/problem.hpp"

namespace scbnn {

/// Every rule that `config` breaks; keys in `refused` had a bad value already and count for none.
[[nodiscard]] std::vector<Problem> check_rules(const Config& config,
                                               const std::set<std::string>& refused);

}  // namespace scbnn
