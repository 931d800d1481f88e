// From sums to bits: comparisons with constants, and the two values of a binary activation.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// Folds the functions of sums whose y is compared with 0; the last one first, for it decides which
/// values of the others matter.
void fold_functions(Sums& sums, Comparison comparison) {
  for (std::size_t j = 0; j < sums.neurons.size(); ++j) {
    Neuron& neuron = sums.neurons[j];
    for (auto f = sums.functions.rbegin(); f != sums.functions.rend(); ++f) {
      Folded folded = fold(*f, j, neuron, comparison != Comparison::kPositive);
      if (comparison == Comparison::kSign && folded.is_zero_in_places) {
        throw Refusal(
            fmt::format("is Sign(0) = 0, which is not a bit, wherever the Clip or Relu before it "
                        "is at its bound (neuron {}); compare with > 0 instead",
                        j));
      }
      neuron = std::move(folded.neuron);
    }
  }
  sums.functions.clear();
}

/// A branch of Where: one value for all neurons.
double branch(const Call& call, std::size_t index, std::size_t neurons, const std::string& what) {
  const std::vector<double> values = per_channel(call.constant(index, what), neurons, what);
  for (const double value : values) {
    if (value == values.front()) continue;
    throw Refusal(fmt::format("{} holds {} and {}; all its values must be the same", what,
                              shown(values.front()), shown(value)));
  }
  return values.front();
}

/// The truth of a condition on a binary activation, which is true for only one of its values.
Truth truth_of(const Binary& binary, bool at_high, bool at_low) {
  if (!binary.pools.empty()) throw Refusal("compares pooled bits, which is not supported");
  if (at_high == at_low) {
    throw Refusal(fmt::format("is {} for both values of a binary activation, {} and {}", at_high,
                              shown(binary.high.get_d()), shown(binary.low.get_d())));
  }
  return at_high ? binary.truth : negated(binary.truth);
}

bool holds(const std::string& op, const mpq_class& left, const mpq_class& right) {
  if (op == "Less") return left < right;
  if (op == "LessOrEqual") return left <= right;
  return op == "Greater" ? left > right : left >= right;
}

}  // namespace

Truth at_least(const Call& call, const Sums& sums, const std::vector<double>& levels) {
  Sums compared = sums;
  for (std::size_t j = 0; j < compared.neurons.size(); ++j) {
    const mpq_class level = exact(levels[levels.size() == 1 ? 0 : j]);
    compared.neurons[j].add(-level);
  }
  fold_functions(compared, Comparison::kNotNegative);
  return {std::make_shared<const Sums>(std::move(compared)), Comparison::kNotNegative,
          label(call.node)};
}

Value compare(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  const bool constant_is_left = call.is_constant(0);
  if (const auto* binary = std::get_if<Binary>(&call.input(constant_is_left ? 1 : 0))) {
    const mpq_class constant = exact(
        single_value(call.constant(constant_is_left ? 0 : 1, "the other operand"), "the constant"));
    const auto at = [&](const mpq_class& value) {
      return constant_is_left ? holds(call.node.op_type(), constant, value)
                              : holds(call.node.op_type(), value, constant);
    };
    return truth_of(*binary, at(binary->high), at(binary->low));
  }
  const Sums& operand = call.sums(constant_is_left ? 1 : 0);
  const std::vector<double> constants = channel_constants(
      operand, call.constant(constant_is_left ? 0 : 1, "the other operand"), "the constant");
  Sums sums = operand;
  const std::string& op = call.node.op_type();
  // y >= c is y - c >= 0; y <= c is c - y >= 0; c <op> y swaps both.
  const bool is_less = op == "Less" || op == "LessOrEqual";
  const bool is_reversed = is_less != constant_is_left;
  for (std::size_t j = 0; j < constants.size(); ++j) {
    sums.neurons[j].add(-exact(constants[j]));
    if (is_reversed) sums.neurons[j].multiply(-1);
  }
  const bool is_strict = op == "Greater" || op == "Less";
  const Comparison comparison = is_strict ? Comparison::kPositive : Comparison::kNotNegative;
  fold_functions(sums, comparison);
  return Truth{std::make_shared<const Sums>(std::move(sums)), comparison, label(call.node)};
}

Value sign(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  if (const auto* binary = std::get_if<Binary>(&call.input(0))) {
    return with_values(*binary, sgn(binary->high), sgn(binary->low));
  }
  Sums sums = call.sums(0);
  fold_functions(sums, Comparison::kSign);
  const bool is_map = sums.is_map;
  return Binary{
      {std::make_shared<const Sums>(std::move(sums)), Comparison::kSign, label(call.node)},
      1,
      -1,
      0,
      {},
      is_map};
}

Value logical_not(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  const auto* truth = std::get_if<Truth>(&call.input(0));
  if (truth == nullptr) refuse_operand(call.input(0));
  return negated(*truth);
}

Value where(const Call& call) {
  call.require_inputs(3, 3);
  const Attributes attributes(call.node, {});
  const auto* truth = std::get_if<Truth>(&call.input(0));
  if (truth == nullptr) refuse_operand(call.input(0));
  const std::size_t neurons = truth->sums->neurons.size();
  const double high = branch(call, 1, neurons, "the value where true");
  const double low = branch(call, 2, neurons, "the value where false");
  if (high == low) throw Refusal(fmt::format("chooses between {} and {}", shown(high), shown(low)));
  return Binary{*truth, exact(high), exact(low), 0, {}, truth->sums->is_map};
}

Value cast(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {"to"});
  const std::int64_t to = attributes.integer("to", 0);
  const auto* ending = std::get_if<Ending>(&call.input(0));
  if (ending != nullptr && ending->is_class) return *ending;  // a whole number in any type
  if (to == onnx::TensorProto::BOOL) {
    if (std::holds_alternative<Truth>(call.input(0))) return call.input(0);
    if (const auto* binary = std::get_if<Binary>(&call.input(0))) {
      return truth_of(*binary, binary->high != 0, binary->low != 0);
    }
  }
  if (to != onnx::TensorProto::FLOAT && to != onnx::TensorProto::DOUBLE) {
    throw Refusal("casts to another type than FLOAT or DOUBLE");
  }
  if (const auto* truth = std::get_if<Truth>(&call.input(0))) {
    return Binary{*truth, 1, 0, 0, {}, truth->sums->is_map};
  }
  if (const auto* image = std::get_if<Image>(&call.input(0))) {
    Image result = *image;
    result.element = ElementType::kFloat;
    return result;
  }
  return call.input(0);
}

}  // namespace scbnn::import
