// The leaf modules, which travel inside the program.
#pragma once

#include "support/embedded.hpp"

namespace scbnn {

/// The leaf modules, rtl/*.v, in the order of their names.
[[nodiscard]] std::span<const Embedded> rtl_sources();

}  // namespace scbnn
