// The program's name and version, for what it writes.
#pragma once

#include <string>

namespace scbnn {

/// "scbnn 0.1".
[[nodiscard]] std::string generator_name();

}  // namespace scbnn
