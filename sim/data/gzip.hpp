// Packing; sim/data/source.hpp unpacks.
#pragma once

#include <string>

namespace scbnn {

/// `bytes` as a gzip file without name or date: the same bytes give the same file.
[[nodiscard]] std::string gzip(const std::string& bytes);

}  // namespace scbnn
