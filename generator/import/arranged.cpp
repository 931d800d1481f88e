// [batch, n, 1], [batch, 1, n], [n, batch], ..: a vector all the same.
#include "generator/import/arranged.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/constant_folding.hpp"
#include "generator/import/products.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

using SharedArranged = std::shared_ptr<const Arranged>;

bool is_elementwise(const std::string& op_type) {
  static const std::set<std::string> names = {"Add",
                                              "BatchNormalization",
                                              "BipolarQuant",
                                              "Cast",
                                              "Clip",
                                              "Div",
                                              "Dropout",
                                              "Greater",
                                              "GreaterOrEqual",
                                              "HardSigmoid",
                                              "Identity",
                                              "LeakyRelu",
                                              "Less",
                                              "LessOrEqual",
                                              "Mul",
                                              "Neg",
                                              "Not",
                                              "PRelu",
                                              "Relu",
                                              "Sigmoid",
                                              "Sign",
                                              "Sub",
                                              "Tanh",
                                              "Where"};
  return names.contains(op_type);
}

/// The value as an arrangement, [batch, n] too; null where it is no vector.
SharedArranged arranged(const Call& call, const Value& value) {
  if (const auto* already = std::get_if<SharedArranged>(&value)) return *already;
  std::int64_t size = 0;
  if (const auto* image = std::get_if<Image>(&value)) {
    if (image->dims.size() != 1) return nullptr;
    size = image->dims.front();
  } else if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) {
    if ((*sums)->is_map) return nullptr;
    size = (*sums)->made().size();
  } else if (const auto* binary = std::get_if<Binary>(&value)) {
    if (binary->is_map) return nullptr;
    size = binary->shape().size();
  } else {
    return nullptr;
  }
  return std::make_shared<const Arranged>(
      Arranged{std::make_shared<const Value>(value), {call.context.batch, size}, 0, 1});
}

/// [batch, n] is the vector itself again.
Value placed(Arranged value) {
  const bool is_plain = value.dims.size() == 2 && value.batch_axis == 0;
  if (is_plain) return *value.vector;
  return std::make_shared<const Arranged>(std::move(value));
}

/// The same vector with other dimensions, each of which is one of the old ones, or new (a 1).
Value rearranged(const Arranged& from, const std::vector<std::optional<std::size_t>>& axes) {
  Arranged to{from.vector, {}, 0, 0};
  for (std::size_t i = 0; i < axes.size(); ++i) {
    to.dims.push_back(axes[i] ? from.dims[*axes[i]] : 1);
    if (axes[i] == from.batch_axis) to.batch_axis = i;
    if (axes[i] == from.value_axis) to.value_axis = i;
  }
  return placed(std::move(to));
}

/// Unsqueeze: dimensions of 1 between the others.
Value unsqueezed(const Call& call, const Arranged& from) {
  const std::vector<std::int64_t> axes = axes_of(call);
  const std::size_t rank = from.dims.size() + axes.size();
  if (rank > 5) throw Refusal(fmt::format("makes {} dimensions; at most 5 are supported", rank));
  const std::vector<std::size_t> added = distinct_axes(axes, rank);
  std::vector<std::optional<std::size_t>> order;
  std::size_t next = 0;
  for (std::size_t i = 0; i < rank; ++i) {
    if (std::binary_search(added.begin(), added.end(), i)) {
      order.emplace_back();
    } else {
      order.emplace_back(next++);
    }
  }
  return rearranged(from, order);
}

/// Squeeze: without dimensions of 1. Of the batch it is not known whether it is 1.
Value squeezed(const Call& call, const Arranged& from) {
  const std::vector<std::size_t> axes = distinct_axes(axes_of(call), from.dims.size());
  std::set<std::size_t> dropped(axes.begin(), axes.end());
  if (axes.empty()) {
    for (std::size_t i = 0; i < from.dims.size(); ++i) {
      if (i != from.batch_axis && i != from.value_axis) dropped.insert(i);
    }
  }
  std::vector<std::optional<std::size_t>> order;
  for (std::size_t i = 0; i < from.dims.size(); ++i) {
    if (!dropped.contains(i)) {
      order.emplace_back(i);
    } else if (i == from.batch_axis || i == from.value_axis) {
      throw Refusal(fmt::format("drops axis {}, which is that of {}", i,
                                i == from.batch_axis ? "the batch" : "the values"));
    }
  }
  return rearranged(from, order);
}

