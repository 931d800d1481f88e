// Operators between a product and its comparison, folded into the neurons.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// A copy of the sums for one more operator.
Sums open(const Sums& sums) {
  Sums result = sums;
  count_step(result.steps);
  return result;
}

/// The parameters of a batch norm for `count` channels, every problem with them at once.
struct BatchNorm {
  BatchNorm(const Call& call, float epsilon, std::size_t count) {
    scale = read(call, 1, "the scale", count);
    bias = read(call, 2, "the bias", count);
    mean = read(call, 3, "the mean", count);
    variance = read(call, 4, "the variance", count);
    check_variance(epsilon);
    if (!problems.empty()) throw Refusal(problems);
  }

  [[nodiscard]] bool is_same_for_all() const {
    for (const auto* values : {&scale, &bias, &mean, &variance}) {
      for (const double value : *values) {
        if (value != values->front()) return false;
      }
    }
    return true;
  }

  std::vector<double> scale;
  std::vector<double> bias;
  std::vector<double> mean;
  std::vector<double> variance;

 private:
  std::vector<double> read(const Call& call, std::size_t index, const std::string& what,
                           std::size_t count) {
    try {
      const Tensor& tensor = call.constant(index, what);
      if (tensor.dims == std::vector<std::int64_t>{static_cast<std::int64_t>(count)}) {
        return per_channel(tensor, count, what);
      }
      problems.push_back(
          fmt::format("{} has the shape {}; [{}] is needed", what, to_string(tensor.dims), count));
    } catch (const Refusal& refusal) {
      problems.insert(problems.end(), refusal.messages().begin(), refusal.messages().end());
    }
    return {};
  }

  void check_variance(float epsilon) {
    for (std::size_t j = 0; j < variance.size(); ++j) {
      if (variance[j] >= 0 && exact(variance[j]) + exact(epsilon) > 0) continue;
      problems.push_back(fmt::format(
          "the variance is {} at [{}] with epsilon {}; {}", shown(variance[j]), j, epsilon,
          variance[j] < 0 ? "it must not be negative" : "their sum must be positive"));
      return;
    }
  }

  std::vector<std::string> problems;
};

/// A batch norm on the image itself, in its one value or its channels.
Value normalize_image(const Call& call, float epsilon) {
  Image image = channels_first(open_image(std::get<Image>(call.input(0))));
  if (image.is_normalized) throw Refusal("is the second batch norm on the image");
  image.is_normalized = true;
  const auto channels = static_cast<std::size_t>(image.dims.front());
  const BatchNorm norm(call, epsilon, channels);
  const bool is_same = norm.is_same_for_all();
  if (!image.is_map() && !is_same) {
    throw Refusal(
        "normalizes the pixels of an image one by one, which no popcount can sum; normalize the "
        "channels of [batch, channels, height, width]");
  }
  for_each_channel(image, is_same ? 1 : channels, [&](Neuron& value, std::size_t c) {
    value.normalize(exact(norm.scale[c]), exact(norm.bias[c]), exact(norm.mean[c]),
                    exact(norm.variance[c]) + exact(epsilon));
  });
  return image;
}

/// One of Add, Sub, Mul, Div as y -> factor * y + summand.
struct Step {
  mpq_class factor;
  mpq_class summand;
};

Step step_of(const std::string& op, double value, bool constant_is_left) {
  const mpq_class c = exact(value);
  if (op == "Add") return {1, c};
  if (op == "Sub") return constant_is_left ? Step{-1, c} : Step{1, mpq_class(-c)};
  if (op == "Mul") return {c, 0};
  if (constant_is_left) throw Refusal("divides a constant by a tensor that depends on the image");
  if (value == 0) throw Refusal("divides by 0");
  return {mpq_class(1 / c), 0};
}

/// Straight-through activations: x + (sign(x) - x) is sign(x), the same x in both places. Nothing
/// if the node is not part of one.
std::optional<Value> straight_through(const Call& call) {
  using SharedSums = std::shared_ptr<const Sums>;
  const std::string& op = call.node.op_type();
  if (op == "Sub") {
    const auto* binary = std::get_if<Binary>(&call.input(0));
    const auto* sums = std::get_if<SharedSums>(&call.input(1));
    const bool fits = binary != nullptr && sums != nullptr && binary->pools.empty() &&
                      binary->is_map == (*sums)->is_map && binary->shape() == (*sums)->made();
    if (fits) return Difference{*binary, *sums};
  }
  for (std::size_t i = 0; op == "Add" && i < 2; ++i) {
    const auto* difference = std::get_if<Difference>(&call.input(i));
    const auto* sums = std::get_if<SharedSums>(&call.input(1 - i));
    if (difference != nullptr && sums != nullptr && difference->subtracted == *sums) {
      return difference->binary;
    }
  }
  return std::nullopt;
}

}  // namespace

