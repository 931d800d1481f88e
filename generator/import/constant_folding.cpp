// Constant nodes, and the operators that exporters put between a stored weight and its product.
#include "generator/import/constant_folding.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

using Inputs = std::vector<const Tensor*>;
using Dims = std::vector<std::int64_t>;

const Tensor& input(const Inputs& inputs, std::size_t index) {
  if (index >= inputs.size() || inputs[index] == nullptr) {
    throw Refusal(fmt::format("lacks input {}", index));
  }
  return *inputs[index];
}

const Tensor& float_input(const Inputs& inputs, std::size_t index) {
  const Tensor& tensor = input(inputs, index);
  if (tensor.type != ElementType::kFloat) {
    throw Refusal(fmt::format("input {} has the element type {}, FLOAT is needed", index,
                              to_string(tensor.type)));
  }
  return tensor;
}

Tensor constant(const onnx::NodeProto& node, const Inputs& /*inputs*/) {
  const Attributes attributes(node,
                              {"value", "value_float", "value_floats", "value_int", "value_ints"});
  if (node.attribute_size() != 1) throw Refusal("needs exactly one attribute");
  if (const auto* value = attributes.find("value")) {
    if (!value->has_t()) throw Refusal("attribute 'value' holds no tensor");
    return read_tensor(value->t());
  }
  Tensor tensor;
  if (attributes.find("value_float") != nullptr) {
    tensor.values = {attributes.number("value_float", 0)};
  } else if (const auto* floats = attributes.find("value_floats")) {
    tensor.values.assign(floats->floats().begin(), floats->floats().end());
    tensor.dims = {floats->floats_size()};
  } else if (const auto integers = attributes.integers("value_ints")) {
    tensor.type = ElementType::kInt64;
    tensor.integers = *integers;
    tensor.dims = {static_cast<std::int64_t>(integers->size())};
  } else {
    tensor.type = ElementType::kInt64;
    tensor.integers = {attributes.integer("value_int", 0)};
  }
  return tensor;
}

Tensor identity(const onnx::NodeProto& node, const Inputs& inputs) {
  const Attributes attributes(node, {});
  return input(inputs, 0);
}

Tensor cast(const onnx::NodeProto& node, const Inputs& inputs) {
  const Attributes attributes(node, {"to"});
  Tensor result = input(inputs, 0);
  if (attributes.integer("to", 0) != onnx::TensorProto::FLOAT) {
    throw Refusal("casts a constant to another type than FLOAT");
  }
  if (result.is_integral()) {
    result.values.reserve(result.integers.size());
    for (const std::int64_t value : result.integers) {
      result.values.push_back(static_cast<float>(value));
    }
    result.integers.clear();
  }
  result.type = ElementType::kFloat;
  return result;
}

Tensor reshape(const onnx::NodeProto& node, const Inputs& inputs) {
  const Attributes attributes(node, {"allowzero"});
  Tensor result = input(inputs, 0);
  const Tensor& shape = input(inputs, 1);
  if (shape.type != ElementType::kInt64) throw Refusal("the shape must be INT64");
  result.dims = reshaped(result.dims, shape.integers, attributes.integer("allowzero", 0) != 0);
  return result;
}

Tensor transpose(const onnx::NodeProto& node, const Inputs& inputs) {
  const Attributes attributes(node, {"perm"});
  const Tensor& source = float_input(inputs, 0);
  if (source.dims.size() != 2) throw Refusal("transposes a constant that is not a matrix");
  const Dims order = attributes.integers("perm").value_or(Dims{1, 0});
  if (order == Dims{0, 1}) return source;
  if (order != Dims{1, 0}) throw Refusal("has a 'perm' that is no permutation of 0, 1");
  const auto rows = static_cast<std::size_t>(source.dims[0]);
  const auto columns = static_cast<std::size_t>(source.dims[1]);
  Tensor result = source;
  std::swap(result.dims[0], result.dims[1]);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      result.values[column * rows + row] = source.values[row * columns + column];
    }
  }
  return result;
}

Tensor elementwise(const Inputs& inputs, float (*function)(float)) {
  Tensor result = float_input(inputs, 0);
  std::transform(result.values.begin(), result.values.end(), result.values.begin(), function);
  return result;
}

Tensor sign(const onnx::NodeProto& node, const Inputs& inputs) {
  const Attributes attributes(node, {});
  return elementwise(inputs, [](float value) {
    return static_cast<float>(value > 0) - static_cast<float>(value < 0);
  });
}

