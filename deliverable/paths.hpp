// Paths that a manifest may name.
#pragma once

#include <string>

namespace scbnn {

/// Whether a path is that of a file inside the folder: relative, without "..", and the only way to
/// write it.
[[nodiscard]] bool stays_inside(const std::string& path);

}  // namespace scbnn
