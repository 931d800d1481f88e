// Constant nodes, and the arithmetic that exporters insert between a stored tensor and its use.
#include "generator/import/constant_folding.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {

const Tensor& ConstantCall::input(std::size_t index) const {
  if (!has(index)) throw Refusal(fmt::format("lacks input {}", index));
  return *inputs[index];
}

const std::vector<std::int64_t>& ConstantCall::integers(std::size_t index,
                                                        const std::string& what) const {
  const Tensor& tensor = input(index);
  if (tensor.is_integral()) return tensor.integers;
  throw Refusal(fmt::format("{} has the element type {}; INT64 or INT32 is needed", what,
                            to_string(tensor.type)));
}

Tensor ConstantCall::make(ElementType type, std::vector<std::int64_t> dims) const {
  const std::size_t count = element_count(dims);
  std::set<const Tensor*> distinct(inputs.begin(), inputs.end());
  std::size_t given = 0;
  for (const Tensor* tensor : distinct) given += tensor != nullptr ? tensor->size() : 0;
  state.elements_left -= static_cast<std::int64_t>(count);
  if (count > given) state.growth_left -= static_cast<std::int64_t>(count);
  if (state.elements_left < 0 || state.growth_left < 0) {
    throw Refusal(fmt::format(
        "makes a constant of shape {}; the graph's constants would have more elements than are "
        "supported: 2^28 in all, 2^24 in those that are larger than their inputs",
        to_string(dims)));
  }
  Tensor result;
  result.type = type;
  result.dims = std::move(dims);
  if (result.is_integral()) {
    result.integers.resize(count);
  } else {
    result.values.resize(count);
  }
  return result;
}

Tensor ConstantCall::pick(const Tensor& source, std::vector<std::int64_t> dims,
                          const std::vector<std::size_t>& indices) const {
  Tensor result = make(source.type, std::move(dims));
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (result.is_integral()) {
      result.integers[i] = source.integers[indices[i]];
    } else {
      result.values[i] = source.values[indices[i]];
    }
  }
  return result;
}

namespace {

using Dims = std::vector<std::int64_t>;

const Tensor& float_input(const ConstantCall& call, std::size_t index) {
  const Tensor& tensor = call.input(index);
  if (!is_floating(tensor.type)) {
    throw Refusal(fmt::format("input {} has the element type {}, FLOAT is needed", index,
                              to_string(tensor.type)));
  }
  return tensor;
}

double number(const Tensor& tensor, std::size_t index) {
  return tensor.is_integral() ? static_cast<double>(tensor.integers[index]) : tensor.values[index];
}

Tensor constant(const ConstantCall& call) {
  const Attributes attributes(call.node,
                              {"value", "value_float", "value_floats", "value_int", "value_ints"});
  if (call.node.attribute_size() != 1) throw Refusal("needs exactly one attribute");
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

Tensor identity(const ConstantCall& call) {
  const Attributes attributes(call.node, {});
  return call.input(0);
}

Tensor cast(const ConstantCall& call) {
  const Attributes attributes(call.node, {"saturate", "to"});
  const Tensor& source = call.input(0);
  const ElementType type = element_type(static_cast<int>(attributes.integer("to", 0)));
  Tensor result = call.make(type, source.dims);
  // The bound below which a number is representable in the type, after its fraction is dropped.
  const std::map<ElementType, std::pair<double, double>> ranges = {
      {ElementType::kInt8, {-128, 127}},
      {ElementType::kUint8, {0, 255}},
      {ElementType::kInt32, {-0x1p31, 0x1p31 - 1}},
      {ElementType::kInt64, {-0x1p63, 0x1.FFFFFFFFFFFFFp62}}};
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source.is_integral() && type == ElementType::kInt64) {
      result.integers[i] = source.integers[i];
      continue;
    }
    const double value = number(source, i);
    if (type == ElementType::kBool) {
      result.values[i] = value != 0 ? 1 : 0;
    } else if (is_floating(type)) {
      result.values[i] = rounded(value, type);
    } else {
      const auto [low, high] = ranges.at(type);
      const double whole = std::trunc(value);
      if (!(whole >= low && whole <= high)) {
        throw Refusal(fmt::format("casts {} to {}, which cannot represent it", shown(value),
                                  to_string(type)));
      }
      if (result.is_integral()) {
        result.integers[i] = static_cast<std::int64_t>(whole);
      } else {
        result.values[i] = whole;
      }
    }
  }
  return result;
}

/// One operand, element by element; in float64, then rounded to the element type.
Tensor each(const ConstantCall& call, const std::function<double(double)>& function) {
  const Attributes attributes(call.node, {});
  const Tensor& source = float_input(call, 0);
  Tensor result = call.make(source.type, source.dims);
  for (std::size_t i = 0; i < source.size(); ++i) {
    result.values[i] = rounded(function(source.values[i]), source.type);
  }
  return result;
}