Tensor negate(const onnx::NodeProto& node, const Inputs& inputs) {
  const Attributes attributes(node, {});
  return elementwise(inputs, [](float value) { return -value; });
}

/// For every element of `dims` the index of the element of a tensor of shape `from` that is
/// broadcast to it, through `visit(element, index)`.
template <typename Visit>
void broadcast(const Dims& from, const Dims& dims, Visit visit) {
  const std::size_t missing = dims.size() - from.size();
  std::vector<std::size_t> stride(dims.size(), 0);
  std::size_t step = 1;
  for (std::size_t axis = from.size(); axis-- > 0;) {
    if (from[axis] != 1) stride[axis + missing] = step;
    step *= static_cast<std::size_t>(from[axis]);
  }
  Dims position(dims.size(), 0);
  const std::size_t count = element_count(dims);
  std::size_t index = 0;
  for (std::size_t element = 0; element < count; ++element) {
    visit(element, index);
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      index += stride[axis];
      if (++position[axis] < dims[axis]) break;
      index -= stride[axis] * static_cast<std::size_t>(dims[axis]);
      position[axis] = 0;
    }
  }
}

/// The shape of the largest input, to which the others must broadcast: a constant never grows past
/// what the file holds.
Dims common_shape(const Inputs& inputs) {
  const Tensor* largest = &input(inputs, 0);
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const Tensor& other = input(inputs, i);
    if (other.size() > largest->size() ||
        (other.size() == largest->size() && other.dims.size() > largest->dims.size())) {
      largest = &other;
    }
  }
  const Dims& dims = largest->dims;
  for (const Tensor* tensor : inputs) {
    const Dims& from = tensor->dims;
    bool fits = from.size() <= dims.size();
    for (std::size_t i = 1; fits && i <= from.size(); ++i) {
      const std::int64_t found = from[from.size() - i];
      fits = found == 1 || found == dims[dims.size() - i];
    }
    if (!fits) {
      throw Refusal(fmt::format("has inputs of shapes {} and {}, which do not fit each other",
                                to_string(from), to_string(dims)));
    }
  }
  return dims;
}

Tensor fold_arithmetic(const onnx::NodeProto& node, const Inputs& inputs,
                       const std::function<float(float, float)>& function, ElementType type) {
  const Attributes attributes(node, {});
  if (inputs.size() != 2) throw Refusal("needs 2 inputs");
  const Tensor& left = float_input(inputs, 0);
  const Tensor& right = float_input(inputs, 1);
  Tensor result;
  result.type = type;
  result.dims = common_shape(inputs);
  result.values.resize(element_count(result.dims));
  broadcast(left.dims, result.dims, [&](std::size_t element, std::size_t index) {
    result.values[element] = left.values[index];
  });
  broadcast(right.dims, result.dims, [&](std::size_t element, std::size_t index) {
    result.values[element] = function(result.values[element], right.values[index]);
  });
  return result;
}

template <typename Function>
auto binary(Function function, ElementType type = ElementType::kFloat) {
  return [function, type](const onnx::NodeProto& node, const Inputs& inputs) {
    return fold_arithmetic(
        node, inputs, [function](float a, float b) { return static_cast<float>(function(a, b)); },
        type);
  };
}

Tensor where(const onnx::NodeProto& node, const Inputs& inputs) {
  const Attributes attributes(node, {});
  if (inputs.size() != 3) throw Refusal("needs 3 inputs");
  const Tensor& condition = input(inputs, 0);
  if (condition.type != ElementType::kBool) throw Refusal("needs a BOOL condition");
  const Tensor& yes = float_input(inputs, 1);
  const Tensor& no = float_input(inputs, 2);
  Tensor result;
  result.dims = common_shape(inputs);
  result.values.resize(element_count(result.dims));
  broadcast(condition.dims, result.dims, [&](std::size_t element, std::size_t index) {
    result.values[element] = condition.values[index];
  });
  std::vector<float> other(result.values.size());
  broadcast(no.dims, result.dims,
            [&](std::size_t element, std::size_t index) { other[element] = no.values[index]; });
  broadcast(yes.dims, result.dims, [&](std::size_t element, std::size_t index) {
    result.values[element] = result.values[element] != 0 ? yes.values[index] : other[element];
  });
  return result;
}

