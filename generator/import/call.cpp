// What the operators share: access to inputs, limits, words for values.
#include "generator/import/call.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <cmath>
#include <utility>

#include "generator/import/refusal.hpp"

namespace scbnn::import {

const Value& Call::input(std::size_t index) const {
  if (!has(index)) throw Refusal(fmt::format("lacks input {}", index));
  return *inputs[index];
}

bool Call::is_constant(std::size_t index) const {
  return std::holds_alternative<Constant>(input(index));
}

const Tensor& Call::constant(std::size_t index, const std::string& what) const {
  const auto* tensor = std::get_if<Constant>(&input(index));
  if (tensor == nullptr) {
    throw Refusal(what + " is " + describe(input(index)) + ", a constant is needed");
  }
  return **tensor;
}

const Sums& Call::sums(std::size_t index) const {
  const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&input(index));
  if (sums == nullptr) refuse_operand(input(index));
  return **sums;
}

void Call::require_inputs(std::size_t least, std::size_t most) const {
  if (inputs.size() >= least && inputs.size() <= most) return;
  throw Refusal(fmt::format(
      "has {} inputs, {} needed", inputs.size(),
      least == most ? fmt::format("{} are", least) : fmt::format("{} to {} are", least, most)));
}

[[noreturn]] void refuse_operand(const Value& value) {
  throw Refusal("is applied to " + describe(value) + ", which is not supported");
}

float finite(float value, const std::string& what) {
  if (std::isfinite(value)) return value;
  throw Refusal(fmt::format("{} is {}, which is not finite", what, value));
}

void count_step(int& steps) {
  if (++steps <= kMaxSteps) return;
  throw Refusal(
      fmt::format("is one operator too many after a product; at most {} are supported", kMaxSteps));
}

Value make(Sums sums) { return std::make_shared<const Sums>(std::move(sums)); }

std::vector<double> channel_constants(const Sums& sums, const Tensor& tensor,
                                      const std::string& what) {
  const std::size_t count = sums.neurons.size();
  if (!sums.is_map) return per_channel(tensor, count, what);
  // [1, channels, 1, 1] with or without the leading ones, against [batch, channels, height,
  // width].
  std::vector<std::int64_t> dims = tensor.dims;
  while (dims.size() > 3 && dims.front() == 1) dims.erase(dims.begin());
  const bool is_vector = dims.size() == 3 && dims[1] == 1 && dims[2] == 1;
  if (!is_vector && tensor.size() != 1) {
    throw Refusal(fmt::format("{} has the shape {}; one value or [{}, 1, 1] is needed", what,
                              to_string(tensor.dims), count));
  }
  Tensor flat = tensor;
  flat.dims = {static_cast<std::int64_t>(tensor.size())};
  return per_channel(flat, count, what);
}

Binary with_values(const Binary& binary, const mpq_class& high, const mpq_class& low) {
  if (high == low) {
    throw Refusal(fmt::format("gives {} for both values of a binary activation, {} and {}",
                              shown(high.get_d()), shown(binary.high.get_d()),
                              shown(binary.low.get_d())));
  }
  Binary result = binary;
  count_step(result.steps);
  result.high = high;
  result.low = low;
  return result;
}

Truth negated(const Truth& truth) {
  auto sums = std::make_shared<Sums>(*truth.sums);
  count_step(sums->steps);
  for (Neuron& neuron : sums->neurons) neuron.multiply(-1);
  const Comparison comparison =
      truth.comparison == Comparison::kPositive ? Comparison::kNotNegative : Comparison::kPositive;
  return {std::move(sums), comparison, truth.activation};
}

std::string describe(const Value& value) {
  struct Describe {
    std::string operator()(const Unknown&) const { return "something that is not supported"; }
    std::string operator()(const Constant&) const { return "a constant"; }
    std::string operator()(const Image&) const { return "the image"; }
    std::string operator()(const std::shared_ptr<const Sums>&) const { return "a layer's sums"; }
    std::string operator()(const Truth&) const { return "the outcome of a comparison"; }
    std::string operator()(const Binary&) const { return "a binary activation"; }
    std::string operator()(const Difference&) const {
      return "the difference between a binary activation and sums";
    }
    std::string operator()(const Ending& ending) const {
      return "the outcome of a " + ending.op_type;
    }
    std::string operator()(const std::shared_ptr<const Arranged>& value) const {
      return "a vector of shape " + to_string(value->dims);
    }
    std::string operator()(const std::shared_ptr<const Padded>&) const { return "a padded map"; }
  };
  return std::visit(Describe{}, value);
}

std::string label(const onnx::NodeProto& node) {
  const std::string name =
      !node.name().empty() ? node.name() : (node.output_size() > 0 ? node.output(0) : "");
  return "node '" + name + "' (" + node.op_type() + ")";
}

}  // namespace scbnn::import