auto unary(double (*function)(double)) {
  return [function](const ConstantCall& call) { return each(call, function); };
}

/// One operand of any signed type.
Tensor signed_each(const ConstantCall& call, double (*function)(double)) {
  const Tensor& source = call.input(0);
  if (!source.is_integral()) return each(call, function);
  const Attributes attributes(call.node, {});
  Tensor result = call.make(source.type, source.dims);
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::int64_t value = source.integers[i];
    if (value < -(std::int64_t{1} << 53) || value > (std::int64_t{1} << 53)) {
      throw Refusal(fmt::format("computes with {}, beyond 2^53", value));
    }
    result.integers[i] = static_cast<std::int64_t>(function(static_cast<double>(value)));
  }
  return result;
}

auto signed_unary(double (*function)(double)) {
  return [function](const ConstantCall& call) { return signed_each(call, function); };
}

/// Sign of a matrix or kernel is what binarizes stored real weights, and a bit cannot be 0.
Tensor sign(const ConstantCall& call) {
  Tensor result = signed_each(call, [](double value) {
    return static_cast<double>(value > 0) - static_cast<double>(value < 0);
  });
  if (result.is_integral() || result.dims.size() < 2) return result;
  const auto zeros = std::count(result.values.begin(), result.values.end(), 0.0);
  if (zeros == 0) return result;
  std::replace(result.values.begin(), result.values.end(), 0.0, 1.0);
  call.state.warnings.push_back(
      fmt::format("{}: {} of {} latent weights are 0, which has no sign; they are taken as +1",
                  label(call.node), zeros, result.size()));
  return result;
}

/// Two operands of one type that broadcast, in float64 or int64, to `type` or their own type.
struct Operation {
  std::function<double(double, double)> real;
  std::function<bool(std::int64_t, std::int64_t, std::int64_t&)> integer;  ///< false: no result
  bool is_truth = false;
};

Tensor combine(const ConstantCall& call, const Tensor& left, const Tensor& right,
               const Operation& operation) {
  if (left.type != right.type) {
    throw Refusal(fmt::format("has inputs of the element types {} and {}; one is needed",
                              to_string(left.type), to_string(right.type)));
  }
  const bool is_bool = left.type == ElementType::kBool;
  if (left.is_integral() ? !operation.integer : !is_floating(left.type) && !operation.is_truth) {
    throw Refusal("computes with constants of the element type " + to_string(left.type) +
                  ", which is not supported");
  }
  const ElementType type = operation.is_truth ? ElementType::kBool : left.type;
  Tensor result = call.make(type, common_shape({left.dims, right.dims}));
  const bool is_plain = left.dims == result.dims && right.dims == result.dims;
  const std::vector<std::size_t> lefts =
      is_plain ? std::vector<std::size_t>{} : broadcast_indices(left.dims, result.dims);
  const std::vector<std::size_t> rights =
      is_plain ? std::vector<std::size_t>{} : broadcast_indices(right.dims, result.dims);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::size_t a = is_plain ? i : lefts[i];
    const std::size_t b = is_plain ? i : rights[i];
    if (left.is_integral()) {
      std::int64_t value = 0;
      if (!operation.integer(left.integers[a], right.integers[b], value)) {
        throw Refusal(fmt::format("computes {} with {} and {}, which has no result",
                                  call.node.op_type(), left.integers[a], right.integers[b]));
      }
      if (operation.is_truth) {
        result.values[i] = value != 0 ? 1 : 0;
      } else {
        result.integers[i] = value;
      }
    } else {
      const double value = operation.real(left.values[a], right.values[b]);
      result.values[i] = operation.is_truth || is_bool ? value : rounded(value, type);
    }
  }
  return result;
}

auto binary(Operation operation) {
  return [operation = std::move(operation)](const ConstantCall& call) {
    const Attributes attributes(call.node, {});
    if (call.inputs.size() != 2) throw Refusal("needs 2 inputs");
    return combine(call, call.input(0), call.input(1), operation);
  };
}

/// Min, Max, Sum: any number of operands.
auto variadic(Operation operation) {
  return [operation = std::move(operation)](const ConstantCall& call) {
    const Attributes attributes(call.node, {});
    Tensor result = call.input(0);
    for (std::size_t i = 1; i < call.inputs.size(); ++i) {
      result = combine(call, result, call.input(i), operation);
    }
    return result;
  };
}

template <typename Compare>
Operation comparison(Compare compare) {
  return {[compare](double a, double b) { return compare(a, b) ? 1.0 : 0.0; },
          [compare](std::int64_t a, std::int64_t b, std::int64_t& result) {
            result = compare(a, b) ? 1 : 0;
            return true;
          },
          true};
}

