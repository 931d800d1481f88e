// The files of a generated folder, before they are on the disk.
#pragma once

#include <map>
#include <string>

namespace scbnn {

/// Contents by path inside the folder ("rtl/sc_popcount.v"), in path order.
using FileSet = std::map<std::string, std::string>;

}  // namespace scbnn
