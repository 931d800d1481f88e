// Image -> product -> folded arithmetic -> comparison -> binary activation -> product -> ...
#include "generator/import/operators.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/constant_folding.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// A node with its inputs, and typed access to both.
struct Call {
  const onnx::NodeProto& node;
  const std::vector<const Value*>& inputs;
  Context& context;

  [[nodiscard]] const Value& input(std::size_t index) const {
    if (!has(index)) throw Refusal(fmt::format("lacks input {}", index));
    return *inputs[index];
  }
  [[nodiscard]] bool has(std::size_t index) const {
    return index < inputs.size() && inputs[index] != nullptr;
  }
  [[nodiscard]] const Tensor& constant(std::size_t index, const std::string& what) const {
    const auto* tensor = std::get_if<Constant>(&input(index));
    if (tensor == nullptr) {
      throw Refusal(what + " is " + describe(input(index)) + ", a constant is needed");
    }
    return **tensor;
  }
  [[nodiscard]] bool is_constant(std::size_t index) const {
    return std::holds_alternative<Constant>(input(index));
  }
  void require_inputs(std::size_t least, std::size_t most) const {
    if (inputs.size() >= least && inputs.size() <= most) return;
    throw Refusal(fmt::format(
        "has {} inputs, {} needed", inputs.size(),
        least == most ? fmt::format("{} are", least) : fmt::format("{} to {} are", least, most)));
  }
};

[[noreturn]] void refuse_operand(const Value& value) {
  throw Refusal("is applied to " + describe(value) + ", which is not supported");
}

mpq_class exact(float value) { return mpq_class(static_cast<double>(value)); }

float finite(float value, const std::string& what) {
  if (!std::isfinite(value))
    throw Refusal(fmt::format("{} is {}, which is not finite", what, value));
  return value;
}

void count_step(int& steps) {
  if (++steps <= kMaxSteps) return;
  throw Refusal(fmt::format("is one operator too many behind a product; at most {} are supported",
                            kMaxSteps));
}

Value make(Sums sums) { return std::make_shared<const Sums>(std::move(sums)); }

// ---- The image's way to the first product ----

Value flatten(const Call& call) {
  call.require_inputs(1, 1);
  const std::int64_t axis = Attributes(call.node, {"axis"}).integer("axis", 1);
  const Value& value = call.input(0);
  const auto* image = std::get_if<Image>(&value);
  const std::int64_t rank =
      image != nullptr ? static_cast<std::int64_t>(image->dims.size()) + 1 : 2;
  if ((axis < 0 ? axis + rank : axis) != 1) {
    throw Refusal(
        fmt::format("flattens at axis {}, which would mix the images of a batch; axis 1 "
                    "is needed",
                    axis));
  }
  if (image == nullptr) return value;  // [batch, n] already
  return Image{{static_cast<std::int64_t>(element_count(image->dims))}};
}

Value reshape(const Call& call) {
  call.require_inputs(2, 2);
  const bool allow_zero = Attributes(call.node, {"allowzero"}).integer("allowzero", 0) != 0;
  const Value& value = call.input(0);
  const Tensor& wanted = call.constant(1, "the shape");
  std::int64_t size = 0;
  bool is_flat = true;
  if (const auto* image = std::get_if<Image>(&value)) {
    size = static_cast<std::int64_t>(element_count(image->dims));
    is_flat = image->dims.size() == 1;
  } else if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) {
    size = (*sums)->outputs();
  } else if (const auto* binary = std::get_if<Binary>(&value)) {
    size = binary->truth.sums->outputs();
  } else {
    refuse_operand(value);
  }
  // [batch, size]: the batch as -1, copied (0) or 1; the size as itself, -1, or copied.
  const std::vector<std::int64_t>& shape = wanted.integers;
  const bool is_pair = wanted.type == ElementType::kInt64 && shape.size() == 2;
  const bool fits_batch =
      is_pair && (shape[0] == -1 || shape[0] == 1 || (shape[0] == 0 && !allow_zero));
  const bool fits_size = is_pair && (shape[1] == size || (shape[1] == -1 && shape[0] != -1) ||
                                     (shape[1] == 0 && !allow_zero && is_flat));
  if (!fits_batch || !fits_size) {
    throw Refusal(
        fmt::format("gives the shape {}; only [batch, {}] is supported", to_string(shape), size));
  }
  if (std::holds_alternative<Image>(value)) return Image{{size}};
  return value;
}

Value identity(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  return call.input(0);
}

