// Nodes whose inputs are all constants, computed at import as the ONNX standard defines them.
#pragma once

#include <vector>

#include "generator/import/tensor.hpp"

namespace onnx {
class NodeProto;
}

namespace scbnn::import {

/// Whether fold_constant knows the operator.
[[nodiscard]] bool is_foldable(const std::string& op_type);

/// The node's one output. `inputs` are its inputs in order, null where an optional one is left out.
/// Arithmetic is in float32, as ONNX defines it: what comes out is the constant that every float
/// evaluation of the graph sees. Throws Refusal for what it does not support.
[[nodiscard]] Tensor fold_constant(const onnx::NodeProto& node,
                                   const std::vector<const Tensor*>& inputs);

/// The shape that Reshape makes of `count` elements with dimensions `dims`: 0 copies, -1 fills.
/// Throws Refusal if it does not fit.
[[nodiscard]] std::vector<std::int64_t> reshaped(const std::vector<std::int64_t>& dims,
                                                 const std::vector<std::int64_t>& wanted,
                                                 bool allow_zero);

}  // namespace scbnn::import
