// What each node of a graph became.
#pragma once

#include <vector>

#include "generator/import/import.hpp"
#include "generator/import/value.hpp"

namespace onnx {
class NodeProto;
}

namespace scbnn::import {

/// What `node`, whose inputs have these values, became by being read as `made`. Its layer counts
/// from 1; 0 stands for none.
[[nodiscard]] Explanation explain(const onnx::NodeProto& node,
                                  const std::vector<const Value*>& inputs, const Value& made);

}  // namespace scbnn::import
