// The image's way to the first product, and products: each begins a layer.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"
#include "generator/import/window.hpp"

namespace scbnn::import {
namespace {

/// The columns of weights on a channel-first map in the order of the network, channel last.
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

/// What a product multiplies: every value is middle + half * x with x in -1..+1.
struct Operand {
  TensorType type;
  std::shared_ptr<const Chain> before;  ///< the layer that makes it; null of the image
  mpq_class middle = 0;
  mpq_class half = 1;
  bool is_map = false;
  bool is_known = true;  ///< not refused already
};

/// Appends the pools of a binary activation to the layer that makes its bits. `turn`: bits have
/// been turned around since.
std::shared_ptr<const Chain> pooled(std::shared_ptr<const Chain> chain, const Binary& binary,
                                    bool turn) {
  for (const PooledBits& pool : binary.pools) {
    const PoolKind kind = pool.largest_bit != turn ? PoolKind::kAny : PoolKind::kAll;
    const auto channels = static_cast<std::size_t>(pool.pool.shape.channels);
    chain = add_pool(std::move(chain), pool.pool, std::vector<PoolKind>(channels, kind));
  }
  return chain;
}

Operand operand_of(const Call& call, const Value& left) {
  Operand operand;
  if (const auto* image = std::get_if<Image>(&left)) {
    operand.type = {image->shape, Pixel{}};
    operand.is_map = image->dims.size() > 1;
  } else if (const auto* binary = std::get_if<Binary>(&left)) {
    const bool turn = binary->high < binary->low && binary->truth.comparison != Comparison::kSign;
    const Truth& truth = turn ? negated(binary->truth) : binary->truth;
    operand.before = pooled(
        finish_hidden(*truth.sums, truth.comparison, truth.activation, call.context.warnings),
        *binary, turn);
    if (operand.before->depth >= kMaxLayers) {
      throw Refusal(fmt::format("is one layer too many; at most {} are supported", kMaxLayers));
    }
    operand.type = operand.before->layer.output;
    operand.is_map = binary->is_map;
    operand.middle = (binary->high + binary->low) / 2;
    operand.half = (turn ? binary->low - binary->high : binary->high - binary->low) / 2;
  } else if (std::holds_alternative<std::shared_ptr<const Sums>>(left)) {
    throw Refusal(
        "multiplies sums that are not binary; a Sign or a comparison is needed between products");
  } else if (std::holds_alternative<Unknown>(left)) {
    operand.is_known = false;
  } else {
    refuse_operand(left);
  }
  return operand;
}

/// Sums of an operand with weights, whose bits are in the network's order.
Sums multiply(const Call& call, Operand operand, BinaryWeights weights) {
  call.context.weights_left -= std::int64_t{weights.bits.columns()} * weights.bits.rows();
  if (call.context.weights_left < 0) throw Refusal("the graph has more than 2^31 weights");
  Sums sums;
  sums.node = call.node.name().empty() ? call.node.output(0) : call.node.name();
  sums.before = std::move(operand.before);
  sums.input = operand.type;
  for (std::size_t j = 0; j < weights.magnitude.size(); ++j) {
    const mpq_class magnitude = exact(weights.magnitude[j]);
    Neuron neuron;
    neuron.slope = magnitude * operand.half;
    neuron.shift = magnitude * operand.middle * mpq_class(static_cast<long>(weights.sum[j]));
    sums.neurons.push_back(std::move(neuron));
  }
  sums.weights = std::make_shared<const BitMatrix>(std::move(weights.bits));
  return sums;
}

/// A product with a matrix: one window on all values of its left operand.
Sums multiply_matrix(const Call& call, const Tensor& matrix, bool transposed) {
  BinaryWeights weights = read_weights(matrix, transposed);
  Operand operand = operand_of(call, call.input(0));
  const TensorShape& shape = operand.type.shape;
  if (operand.is_map) {
    const auto* image = std::get_if<Image>(&call.input(0));
    throw Refusal("multiplies " +
                  (image != nullptr ? "an image of shape " + to_string(image->dims)
                                    : fmt::format("a map of shape [{}, {}, {}]", shape.channels,
                                                  shape.height, shape.width)) +
                  "; put a Flatten in front");
  }
  const int inputs = weights.bits.columns();
  if (operand.is_known && shape.size() != inputs) {
    throw Refusal(fmt::format("has {} values on its left, but weights of shape {} take {}",
                              shape.size(), to_string(matrix.dims), inputs));
  }
  if (operand.is_known && shape.channels > 1) weights.bits = channel_last(weights.bits, shape);
  const int outputs = weights.bits.rows();
  Sums sums = multiply(call, std::move(operand), std::move(weights));
  sums.window.kernel_height = sums.input.shape.height;
  sums.window.kernel_width = sums.input.shape.width;
  sums.shape = {1, 1, outputs};
  return sums;
}

/// What the values around a map are among its own.
PadValue pad_value(const Operand& operand, const mpq_class& value) {
  const mpq_class x = (value - operand.middle) / operand.half;
  if (x == 0) return PadValue::kZero;
  if (x == 1) return PadValue::kPlusOne;
  if (x == -1) return PadValue::kMinusOne;
  throw Refusal(fmt::format(
      "pads with {}, which is neither one of its input's two values nor their middle; pad with one "
      "of them",
      value.get_d()));
}

/// [outputs, channels, height, width] as a row of synapses an output, channels first.
Tensor as_rows(const Tensor& kernel) {
  Tensor rows = kernel;
  rows.dims = {kernel.dims[0], kernel.dims[1] * kernel.dims[2] * kernel.dims[3]};
  return rows;
}

void require_weights_on_the_right(const Call& call) {
  if (call.is_constant(0)) {
    throw Refusal("has its constant on the left; weights must be the right operand");
  }
  if (!call.is_constant(1)) {
    throw Refusal("multiplies two tensors that depend on the image; weights must be constants");
  }
}

/// Dimensions of a value in the graph, the batch among them.
std::int64_t rank_of(const Value& value) {
  if (const auto* image = std::get_if<Image>(&value)) {
    return static_cast<std::int64_t>(image->dims.size()) + 1;
  }
  const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value);
  const auto* binary = std::get_if<Binary>(&value);
  const bool is_map = (sums != nullptr && (*sums)->is_map) || (binary != nullptr && binary->is_map);
  return is_map ? 4 : 2;
}

/// Sums as [batch, n]: those of a single position stay what they are.
Value flat(const Sums& sums) {
  if (!sums.is_map) return make(sums);
  if (sums.made().height * sums.made().width != 1) {
    throw Refusal("flattens sums that are not binary; put it after the Sign or the comparison");
  }
  Sums result = sums;
  result.is_map = false;
  return make(std::move(result));
}

}  // namespace

