// From an ONNX file to a Network: the only place that knows floating point.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "generator/network/network.hpp"

namespace scbnn {

struct Imported {
  Network network;
  std::vector<std::string> warnings;  ///< e.g. a Sign(0) = 0 that can occur; one line each
};

/// Reads and folds a model. Throws InputError with every problem found: not ONNX, unsupported
/// operators (by node and reason), weights that are not binary, shapes that do not fit.
[[nodiscard]] Imported import_onnx(const std::filesystem::path& file);

}  // namespace scbnn