Value turned(const Call& call, const Arranged& from) {
  std::vector<std::optional<std::size_t>> axes;
  for (const std::int64_t axis : order_of(call, from.dims.size())) {
    axes.emplace_back(static_cast<std::size_t>(axis));
  }
  return rearranged(from, axes);
}

/// Reshape to [batch, ..] with all the values along one dimension.
Value reshaped_vector(const Call& call, const Arranged& from) {
  const bool allow_zero = Attributes(call.node, {"allowzero"}).integer("allowzero", 0) != 0;
  const Tensor& wanted = call.constant(1, "the shape");
  if (wanted.type != ElementType::kInt64) throw Refusal("needs its shape as INT64");
  const std::vector<std::int64_t> dims = reshaped(from.dims, wanted.integers, allow_zero);
  const std::int64_t values = from.dims[from.value_axis];
  Arranged to{from.vector, dims, 0, 0};
  for (std::size_t i = 1; i < dims.size(); ++i) {
    if (dims[i] == values && (to.value_axis == 0 || values != 1)) to.value_axis = i;
  }
  if (from.batch_axis != 0 || to.value_axis == 0 || dims.front() != call.context.batch) {
    throw Refusal(
        fmt::format("gives {} the shape {}; [batch, {}] is needed, with dimensions of 1 or "
                    "without",
                    to_string(from.dims), to_string(dims), values));
  }
  return placed(std::move(to));
}

/// A constant beside an arrangement as one beside its vector: one value, or [n].
Tensor beside(const Call& call, const Tensor& constant, const Arranged& value) {
  if (constant.size() == 1) return constant;
  std::vector<std::int64_t> dims = value.dims;
  dims[value.batch_axis] = 1;
  if (common_shape({constant.dims, dims}) != dims) {
    throw Refusal(fmt::format("has a constant of shape {} beside values of shape {}",
                              to_string(constant.dims), to_string(value.dims)));
  }
  const std::vector<const Tensor*> inputs = {&constant};
  const ConstantCall folding{call.node, inputs, call.context.folding};
  return folding.pick(constant, {dims[value.value_axis]}, broadcast_indices(constant.dims, dims));
}

/// The parameters of a batch norm, one per channel of axis 1, for the values.
Tensor per_value(const Call& call, const Tensor& parameter, const Arranged& value) {
  if (value.batch_axis != 0) throw Refusal("normalizes along the batch; put a Transpose before it");
  if (value.value_axis == 1 || parameter.size() != 1) return parameter;
  const std::int64_t count = value.dims[value.value_axis];
  const std::vector<const Tensor*> inputs = {&parameter};
  const ConstantCall folding{call.node, inputs, call.context.folding};
  return folding.pick(parameter, {count},
                      std::vector<std::size_t>(static_cast<std::size_t>(count), 0));
}

Value elementwise(const Call& call, const Arranged& value,
                  const std::function<Value(const Call&)>& apply) {
  std::vector<Value> values;
  values.reserve(call.inputs.size());  // their addresses stay
  std::vector<const Value*> inputs;
  for (const Value* input : call.inputs) {
    inputs.push_back(nullptr);
    if (input == nullptr) continue;
    if (const auto* constant = std::get_if<Constant>(input)) {
      const bool is_norm = call.node.op_type() == "BatchNormalization";
      values.emplace_back(std::make_shared<const Tensor>(
          is_norm ? per_value(call, **constant, value) : beside(call, **constant, value)));
    } else {
      const SharedArranged other = arranged(call, *input);
      if (other == nullptr || other->dims != value.dims || other->batch_axis != value.batch_axis) {
        throw Refusal("joins " + describe(*input) + " and a vector of shape " +
                      to_string(value.dims));
      }
      values.push_back(*other->vector);
    }
    inputs.back() = &values.back();
  }
  Arranged result = value;
  result.vector = std::make_shared<const Value>(apply({call.node, inputs, call.context}));
  return placed(std::move(result));
}

