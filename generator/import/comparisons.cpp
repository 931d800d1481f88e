// From sums to bits: comparisons with constants, and the two values of a binary activation.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// The sums as a comparison with `constant` may see them: a clip that cannot change it is dropped.
Sums compared(const Sums& operand, const std::vector<double>& constants) {
  Sums sums = operand;
  for (std::size_t j = 0; sums.clip && j < constants.size(); ++j) {
    if (sums.clip->low < constants[j] && constants[j] < sums.clip->high) continue;
    throw Refusal(
        fmt::format("compares with {} after a Clip to [{}, {}]; the constant must lie "
                    "inside",
                    shown(constants[j]), shown(sums.clip->low), shown(sums.clip->high)));
  }
  sums.clip.reset();
  return sums;
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

}  // namespace

Value compare(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  const bool constant_is_left = call.is_constant(0);
  const Sums& operand = call.sums(constant_is_left ? 1 : 0);
  const std::vector<double> constants = channel_constants(
      operand, call.constant(constant_is_left ? 0 : 1, "the other operand"), "the constant");
  Sums sums = compared(operand, constants);
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
  Sums sums = compared(call.sums(0), {0.0});
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