/// The shape in which a per-axis scale broadcasts over `dims`.
Dims quantization_shape(const Tensor& parameter, const Dims& dims, std::int64_t axis,
                        const std::string& what) {
  if (parameter.size() == 1 && parameter.dims.size() <= 1) return {};
  const auto rank = static_cast<std::int64_t>(dims.size());
  if (axis < -rank || axis >= rank) {
    throw Refusal(fmt::format("has the axis {} for a tensor of shape {}", axis, to_string(dims)));
  }
  const auto index = static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
  if (parameter.dims != Dims{dims[index]}) {
    throw Refusal(fmt::format("{} has the shape {}; one value or [{}] is needed", what,
                              to_string(parameter.dims), dims[index]));
  }
  Dims shape(dims.size(), 1);
  shape[index] = dims[index];
  return shape;
}

Tensor dequantize(const onnx::NodeProto& node, const Inputs& inputs) {
  const Attributes attributes(node, {"axis"});
  const Tensor& quantized = input(inputs, 0);
  const Tensor& scale = float_input(inputs, 1);
  if (quantized.type != ElementType::kInt8 && quantized.type != ElementType::kUint8) {
    throw Refusal("dequantizes " + to_string(quantized.type) + "; INT8 or UINT8 is needed");
  }
  const std::int64_t axis = attributes.integer("axis", 1);
  const Dims scale_shape = quantization_shape(scale, quantized.dims, axis, "the scale");
  for (std::size_t i = 0; i < scale.size(); ++i) {
    if (!(scale.values[i] > 0)) {
      throw Refusal(
          fmt::format("has the scale {} at [{}]; it must be positive", scale.values[i], i));
    }
  }
  Tensor result;
  result.dims = quantized.dims;
  result.values = quantized.values;
  if (inputs.size() > 2 && inputs[2] != nullptr) {
    const Tensor& zero_point = *inputs[2];
    if (zero_point.type != quantized.type) {
      throw Refusal(fmt::format("the zero point has the element type {}, {} is needed",
                                to_string(zero_point.type), to_string(quantized.type)));
    }
    const Dims shape = quantization_shape(zero_point, quantized.dims, axis, "the zero point");
    broadcast(shape, result.dims, [&](std::size_t element, std::size_t index) {
      result.values[element] -= zero_point.values[index];
    });
  }
  broadcast(scale_shape, result.dims, [&](std::size_t element, std::size_t index) {
    result.values[element] *= scale.values[index];
  });
  return result;
}

using Fold = std::function<Tensor(const onnx::NodeProto&, const Inputs&)>;

const std::map<std::string, Fold>& folds() {
  static const std::map<std::string, Fold> table = {
      {"Add", binary(std::plus<float>())},
      {"Cast", cast},
      {"Constant", constant},
      {"DequantizeLinear", dequantize},
      {"Div", binary(std::divides<float>())},
      {"Greater", binary(std::greater<float>(), ElementType::kBool)},
      {"GreaterOrEqual", binary(std::greater_equal<float>(), ElementType::kBool)},
      {"Identity", identity},
      {"Less", binary(std::less<float>(), ElementType::kBool)},
      {"LessOrEqual", binary(std::less_equal<float>(), ElementType::kBool)},
      {"Mul", binary(std::multiplies<float>())},
      {"Neg", negate},
      {"Reshape", reshape},
      {"Sign", sign},
      {"Sub", binary(std::minus<float>())},
      {"Transpose", transpose},
      {"Where", where},
  };
  return table;
}

}  // namespace

bool is_foldable(const std::string& op_type) { return folds().contains(op_type); }

Tensor fold_constant(const onnx::NodeProto& node, const std::vector<const Tensor*>& inputs) {
  return folds().at(node.op_type())(node, inputs);
}

std::vector<std::int64_t> reshaped(const std::vector<std::int64_t>& dims,
                                   const std::vector<std::int64_t>& wanted, bool allow_zero) {
  const std::size_t count = element_count(dims);
  std::vector<std::int64_t> result = wanted;
  std::ptrdiff_t fill = -1;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] == 0 && !allow_zero && i < dims.size()) result[i] = dims[i];
    if (result[i] == -1 && fill < 0) {
      fill = static_cast<std::ptrdiff_t>(i);
      result[i] = 1;
    }
  }
  const std::size_t others = element_count(result);
  if (fill >= 0 && others > 0) {
    result[static_cast<std::size_t>(fill)] = static_cast<std::int64_t>(count / others);
  }
  if (element_count(result) != count) {
    throw Refusal(fmt::format("gives the shape {} to {} elements", to_string(wanted), count));
  }
  return result;
}

}  // namespace scbnn::import
