// The operators that the image and the activations may pass through.
#pragma once

#include <vector>

#include "generator/import/value.hpp"

namespace onnx {
class NodeProto;
}

namespace scbnn::import {

/// The value of the node's one output. `inputs` are its inputs in order, null where an optional one
/// is left out. Throws Refusal for everything that is not supported.
[[nodiscard]] Value apply(const onnx::NodeProto& node, const std::vector<const Value*>& inputs,
                          Context& context);

}  // namespace scbnn::import
