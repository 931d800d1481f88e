// The image's way to the first product, and products: each begins a layer.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// The columns of a channel-first image's weights in the order of the network, channel last.
BitMatrix channel_last(const BitMatrix& weights, const TensorShape& shape) {
  BitMatrix result(weights.rows(), weights.columns());
  for (int row = 0; row < weights.rows(); ++row) {
    int column = 0;
    for (int channel = 0; channel < shape.channels; ++channel) {
      for (int y = 0; y < shape.height; ++y) {
        for (int x = 0; x < shape.width; ++x, ++column) {
          result.set(row, static_cast<int>(shape.index(y, x, channel)), weights.get(row, column));
        }
      }
    }
  }
  return result;
}

/// Sums of the left operand with a weight matrix; every value is middle + half * x with x in
/// -1..+1.
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
    sums.input = {image->shape, Pixel{}};
  } else if (const auto* binary = std::get_if<Binary>(&left)) {
    const bool turn = binary->high < binary->low && binary->truth.comparison != Comparison::kSign;
    const Truth& truth = turn ? negated(binary->truth) : binary->truth;
    sums.before =
        finish_hidden(*truth.sums, truth.comparison, truth.activation, call.context.warnings);
    if (sums.before->depth >= kMaxLayers) {
      throw Refusal(fmt::format("is one layer too many; at most {} are supported", kMaxLayers));
    }
    size = truth.sums->outputs();
    sums.input = sums.before->layer.output;
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
  const auto* image = std::get_if<Image>(&left);
  if (image != nullptr && image->shape.channels > 1) {
    weights.bits = channel_last(weights.bits, image->shape);
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

}  // namespace

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
  return Image{{static_cast<std::int64_t>(element_count(image->dims))}, image->shape};
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
  if (const auto* image = std::get_if<Image>(&value)) return Image{{size}, image->shape};
  return value;
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

}  // namespace scbnn::import
