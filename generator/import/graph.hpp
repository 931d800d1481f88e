// The walk through the graph: from the image to the scores, node by node.
#pragma once

#include <string>
#include <vector>

#include "generator/import/import.hpp"
#include "generator/import/value.hpp"
#include "support/problem.hpp"

namespace onnx {
class GraphProto;
}

namespace scbnn::import {

/// Folds a graph of a model with these functions and of operator set `opset` whose input, where it
/// is FLOAT, has this range. Problems are addressed under `source`; where there are any, the result
/// is not to be used.
[[nodiscard]] Imported fold_graph(const onnx::GraphProto& graph, Functions functions, int opset,
                                  const StatedRange& range, const std::string& source,
                                  std::vector<Problem>& problems);

}  // namespace scbnn::import
