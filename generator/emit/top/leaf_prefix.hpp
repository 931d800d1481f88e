// Leaf modules under names of a design's own.
#pragma once

#include <string>

#include "deliverable/file_set.hpp"

namespace scbnn {

/// The files of a design with `prefix` before the name of each leaf module that is among them
/// (rtl/sc_*.v), in the Verilog, the file lists, the core file and the README, and in the names of
/// the files.
[[nodiscard]] FileSet with_leaf_prefix(const FileSet& files, const std::string& prefix);

}  // namespace scbnn
