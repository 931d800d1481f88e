// A run in words.
#pragma once

#include <string>

#include "sim/cosim/cosim.hpp"

namespace scbnn::cosim_test {

/// What a run found, for a failing check.
[[nodiscard]] std::string summary(const cosim::Report& report);

}  // namespace scbnn::cosim_test