// ---- Products ----

Truth negated(const Truth& truth) {
  auto sums = std::make_shared<Sums>(*truth.sums);
  count_step(sums->steps);
  for (Neuron& neuron : sums->neurons) neuron.multiply(-1);
  const Comparison comparison =
      truth.comparison == Comparison::kPositive ? Comparison::kNotNegative : Comparison::kPositive;
  return {std::move(sums), comparison, truth.activation};
}

/// Sums of `left` with a weight matrix; every value is middle + half * x with x in -1..+1.
Sums multiply(const Call& call, const Tensor& matrix, bool transposed) {
  BinaryWeights weights = read_weights(matrix, transposed);
  const std::int64_t inputs = weights.bits.columns();
  call.context.weights_left -= inputs * weights.bits.rows();
  if (call.context.weights_left < 0) throw Refusal("the graph has more than 2^31 weights");

  Sums sums;
  sums.node = call.node.name().empty() ? call.node.output(0) : call.node.name();
  mpq_class middle = 0;
  mpq_class half = 1;
  const Value& left = call.input(0);
  std::int64_t size = inputs;
  if (const auto* image = std::get_if<Image>(&left)) {
    if (image->dims.size() != 1) {
      throw Refusal("multiplies an image of shape " + to_string(image->dims) +
                    "; put a Flatten in front");
    }
    size = image->dims.front();
    sums.reads_pixels = true;
  } else if (const auto* binary = std::get_if<Binary>(&left)) {
    const bool turn = binary->high < binary->low && binary->truth.comparison != Comparison::kSign;
    const Truth& truth = turn ? negated(binary->truth) : binary->truth;
    sums.before =
        finish_hidden(*truth.sums, truth.comparison, truth.activation, call.context.warnings);
    if (sums.before->depth >= kMaxLayers) {
      throw Refusal(fmt::format("is one layer too many; at most {} are supported", kMaxLayers));
    }
    size = truth.sums->outputs();
    middle = (binary->high + binary->low) / 2;
    half = (turn ? binary->low - binary->high : binary->high - binary->low) / 2;
  } else if (std::holds_alternative<std::shared_ptr<const Sums>>(left)) {
    throw Refusal(
        "multiplies sums that are not binary; a Sign or a comparison is needed between products");
  } else if (!std::holds_alternative<Unknown>(left)) {
    refuse_operand(left);
  }
  if (size != inputs) {
    throw Refusal(fmt::format("has {} values on its left, but weights of shape {} take {}", size,
                              to_string(matrix.dims), inputs));
  }
  for (std::size_t j = 0; j < weights.magnitude.size(); ++j) {
    const mpq_class magnitude = exact(weights.magnitude[j]);
    Neuron neuron;
    neuron.slope = magnitude * half;
    neuron.shift = magnitude * middle * mpq_class(static_cast<long>(weights.sum[j]));
    sums.neurons.push_back(std::move(neuron));
  }
  sums.weights = std::make_shared<const BitMatrix>(std::move(weights.bits));
  return sums;
}

void require_weights_on_the_right(const Call& call) {
  if (call.is_constant(0)) {
    throw Refusal("has its constant on the left; weights must be the right operand");
  }
  if (!call.is_constant(1)) {
    throw Refusal("multiplies two tensors that depend on the image; weights must be constants");
  }
}

Value matmul(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  require_weights_on_the_right(call);
  return make(multiply(call, call.constant(1, "the right operand"), false));
}

Value gemm(const Call& call) {
  call.require_inputs(2, 3);
  const Attributes attributes(call.node, {"alpha", "beta", "transA", "transB"});
  require_weights_on_the_right(call);
  if (attributes.integer("transA", 0) != 0) {
    throw Refusal("has transA = 1, which would mix the images of a batch");
  }
  const float alpha = finite(attributes.number("alpha", 1), "alpha");
  const float beta = finite(attributes.number("beta", 1), "beta");
  Sums sums = multiply(call, call.constant(1, "B"), attributes.integer("transB", 0) != 0);
  for (Neuron& neuron : sums.neurons) neuron.multiply(exact(alpha));
  if (call.has(2)) {
    const std::vector<float> bias = per_channel(call.constant(2, "C"), sums.neurons.size(), "C");
    for (std::size_t j = 0; j < bias.size(); ++j) sums.neurons[j].add(exact(beta) * exact(bias[j]));
  }
  return make(std::move(sums));
}

// ---- Arithmetic that is folded ----