Value identity(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  return call.input(0);
}

Value batch_normalization(const Call& call) {
  call.require_inputs(5, 5);
  const Attributes attributes(call.node, {"epsilon", "momentum", "training_mode"});
  if (attributes.integer("training_mode", 0) != 0 || call.node.output_size() > 1) {
    throw Refusal("is in training mode; export the network for inference");
  }
  const float epsilon = finite(attributes.number("epsilon", 1e-5F), "epsilon");
  if (std::holds_alternative<Image>(call.input(0))) return normalize_image(call, epsilon);
  Sums sums = open(call.sums(0));
  for (const Neuron& neuron : sums.neurons) {
    if (neuron.can_normalize()) continue;
    throw Refusal(
        "is one batch norm too many: two are supported after a product, one where the image has "
        "one");
  }

  const BatchNorm norm(call, epsilon, sums.neurons.size());
  for (std::size_t j = 0; j < sums.neurons.size(); ++j) {
    Neuron& neuron = sums.neurons[j];
    neuron.normalize(exact(norm.scale[j]), exact(norm.bias[j]), exact(norm.mean[j]),
                     exact(norm.variance[j]) + exact(epsilon));
  }
  return make(std::move(sums));
}

Value arithmetic(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  const bool constant_is_left = call.is_constant(0);
  const Value& value = call.input(constant_is_left ? 1 : 0);
  const std::size_t other = constant_is_left ? 0 : 1;
  if (!call.is_constant(other)) {
    if (auto joined = straight_through(call)) return *std::move(joined);
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
  if (const auto* image = std::get_if<Image>(&value)) {
    Image result = open_image(*image);
    const std::vector<double> constants = pixel_constants(result, constant, "the constant");
    for_each_channel(result, constants.size(), [&](Neuron& pixel, std::size_t channel) {
      const Step step = step_of(op, constants[channel], constant_is_left);
      pixel.multiply(step.factor);
      pixel.add(step.summand);
    });
    return result;
  }
  Sums sums = open(call.sums(1 - other));
  const std::vector<double> constants = channel_constants(sums, constant, "the constant");
  for (std::size_t j = 0; j < constants.size(); ++j) {
    const Step step = step_of(op, constants[j], constant_is_left);
    Neuron& neuron = sums.neurons[j];
    neuron.multiply(step.factor);
    neuron.add(step.summand);
  }
  return make(std::move(sums));
}

Value dropout(const Call& call) {
  call.require_inputs(1, 3);
  const Attributes attributes(call.node, {"ratio", "seed"});
  if (call.has(2)) {
    const Tensor& training = call.constant(2, "training_mode");
    if (training.type != ElementType::kBool || training.size() != 1 ||
        training.values.front() != 0) {
      throw Refusal("is in training mode; export the network for inference");
    }
  }
  return call.input(0);
}

Value negate(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  if (const auto* binary = std::get_if<Binary>(&call.input(0))) {
    return with_values(*binary, -binary->high, -binary->low);
  }
  if (const auto* image = std::get_if<Image>(&call.input(0))) {
    Image result = open_image(*image);
    for (Neuron& pixel : result.values) pixel.multiply(-1);
    return result;
  }
  Sums sums = open(call.sums(0));
  for (std::size_t j = 0; j < sums.neurons.size(); ++j) {
    sums.neurons[j].multiply(-1);
  }
  return make(std::move(sums));
}

Value dequantize(const Call& call) {
  call.require_inputs(2, 3);
  const Attributes attributes(call.node, {"axis"});
  const auto* image = std::get_if<Image>(&call.input(0));
  if (image == nullptr || image->element != ElementType::kUint8) refuse_operand(call.input(0));
  const mpq_class scale = exact(single_value(call.constant(1, "the scale"), "the scale"));
  if (scale <= 0)
    throw Refusal(fmt::format("has the scale {}; it must be positive", scale.get_d()));
  mpq_class zero_point = 0;
  if (call.has(2)) {
    const Tensor& tensor = call.constant(2, "the zero point");
    if (tensor.type != ElementType::kUint8 || tensor.size() != 1) {
      throw Refusal("has a zero point that is not one UINT8 value");
    }
    zero_point = exact(tensor.values.front());
  }
  Image result = *image;
  result.element = ElementType::kFloat;
  result = open_image(result);
  for (Neuron& pixel : result.values) {
    pixel.add(-zero_point);
    pixel.multiply(scale);
  }
  return result;
}

}  // namespace scbnn::import
