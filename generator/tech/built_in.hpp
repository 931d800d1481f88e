// The technology files that travel inside the program.
#pragma once

#include "support/embedded.hpp"

namespace scbnn {

/// tech/*.toml in the order of their names.
[[nodiscard]] std::span<const Embedded> technology_files();

}  // namespace scbnn