/// A copy of the sums for one more operator.
Sums open(const Value& value) {
  const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value);
  if (sums == nullptr) refuse_operand(value);
  if ((*sums)->clip) throw Refusal("follows a Clip; only a comparison may");
  Sums result = **sums;
  count_step(result.steps);
  return result;
}

Value batch_normalization(const Call& call) {
  call.require_inputs(5, 5);
  const Attributes attributes(call.node, {"epsilon", "momentum", "training_mode"});
  if (attributes.integer("training_mode", 0) != 0 || call.node.output_size() > 1) {
    throw Refusal("is in training mode; export the network for inference");
  }
  const float epsilon = finite(attributes.number("epsilon", 1e-5F), "epsilon");
  Sums sums = open(call.input(0));
  if (sums.is_normalized) throw Refusal("is the second batch norm after one product");
  sums.is_normalized = true;

  const std::size_t count = sums.neurons.size();
  std::vector<std::string> problems;
  std::vector<float> parameters[4];
  const char* const names[4] = {"the scale", "the bias", "the mean", "the variance"};
  for (std::size_t i = 0; i < 4; ++i) {
    try {
      const Tensor& tensor = call.constant(i + 1, names[i]);
      if (tensor.dims != std::vector<std::int64_t>{static_cast<std::int64_t>(count)}) {
        throw Refusal(fmt::format("{} has the shape {}; [{}] is needed", names[i],
                                  to_string(tensor.dims), count));
      }
      parameters[i] = per_channel(tensor, count, names[i]);
    } catch (const Refusal& refusal) {
      problems.insert(problems.end(), refusal.messages().begin(), refusal.messages().end());
    }
  }
  for (std::size_t j = 0; j < parameters[3].size(); ++j) {
    const float variance = parameters[3][j];
    if (variance >= 0 && exact(variance) + exact(epsilon) > 0) continue;
    problems.push_back(
        fmt::format("the variance is {} at [{}] with epsilon {}; {}", variance, j, epsilon,
                    variance < 0 ? "it must not be negative" : "their sum must be positive"));
    break;
  }
  if (!problems.empty()) throw Refusal(problems);
  for (std::size_t j = 0; j < count; ++j) {
    sums.neurons[j].normalize(exact(parameters[0][j]), exact(parameters[1][j]),
                              exact(parameters[2][j]), exact(parameters[3][j]) + exact(epsilon));
  }
  return make(std::move(sums));
}

/// One of Add, Sub, Mul, Div as y -> factor * y + summand.
struct Step {
  mpq_class factor;
  mpq_class summand;
};

Step step_of(const std::string& op, float value, bool constant_is_left) {
  const mpq_class c = exact(value);
  if (op == "Add") return {1, c};
  if (op == "Sub") return constant_is_left ? Step{-1, c} : Step{1, mpq_class(-c)};
  if (op == "Mul") return {c, 0};
  if (constant_is_left) throw Refusal("divides a constant by a tensor that depends on the image");
  if (value == 0) throw Refusal("divides by 0");
  return {mpq_class(1 / c), 0};
}

Value arithmetic(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  const bool constant_is_left = call.is_constant(0);
  const Value& value = call.input(constant_is_left ? 1 : 0);
  const std::size_t other = constant_is_left ? 0 : 1;
  if (!call.is_constant(other)) {
    throw Refusal("joins two tensors that depend on the image; one must be a constant");
  }
  const Tensor& constant = call.constant(other, "the constant");
  const std::string& op = call.node.op_type();
  if (const auto* binary = std::get_if<Binary>(&value)) {
    if (constant.size() != 1) {
      throw Refusal("applies a constant of shape " + to_string(constant.dims) +
                    " to a binary activation; one value is needed");
    }
    const Step step = step_of(op, single_value(constant, "the constant"), constant_is_left);
    Binary result = *binary;
    count_step(result.steps);
    result.high = result.high * step.factor + step.summand;
    result.low = result.low * step.factor + step.summand;
    return result;
  }
  if (std::holds_alternative<Image>(value)) {
    throw Refusal(
        "changes the image before the first product; the input is taken to be in "
        "[-1, 1] (2p/255 - 1 for a pixel p) and must stay so");
  }
  Sums sums = open(value);
  const std::vector<float> constants = per_channel(constant, sums.neurons.size(), "the constant");
  for (std::size_t j = 0; j < constants.size(); ++j) {
    const Step step = step_of(op, constants[j], constant_is_left);
    sums.neurons[j].multiply(step.factor);
    sums.neurons[j].add(step.summand);
  }
  return make(std::move(sums));
}

