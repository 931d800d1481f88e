// Image -> product -> folded arithmetic -> comparison -> binary activation -> product -> ...
#include "generator/import/operators.hpp"

#include <onnx/onnx_pb.h>

#include <map>
#include <string>
#include <utility>

#include "generator/import/arranged.hpp"
#include "generator/import/call.hpp"
#include "generator/import/constant_folding.hpp"
#include "generator/import/dialects.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

using Operator = Value (*)(const Call&);

const std::map<std::string, Operator>& operators() {
  static const std::map<std::string, Operator> table = {
      {"Add", arithmetic},
      {"ArgMax", arg_max},
      {"BatchNormalization", batch_normalization},
      {"Cast", cast},
      {"Clip", clip},
      {"Conv", conv},
      {"DequantizeLinear", dequantize},
      {"Div", arithmetic},
      {"Dropout", dropout},
      {"Flatten", flatten},
      {"Gemm", gemm},
      {"Greater", compare},
      {"GreaterOrEqual", compare},
      {"HardSigmoid", hard_sigmoid},
      {"Identity", identity},
      {"Less", compare},
      {"LessOrEqual", compare},
      {"LeakyRelu", leaky_relu},
      {"LogSoftmax", softmax},
      {"MatMul", matmul},
      {"MaxPool", max_pool},
      {"Mul", arithmetic},
      {"Neg", negate},
      {"Not", logical_not},
      {"Pad", pad},
      {"PRelu", prelu},
      {"Relu", relu},
      {"Reshape", reshape},
      {"Sigmoid", sigmoid},
      {"Shape", shape},
      {"Sign", sign},
      {"Size", size},
      {"Softmax", softmax},
      {"Squeeze", squeeze},
      {"Sub", arithmetic},
      {"Tanh", tanh},
      {"TopK", top_k},
      {"Transpose", transpose},
      {"Unsqueeze", unsqueeze},
      {"Where", where},
  };
  return table;
}

/// What to do about operators that people are likely to have.
const std::map<std::string, std::string>& remedies() {
  static const std::string subgraphs =
      "it contains subgraphs, so export the network without control flow";
  static const std::string average = "use MaxPool, or a convolution with a stride";
  static const std::string per_image =
      "it normalizes each image by itself, which no threshold can; use BatchNormalization";
  static const std::string activation =
      "activations must be binary, so put a Sign after the product or the batch norm";
  static const std::string recurrent = "recurrent networks are not supported";
  static const std::map<std::string, std::string> table = {
      {"AveragePool", average},
      {"Concat", "activations side by side are not supported; make one layer of the two"},
      {"Elu", activation},
      {"GRU", recurrent},
      {"Gelu", activation},
      {"GlobalAveragePool", average},
      {"If", subgraphs},
      {"InstanceNormalization", per_image},
      {"LSTM", recurrent},
      {"LayerNormalization", per_image},
      {"Loop", subgraphs},
      {"LpNormalization", per_image},
      {"QuantizeLinear", activation},
      {"RNN", recurrent},
      {"Scan", subgraphs},
      {"Selu", activation},
      {"Softplus", activation},
  };
  return table;
}

std::string hint(const std::string& op_type, Context& context) {
  const auto remedy = remedies().find(op_type);
  if (remedy != remedies().end()) return "; " + remedy->second;
  if (context.has_listed_operators) return {};
  context.has_listed_operators = true;
  std::vector<std::string> names;
  for (const auto& [name, function] : operators()) names.push_back(name);
  return "; supported are " + listed(names);
}

bool is_product(const std::string& op_type) {
  return op_type == "MatMul" || op_type == "Gemm" || op_type == "Conv";
}

}  // namespace

Value apply(const onnx::NodeProto& node, const std::vector<const Value*>& inputs,
            Context& context) {
  const std::string& op_type = node.op_type();
  if (context.functions.contains({node.domain(), op_type})) {
    throw Refusal(
        "calls a function that the model defines itself, which is not supported; inline it "
        "(onnx.inliner.inline_local_functions)");
  }
  const bool is_of_dialect = is_dialect(node.domain(), op_type);
  if (!is_of_dialect && !node.domain().empty() && node.domain() != "ai.onnx") {
    throw Refusal(
        "is an operator of the domain '" + node.domain() +
        "', which is not supported; accepted are ONNX's own operators, and BipolarQuant and "
        "MultiThreshold of qonnx.custom_op.general, onnx.brevitas and "
        "finn.custom_op.general");
  }
  std::vector<const Tensor*> constants;
  bool is_constant = true;
  bool is_unknown = false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto* constant = inputs[i] != nullptr ? std::get_if<Constant>(inputs[i]) : nullptr;
    is_constant = is_constant && (inputs[i] == nullptr || constant != nullptr);
    // A product states again what comes out of it, so that problems after a refused node show, too.
    const bool may_be_unknown = i == 0 && is_product(op_type) && inputs.size() > 1 &&
                                inputs[1] != nullptr &&
                                std::holds_alternative<Constant>(*inputs[1]);
    is_unknown = is_unknown || (inputs[i] != nullptr && !may_be_unknown &&
                                std::holds_alternative<Unknown>(*inputs[i]));
    constants.push_back(constant != nullptr ? constant->get() : nullptr);
  }
  if (is_of_dialect) {
    if (is_unknown) return Unknown{};
    const Call call{node, inputs, context};
    if (auto value = apply_arranged(call, apply_dialect)) return *std::move(value);
    return apply_dialect(call);
  }
  if (is_constant && is_foldable(op_type)) {
    Tensor folded = fold_constant(node, constants, context.folding);
    std::vector<std::string>& said = context.folding.warnings;
    context.warnings.insert(context.warnings.end(), said.begin(), said.end());
    said.clear();
    return std::make_shared<const Tensor>(std::move(folded));
  }
  if (is_unknown && is_foldable(op_type)) return Unknown{};
  const auto found = operators().find(op_type);
  if (found == operators().end()) {
    throw Refusal("is not a supported operator" + hint(op_type, context));
  }
  if (is_constant) throw Refusal("has only constant inputs, which is not supported for it");
  if (is_unknown) return Unknown{};
  const Call call{node, inputs, context};
  if (auto value = apply_arranged(call, found->second)) return *std::move(value);
  return found->second(call);
}

}  // namespace scbnn::import