/// Weights without dimensions of 1 in front.
Tensor matrix_of(const Tensor& tensor) {
  Tensor result = tensor;
  while (result.dims.size() > 2 && result.dims.front() == 1) result.dims.erase(result.dims.begin());
  return result;
}

/// An image of one row or one channel, as [batch, 1, n] or the like, is a vector to a product.
SharedArranged row_of(const Call& call, const Value& value) {
  const auto* image = std::get_if<Image>(&value);
  if (image == nullptr || image->dims.size() < 2) return nullptr;
  const auto ones = std::count(image->dims.begin(), image->dims.end(), 1);
  if (ones + 1 < static_cast<std::ptrdiff_t>(image->dims.size())) return nullptr;
  Arranged result{std::make_shared<const Value>(flattened(*image)), image->dims, 0, 0};
  result.dims.insert(result.dims.begin(), call.context.batch);
  const auto longest = std::max_element(image->dims.rbegin(), image->dims.rend());
  result.value_axis = static_cast<std::size_t>(image->dims.rend() - longest);
  return std::make_shared<const Arranged>(std::move(result));
}

/// x W where the values are along the last dimension, W x where they are along the one before it.
Value product(const Call& call, const Arranged& value, bool weights_are_left) {
  const std::size_t axis = value.dims.size() - (weights_are_left ? 2 : 1);
  if (value.value_axis != axis) {
    throw Refusal(
        fmt::format("multiplies values of shape {}, where it sums along dimension {}; "
                    "put a Transpose before it",
                    to_string(value.dims), axis));
  }
  const Tensor weights = matrix_of(call.constant(weights_are_left ? 0 : 1, "the weights"));
  Sums sums = multiply_matrix(call, *value.vector, weights, weights_are_left);
  Arranged result = value;
  result.dims[axis] = sums.shape.channels;
  result.vector = std::make_shared<const Value>(make(std::move(sums)));
  return placed(std::move(result));
}

}  // namespace

std::optional<Value> apply_arranged(const Call& call,
                                    const std::function<Value(const Call&)>& apply) {
  const std::string& op = call.node.op_type();
  const auto is_arranged = [](const Value* input) {
    return input != nullptr && std::holds_alternative<SharedArranged>(*input);
  };
  const bool any = std::any_of(call.inputs.begin(), call.inputs.end(), is_arranged);
  const bool moves = op == "Unsqueeze" || op == "Squeeze" || op == "Transpose";
  if (call.inputs.empty() || call.inputs[0] == nullptr) return std::nullopt;
  if (op == "MatMul" && call.has(1)) {
    const bool weights_are_left = call.is_constant(0);
    if (!weights_are_left && !call.is_constant(1)) return std::nullopt;
    const Value& operand = call.input(weights_are_left ? 1 : 0);
    SharedArranged value = row_of(call, operand);
    if (value == nullptr && (any || weights_are_left)) value = arranged(call, operand);
    if (value == nullptr) return std::nullopt;
    return product(call, *value, weights_are_left);
  }
  if (!any && !moves && op != "Reshape") return std::nullopt;
  if (any && is_elementwise(op)) {
    const auto first = std::find_if(call.inputs.begin(), call.inputs.end(), is_arranged);
    return elementwise(call, *std::get<SharedArranged>(**first), apply);
  }
  const SharedArranged value = arranged(call, call.input(0));
  if (value == nullptr) return std::nullopt;
  if (op == "Unsqueeze") return unsqueezed(call, *value);
  if (op == "Squeeze") return squeezed(call, *value);
  if (op == "Transpose") return turned(call, *value);
  if (op == "Reshape") {
    const bool is_image = std::holds_alternative<Image>(call.input(0));
    const bool adds_ones =
        !is_image && call.is_constant(1) && call.constant(1, "the shape").integers.size() > 2;
    if (any || adds_ones) return reshaped_vector(call, *value);
    return std::nullopt;
  }
  if (op == "Flatten" && any && value->batch_axis == 0 &&
      Attributes(call.node, {"axis"}).integer("axis", 1) == 1) {
    return *value->vector;
  }
  return std::nullopt;
}

}  // namespace scbnn::import