Value negate(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  Sums sums = open(call.input(0));
  for (Neuron& neuron : sums.neurons) neuron.multiply(-1);
  return make(std::move(sums));
}

Value clip(const Call& call) {
  call.require_inputs(1, 3);
  const bool as_inputs = call.context.opset >= 11;
  const Attributes attributes =
      as_inputs ? Attributes(call.node, {}) : Attributes(call.node, {"min", "max"});
  const auto bound = [&](std::size_t index, const char* name, float otherwise) {
    if (!as_inputs) return attributes.number(name, otherwise);
    if (!call.has(index)) return otherwise;
    return single_value(call.constant(index, name), name);
  };
  Clip bounds{bound(1, "min", std::numeric_limits<float>::lowest()),
              bound(2, "max", std::numeric_limits<float>::max())};
  const auto* operand = std::get_if<std::shared_ptr<const Sums>>(&call.input(0));
  if (operand == nullptr) refuse_operand(call.input(0));
  Sums sums = **operand;
  count_step(sums.steps);
  if (sums.clip) {
    bounds = {std::max(bounds.low, sums.clip->low), std::min(bounds.high, sums.clip->high)};
  }
  sums.clip = bounds;
  return make(std::move(sums));
}

// ---- Comparisons and binary activations ----

/// The sums as a comparison with `constant` may see them: a clip that cannot change it is dropped.
Sums compared(const Value& value, const std::vector<float>& constants) {
  const auto* operand = std::get_if<std::shared_ptr<const Sums>>(&value);
  if (operand == nullptr) refuse_operand(value);
  Sums sums = **operand;
  for (std::size_t j = 0; sums.clip && j < constants.size(); ++j) {
    if (sums.clip->low < constants[j] && constants[j] < sums.clip->high) continue;
    throw Refusal(
        fmt::format("compares with {} after a Clip to [{}, {}]; the constant must lie "
                    "inside",
                    constants[j], sums.clip->low, sums.clip->high));
  }
  sums.clip.reset();
  return sums;
}

std::size_t channels(const Value& value) {
  const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value);
  if (sums == nullptr) refuse_operand(value);
  return (*sums)->neurons.size();
}

Value compare(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  const bool constant_is_left = call.is_constant(0);
  const Value& value = call.input(constant_is_left ? 1 : 0);
  const std::vector<float> constants =
      per_channel(call.constant(constant_is_left ? 0 : 1, "the other operand"), channels(value),
                  "the constant");
  Sums sums = compared(value, constants);
  const std::string& op = call.node.op_type();
  // y >= c is y - c >= 0; y <= c is c - y >= 0; c <op> y turns both around.
  const bool is_less = op == "Less" || op == "LessOrEqual";
  const bool is_reversed = is_less != constant_is_left;
  for (std::size_t j = 0; j < constants.size(); ++j) {
    sums.neurons[j].add(-exact(constants[j]));
    if (is_reversed) sums.neurons[j].multiply(-1);
  }
  const bool is_strict = op == "Greater" || op == "Less";
  return Truth{std::make_shared<const Sums>(std::move(sums)),
               is_strict ? Comparison::kPositive : Comparison::kNotNegative, label(call.node)};
}

Value sign(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  Sums sums = compared(call.input(0), {0.0F});
  return Binary{
      {std::make_shared<const Sums>(std::move(sums)), Comparison::kSign, label(call.node)}, 1, -1};
}

Value logical_not(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  const auto* truth = std::get_if<Truth>(&call.input(0));
  if (truth == nullptr) refuse_operand(call.input(0));
  return negated(*truth);
}

/// All elements of a constant, which must be one and the same.
float uniform_value(const Tensor& tensor, const std::string& what) {
  if (tensor.type != ElementType::kFloat || tensor.size() == 0 || tensor.dims.size() > 2) {
    throw Refusal(what + " is a " + to_string(tensor.type) + " tensor of shape " +
                  to_string(tensor.dims) + "; one FLOAT value is needed");
  }
  for (const float value : tensor.values) {
    if (value == tensor.values.front()) continue;
    throw Refusal(fmt::format("{} holds {} and {}; all its values must be the same", what,
                              tensor.values.front(), value));
  }
  return finite(tensor.values.front(), what);
}

