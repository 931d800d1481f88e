// The simulator's own sources (harness/), which travel inside the program.
#pragma once

#include <span>

#include "generator/support/embedded.hpp"

namespace scbnn {

[[nodiscard]] std::span<const Embedded> harness_sources();

}  // namespace scbnn