Value flatten(const Call& call) {
  call.require_inputs(1, 1);
  const std::int64_t axis = Attributes(call.node, {"axis"}).integer("axis", 1);
  const Value& value = call.input(0);
  const auto* image = std::get_if<Image>(&value);
  const std::int64_t rank = rank_of(value);
  if ((axis < 0 ? axis + rank : axis) != 1) {
    throw Refusal(
        fmt::format("flattens at axis {}, which would mix the images of a batch; axis 1 "
                    "is needed",
                    axis));
  }
  if (const auto* binary = std::get_if<Binary>(&value)) {
    Binary flat = *binary;
    flat.is_map = false;
    return flat;
  }
  if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) return flat(**sums);
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
    size = (*sums)->made().size();
    is_flat = !(*sums)->is_map;
  } else if (const auto* binary = std::get_if<Binary>(&value)) {
    size = binary->shape().size();
    is_flat = !binary->is_map;
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
  if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) return flat(**sums);
  Binary result = std::get<Binary>(value);
  result.is_map = false;
  return result;
}

Value matmul(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  require_weights_on_the_right(call);
  return make(multiply_matrix(call, call.constant(1, "the right operand"), false));
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
  Sums sums = multiply_matrix(call, call.constant(1, "B"), attributes.integer("transB", 0) != 0);
  for (Neuron& neuron : sums.neurons) neuron.multiply(exact(alpha));
  if (call.has(2)) {
    const std::vector<float> bias = per_channel(call.constant(2, "C"), sums.neurons.size(), "C");
    for (std::size_t j = 0; j < bias.size(); ++j) sums.neurons[j].add(exact(beta) * exact(bias[j]));
  }
  return make(std::move(sums));
}

Value conv(const Call& call) {
  call.require_inputs(2, 3);
  const Attributes attributes(
      call.node, {"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"});
  require_weights_on_the_right(call);
  const Tensor& kernel = call.constant(1, "W");
  if (kernel.dims.size() != 4) {
    throw Refusal("has weights of shape " + to_string(kernel.dims) +
                  "; [outputs, channels, height, width] is needed");
  }
  BinaryWeights weights = read_weights(as_rows(kernel), true);
  const auto* padded = std::get_if<std::shared_ptr<const Padded>>(&call.input(0));
  const Value& map = padded != nullptr ? (*padded)->map : call.input(0);
  Operand operand = operand_of(call, map);
  if (!operand.is_known) return Unknown{};
  const auto* image = std::get_if<Image>(&map);
  const TensorShape shape = operand.type.shape;
  if (!operand.is_map || (image != nullptr && !image->is_map())) {
    throw Refusal("convolves what is no map; [batch, channels, height, width] is needed");
  }
  const std::vector<std::int64_t> size(kernel.dims.begin() + 2, kernel.dims.end());
  if (attributes.integers("kernel_shape").value_or(size) != size) {
    throw Refusal("has another kernel_shape than its weights, " + to_string(kernel.dims));
  }
  const std::int64_t groups = attributes.integer("group", 1);
  const int outputs = weights.bits.rows();
  if (groups < 1 || shape.channels % groups != 0 || outputs % groups != 0 ||
      kernel.dims[1] * groups != shape.channels) {
    throw Refusal(fmt::format("has weights of shape {} in {} groups for {} channels",
                              to_string(kernel.dims), groups, shape.channels));
  }
  Window window =
      read_window(attributes, size, shape, padded != nullptr ? (*padded)->border : Padding{});
  if (!window.padding.is_none()) {
    window.padding.value = pad_value(operand, padded != nullptr ? (*padded)->value : mpq_class(0));
  }
  weights.bits = channel_last(weights.bits, {static_cast<int>(size[0]), static_cast<int>(size[1]),
                                             static_cast<int>(kernel.dims[1])});
  Sums sums = multiply(call, std::move(operand), std::move(weights));
  sums.window = window;
  sums.groups = static_cast<int>(groups);
  sums.shape = slid(window, shape, outputs);
  sums.is_map = true;
  if (call.has(2)) {
    const std::vector<float> bias = per_channel(call.constant(2, "B"), sums.neurons.size(), "B");
    for (std::size_t j = 0; j < bias.size(); ++j) sums.neurons[j].add(exact(bias[j]));
  }
  return make(std::move(sums));
}

}  // namespace scbnn::import
