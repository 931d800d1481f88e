// Nodes whose inputs are all constants, computed at import as the ONNX standard defines them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/import/tensor.hpp"

namespace onnx {
class NodeProto;
}

namespace scbnn::import {

/// Limits shared by the constants of one graph: a hostile file cannot take hours or all memory.
struct FoldingState {
  int opset = 0;
  std::int64_t elements_left = std::int64_t{1} << 28;  ///< of all constants computed by nodes
  std::int64_t growth_left = std::int64_t{1} << 24;    ///< of those larger than their inputs
  std::vector<std::string> warnings;
};

/// A node with its inputs in order, null where an optional one is left out.
struct ConstantCall {
  const onnx::NodeProto& node;
  const std::vector<const Tensor*>& inputs;
  FoldingState& state;

  [[nodiscard]] bool has(std::size_t index) const {
    return index < inputs.size() && inputs[index] != nullptr;
  }
  /// Throws Refusal where it is left out.
  [[nodiscard]] const Tensor& input(std::size_t index) const;
  /// Throws Refusal if it is not INT32 or INT64.
  [[nodiscard]] const std::vector<std::int64_t>& integers(std::size_t index,
                                                          const std::string& what) const;
  /// A tensor of zeros. Throws Refusal if the graph needs too many elements.
  [[nodiscard]] Tensor make(ElementType type, std::vector<std::int64_t> dims) const;
  /// The elements of `source` with these indices, in order.
  [[nodiscard]] Tensor pick(const Tensor& source, std::vector<std::int64_t> dims,
                            const std::vector<std::size_t>& indices) const;
};

/// Whether fold_constant knows the operator.
[[nodiscard]] bool is_foldable(const std::string& op_type);

/// The node's one output. Arithmetic is in the element type, as ONNX defines it: each operator is
/// computed in float64 and rounded once, which for + - * / and roots is what IEEE 754 says.
/// Throws Refusal for what it does not support.
[[nodiscard]] Tensor fold_constant(const onnx::NodeProto& node,
                                   const std::vector<const Tensor*>& inputs, FoldingState& state);

/// INT64 [n]: sizes, as Shape has them. Attributes `start` and `end` select.
[[nodiscard]] Tensor shape_constant(const onnx::NodeProto& node,
                                    const std::vector<std::int64_t>& dims);

/// The shape that Reshape makes of `count` elements with dimensions `dims`: 0 copies, -1 fills.
/// Throws Refusal if it does not fit.
[[nodiscard]] std::vector<std::int64_t> reshaped(const std::vector<std::int64_t>& dims,
                                                 const std::vector<std::int64_t>& wanted,
                                                 bool allow_zero);

/// An axis of `rank` dimensions, counted from the end if it is negative. Throws Refusal.
[[nodiscard]] std::size_t axis_of(std::int64_t axis, std::size_t rank);

/// Several of them, rising. Throws Refusal if one is there twice.
[[nodiscard]] std::vector<std::size_t> distinct_axes(const std::vector<std::int64_t>& axes,
                                                     std::size_t rank);

// The operators that move elements, constant_shapes.cpp.
[[nodiscard]] Tensor fold_concat(const ConstantCall& call);
[[nodiscard]] Tensor fold_constant_of_shape(const ConstantCall& call);
[[nodiscard]] Tensor fold_expand(const ConstantCall& call);
[[nodiscard]] Tensor fold_flatten(const ConstantCall& call);
[[nodiscard]] Tensor fold_gather(const ConstantCall& call);
[[nodiscard]] Tensor fold_range(const ConstantCall& call);
[[nodiscard]] Tensor fold_reshape(const ConstantCall& call);
[[nodiscard]] Tensor fold_shape(const ConstantCall& call);
[[nodiscard]] Tensor fold_size(const ConstantCall& call);
[[nodiscard]] Tensor fold_slice(const ConstantCall& call);
[[nodiscard]] Tensor fold_squeeze(const ConstantCall& call);
[[nodiscard]] Tensor fold_transpose(const ConstantCall& call);
[[nodiscard]] Tensor fold_unsqueeze(const ConstantCall& call);

// Over axes, constant_reductions.cpp.
[[nodiscard]] Tensor fold_reduction(const ConstantCall& call);

/// The indices with which a tensor of shape `from` is broadcast to `dims`. Throws Refusal where it
/// cannot be.
[[nodiscard]] std::vector<std::size_t> broadcast_indices(const std::vector<std::int64_t>& from,
                                                         const std::vector<std::int64_t>& dims);

/// The shape to which all broadcast. Throws Refusal where they do not fit each other.
[[nodiscard]] std::vector<std::int64_t> common_shape(
    const std::vector<std::vector<std::int64_t>>& shapes);

/// `axes` as an attribute or as input `index`; nothing where neither is there.
[[nodiscard]] std::optional<std::vector<std::int64_t>> axes_of(const ConstantCall& call,
                                                               std::size_t index);

}  // namespace scbnn::import
