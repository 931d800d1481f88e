// What each node of a graph became.
#pragma once

#include <vector>

#include "generator/import/import.hpp"
#include "generator/import/value.hpp"

namespace onnx {
class NodeProto;
}

namespace scbnn::import {

/// What `node`, whose inputs have these values, became by being read as `made`, in a network of
/// `layers` layers.
[[nodiscard]] Explanation explain(const onnx::NodeProto& node,
                                  const std::vector<const Value*>& inputs, const Value& made,
                                  int layers);

}  // namespace scbnn::import