Operation logical(bool (*function)(bool, bool)) {
  return {
      [function](double a, double b) { return function(a != 0, b != 0) ? 1.0 : 0.0; }, {}, true};
}

template <typename Choose>
Operation choice(Choose choose) {
  return {[choose](double a, double b) { return choose(a, b); },
          [choose](std::int64_t a, std::int64_t b, std::int64_t& result) {
            result = choose(a, b);
            return true;
          }};
}

const Operation kAdd{std::plus<double>(), [](std::int64_t a, std::int64_t b, std::int64_t& result) {
                       return !__builtin_add_overflow(a, b, &result);
                     }};

/// Integers are divided towards 0.
bool divide(std::int64_t a, std::int64_t b, std::int64_t& result) {
  if (b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min())) return false;
  result = a / b;
  return true;
}

/// The exponent may be of another type.
Tensor power(const ConstantCall& call) {
  Tensor exponent = call.input(1);
  const Tensor& base = float_input(call, 0);
  if (exponent.type != base.type) {
    Tensor cast = call.make(base.type, exponent.dims);
    for (std::size_t i = 0; i < cast.size(); ++i) cast.values[i] = number(exponent, i);
    exponent = std::move(cast);
  }
  const Attributes attributes(call.node, {});
  return combine(call, base, exponent,
                 {[](double a, double b) { return std::pow(a, b); }, {}, false});
}

Tensor clip(const ConstantCall& call) {
  const bool as_inputs = call.state.opset >= 11;
  const Attributes attributes =
      as_inputs ? Attributes(call.node, {}) : Attributes(call.node, {"min", "max"});
  const Tensor& source = float_input(call, 0);
  const auto bound = [&](std::size_t index, const char* name, double otherwise) {
    if (!as_inputs)
      return attributes.find(name) != nullptr ? attributes.number(name, 0) : otherwise;
    return call.has(index) ? single_value(call.input(index), name) : otherwise;
  };
  const double infinity = std::numeric_limits<double>::infinity();
  const double low = bound(1, "min", -infinity);
  const double high = bound(2, "max", infinity);
  Tensor result = call.make(source.type, source.dims);
  for (std::size_t i = 0; i < source.size(); ++i) {
    result.values[i] = std::min(std::max(source.values[i], low), high);
  }
  return result;
}

Tensor logical_not(const ConstantCall& call) {
  const Attributes attributes(call.node, {});
  Tensor result = call.input(0);
  if (result.type != ElementType::kBool) throw Refusal("needs a BOOL input");
  for (double& value : result.values) value = value != 0 ? 0 : 1;
  return result;
}

Tensor where(const ConstantCall& call) {
  const Attributes attributes(call.node, {});
  if (call.inputs.size() != 3) throw Refusal("needs 3 inputs");
  const Tensor& condition = call.input(0);
  if (condition.type != ElementType::kBool) throw Refusal("needs a BOOL condition");
  const Tensor& yes = call.input(1);
  const Tensor& no = call.input(2);
  if (yes.type != no.type) {
    throw Refusal(fmt::format("chooses between {} and {}; one element type is needed",
                              to_string(yes.type), to_string(no.type)));
  }
  Tensor result = call.make(yes.type, common_shape({condition.dims, yes.dims, no.dims}));
  const auto conditions = broadcast_indices(condition.dims, result.dims);
  const auto yes_at = broadcast_indices(yes.dims, result.dims);
  const auto no_at = broadcast_indices(no.dims, result.dims);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const bool is_true = condition.values[conditions[i]] != 0;
    if (result.is_integral()) {
      result.integers[i] = is_true ? yes.integers[yes_at[i]] : no.integers[no_at[i]];
    } else {
      result.values[i] = is_true ? yes.values[yes_at[i]] : no.values[no_at[i]];
    }
  }
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