Value where(const Call& call) {
  call.require_inputs(3, 3);
  const Attributes attributes(call.node, {});
  const auto* truth = std::get_if<Truth>(&call.input(0));
  if (truth == nullptr) refuse_operand(call.input(0));
  const float high =
      uniform_value(call.constant(1, "the value where true"), "the value where true");
  const float low =
      uniform_value(call.constant(2, "the value where false"), "the value where false");
  if (high == low) throw Refusal(fmt::format("chooses between {} and {}", high, low));
  return Binary{*truth, exact(high), exact(low)};
}

Value cast(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {"to"});
  if (attributes.integer("to", 0) != onnx::TensorProto::FLOAT) {
    throw Refusal("casts to another type than FLOAT");
  }
  if (const auto* truth = std::get_if<Truth>(&call.input(0))) return Binary{*truth, 1, 0};
  return call.input(0);
}

using Operator = Value (*)(const Call&);

const std::map<std::string, Operator>& operators() {
  static const std::map<std::string, Operator> table = {
      {"Add", arithmetic},
      {"BatchNormalization", batch_normalization},
      {"Cast", cast},
      {"Clip", clip},
      {"Div", arithmetic},
      {"Flatten", flatten},
      {"Gemm", gemm},
      {"Greater", compare},
      {"GreaterOrEqual", compare},
      {"Identity", identity},
      {"Less", compare},
      {"LessOrEqual", compare},
      {"MatMul", matmul},
      {"Mul", arithmetic},
      {"Neg", negate},
      {"Not", logical_not},
      {"Reshape", reshape},
      {"Sign", sign},
      {"Sub", arithmetic},
      {"Where", where},
  };
  return table;
}

/// What to do about an operator that people are likely to have.
std::string hint(const std::string& op_type) {
  if (op_type == "Softmax" || op_type == "LogSoftmax" || op_type == "ArgMax") {
    return "end the graph at the scores in front of it (the class is their first maximum)";
  }
  if (op_type == "Relu" || op_type == "Tanh" || op_type == "Sigmoid") {
    return "activations must be binary: Sign, or a comparison and Where";
  }
  std::vector<std::string> names;
  for (const auto& [name, function] : operators()) names.push_back(name);
  return "supported are " + listed(names);
}

bool is_product(const std::string& op_type) { return op_type == "MatMul" || op_type == "Gemm"; }

}  // namespace

std::string describe(const Value& value) {
  struct Describe {
    std::string operator()(const Unknown&) const { return "something that is not supported"; }
    std::string operator()(const Constant&) const { return "a constant"; }
    std::string operator()(const Image&) const { return "the image"; }
    std::string operator()(const std::shared_ptr<const Sums>&) const { return "a layer's sums"; }
    std::string operator()(const Truth&) const { return "the outcome of a comparison"; }
    std::string operator()(const Binary&) const { return "a binary activation"; }
  };
  return std::visit(Describe{}, value);
}

std::string label(const onnx::NodeProto& node) {
  const std::string name =
      !node.name().empty() ? node.name() : (node.output_size() > 0 ? node.output(0) : "");
  return "node '" + name + "' (" + node.op_type() + ")";
}

Value apply(const onnx::NodeProto& node, const std::vector<const Value*>& inputs,
            Context& context) {
  const std::string& op_type = node.op_type();
  if (!node.domain().empty() && node.domain() != "ai.onnx") {
    throw Refusal("is an operator of the domain '" + node.domain() +
                  "', which is not supported; only ONNX's own operators are");
  }
  std::vector<const Tensor*> constants;
  bool is_constant = true;
  bool is_unknown = false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto* constant = inputs[i] != nullptr ? std::get_if<Constant>(inputs[i]) : nullptr;
    is_constant = is_constant && (inputs[i] == nullptr || constant != nullptr);
    // A product says anew what comes out of it, so that problems behind a refused node are found
    // too.
    const bool may_be_unknown = i == 0 && is_product(op_type);
    is_unknown = is_unknown || (inputs[i] != nullptr && !may_be_unknown &&
                                std::holds_alternative<Unknown>(*inputs[i]));
    constants.push_back(constant != nullptr ? constant->get() : nullptr);
  }
  if (is_constant && is_foldable(op_type)) {
    return std::make_shared<const Tensor>(fold_constant(node, constants));
  }
  const auto found = operators().find(op_type);
  if (found == operators().end()) {
    throw Refusal("is not a supported operator; " + hint(op_type));
  }
  if (is_constant) throw Refusal("has only constant inputs, which is not supported for it");
  if (is_unknown) return Unknown{};
  return found->second({node, inputs, context});
}

}  // namespace scbnn::import