Tensor dequantize(const ConstantCall& call) {
  const Attributes attributes(call.node, {"axis", "block_size"});
  if (attributes.integer("block_size", 0) != 0) {
    throw Refusal("has a block_size; one scale, or one for each index of an axis, is supported");
  }
  const Tensor& quantized = call.input(0);
  const Tensor& scale = float_input(call, 1);
  if (quantized.type != ElementType::kInt8 && quantized.type != ElementType::kUint8 &&
      quantized.type != ElementType::kInt32) {
    throw Refusal("dequantizes " + to_string(quantized.type) + "; INT8, UINT8 or INT32 is needed");
  }
  const std::int64_t axis = attributes.integer("axis", 1);
  static_cast<void>(quantization_shape(scale, quantized.dims, axis, "the scale"));
  for (std::size_t i = 0; i < scale.size(); ++i) {
    if (!(scale.values[i] > 0)) {
      throw Refusal(
          fmt::format("has the scale {} at [{}]; it must be positive", shown(scale.values[i]), i));
    }
  }
  Tensor result = call.make(scale.type, quantized.dims);
  for (std::size_t i = 0; i < result.size(); ++i) result.values[i] = number(quantized, i);
  const auto each = [&](const Tensor& parameter, const std::string& what, auto step) {
    const Dims shape = quantization_shape(parameter, quantized.dims, axis, what);
    const std::vector<std::size_t> indices = broadcast_indices(shape, result.dims);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      result.values[i] = rounded(step(result.values[i], number(parameter, indices[i])), scale.type);
    }
  };
  if (call.has(2)) {
    const Tensor& zero_point = call.input(2);
    if (zero_point.type != quantized.type) {
      throw Refusal(fmt::format("the zero point has the element type {}, {} is needed",
                                to_string(zero_point.type), to_string(quantized.type)));
    }
    each(zero_point, "the zero point", std::minus<>());
  }
  each(scale, "the scale", std::multiplies<>());
  return result;
}

using Fold = std::function<Tensor(const ConstantCall&)>;

const std::map<std::string, Fold>& folds() {
  static const std::map<std::string, Fold> table = {
      {"Abs", signed_unary([](double x) { return std::fabs(x); })},
      {"Add", binary(kAdd)},
      {"And", binary(logical([](bool a, bool b) { return a && b; }))},
      {"Cast", cast},
      {"Ceil", unary([](double x) { return std::ceil(x); })},
      {"Clip", clip},
      {"Concat", fold_concat},
      {"Constant", constant},
      {"ConstantOfShape", fold_constant_of_shape},
      {"DequantizeLinear", dequantize},
      {"Div", binary({std::divides<double>(), divide})},
      {"Equal", binary(comparison(std::equal_to<>()))},
      {"Exp", unary([](double x) { return std::exp(x); })},
      {"Expand", fold_expand},
      {"Flatten", fold_flatten},
      {"Floor", unary([](double x) { return std::floor(x); })},
      {"Gather", fold_gather},
      {"Greater", binary(comparison(std::greater<>()))},
      {"GreaterOrEqual", binary(comparison(std::greater_equal<>()))},
      {"Identity", identity},
      {"Less", binary(comparison(std::less<>()))},
      {"LessOrEqual", binary(comparison(std::less_equal<>()))},
      {"Log", unary([](double x) { return std::log(x); })},
      {"Max", variadic(choice([](auto a, auto b) { return std::max(a, b); }))},
      {"Min", variadic(choice([](auto a, auto b) { return std::min(a, b); }))},
      {"Mul", binary({std::multiplies<double>(),
                      [](std::int64_t a, std::int64_t b, std::int64_t& result) {
                        return !__builtin_mul_overflow(a, b, &result);
                      }})},
      {"Neg", signed_unary([](double x) { return -x; })},
      {"Not", logical_not},
      {"Or", binary(logical([](bool a, bool b) { return a || b; }))},
      {"Pow", power},
      {"Range", fold_range},
      {"Reciprocal", unary([](double x) { return 1 / x; })},
      {"ReduceL1", fold_reduction},
      {"ReduceL2", fold_reduction},
      {"ReduceMax", fold_reduction},
      {"ReduceMean", fold_reduction},
      {"ReduceMin", fold_reduction},
      {"ReduceProd", fold_reduction},
      {"ReduceSum", fold_reduction},
      {"ReduceSumSquare", fold_reduction},
      {"Relu", unary([](double x) { return std::max(x, 0.0); })},
      {"Reshape", fold_reshape},
      {"Round", unary([](double x) { return std::nearbyint(x); })},
      {"Shape", fold_shape},
      {"Sigmoid", unary([](double x) { return 1 / (1 + std::exp(-x)); })},
      {"Sign", sign},
      {"Size", fold_size},
      {"Slice", fold_slice},
      {"Sqrt", unary([](double x) { return std::sqrt(x); })},
      {"Squeeze", fold_squeeze},
      {"Sub", binary({std::minus<double>(),
                      [](std::int64_t a, std::int64_t b, std::int64_t& result) {
                        return !__builtin_sub_overflow(a, b, &result);
                      }})},
      {"Sum", variadic(kAdd)},
      {"Tanh", unary([](double x) { return std::tanh(x); })},
      {"Transpose", fold_transpose},
      {"Unsqueeze", fold_unsqueeze},
      {"Where", where},
  };
  return table;
}

}  // namespace

bool is_foldable(const std::string& op_type) { return folds().contains(op_type); }

Tensor fold_constant(const onnx::NodeProto& node, const std::vector<const Tensor*>& inputs,
                     FoldingState& state) {
  return folds().at(node.op_type())({node, inputs, state});
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
