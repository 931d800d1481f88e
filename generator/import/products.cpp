// Products: each begins a layer. Dense ones are here.
#include "generator/import/products.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <cmath>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"
#include "support/quoting.hpp"

namespace scbnn::import {
namespace {

/// Appends the pools of a binary activation to the layer that makes its bits. `turn`: bits have
/// been inverted since.
std::shared_ptr<const Chain> pooled(std::shared_ptr<const Chain> chain, const Binary& binary,
                                    bool turn) {
  for (const PooledBits& pool : binary.pools) {
    const PoolKind kind = pool.largest_bit != turn ? PoolKind::kAny : PoolKind::kAll;
    const auto channels = static_cast<std::size_t>(pool.pool.shape.channels);
    chain = add_pool(std::move(chain), pool.pool, std::vector<PoolKind>(channels, kind));
  }
  return chain;
}

Operand image_operand(const Image& image) {
  if (image.element != ElementType::kFloat) {
    throw Refusal("multiplies the UINT8 image; put a Cast to FLOAT before it");
  }
  Operand operand;
  operand.type = {shape_of(image), Pixel{}};
  operand.values = image.values;
  operand.is_map = image.dims.size() > 1;
  operand.is_channel_last = layout_of(image) == Layout::kChannelsLast;
  const auto channels = static_cast<std::size_t>(operand.type.shape.channels);
  if (operand.values.size() > 1 && operand.values.size() != channels) {
    throw Refusal(
        fmt::format("multiplies an image of {} channels, but its values are declared for {}; "
                    "input.scale and input.offset have one value, or one per channel (a flat input "
                    "has channels if the graph says so: declare it as [batch, channels, height, "
                    "width] and put a Flatten before it)",
                    channels, operand.values.size()));
  }
  return operand;
}

/// A graph with arithmetic on its input was probably not trained on the assumed range.
void warn_of_map(const Call& call, const Image& image) {
  const Neuron& y = image.values.front();
  const double middle =
      (y.shift.get_d() + y.inner.get_d()) / std::sqrt(y.radicand.get_d()) + y.constant.get_d();
  const double half = y.slope.get_d() / std::sqrt(y.radicand.get_d());
  call.context.warnings.push_back(fmt::format(
      "{}: the graph maps the image itself, from the assumed -1..1 to {:.4g}..{:.4g}; if its input "
      "was 0..1 declare input.scale = \"1/255\" and input.offset = 0, if it was 0..255 declare 1 "
      "and "
      "0",
      label(call.node), middle - half, middle + half));
}

/// One value for all channels where they all have the same.
void join_channels(std::vector<Neuron>& values) {
  for (const Neuron& value : values) {
    const Neuron& first = values.front();
    if (value.slope != first.slope || value.shift + value.inner != first.shift + first.inner ||
        value.radicand != first.radicand || value.constant != first.constant) {
      return;
    }
  }
  values.resize(1);
}

/// Whether both have the same step from one pixel value to the next, except for its sign.
bool same_magnitude(const Neuron& a, const Neuron& b) {
  return a.slope * a.slope * b.radicand == b.slope * b.slope * a.radicand;
}

/// One neuron's sums, and its weights flipped where a channel has the other sign.
Neuron sum_channels(const std::vector<Neuron>& values, int first_channel, int channels, int row,
                    BitMatrix& weights) {
  const auto value_of = [&](int channel) -> const Neuron& {
    return values[values.size() == 1 ? 0 : static_cast<std::size_t>(first_channel + channel)];
  };
  std::vector<long> signs(static_cast<std::size_t>(values.size() == 1 ? 1 : channels));
  const Neuron& reference = value_of(0);
  for (int column = 0; column < weights.columns(); ++column) {
    const int channel = values.size() == 1 ? 0 : column % channels;
    const bool bit = weights.get(row, column);
    signs[static_cast<std::size_t>(channel)] += bit ? 1 : -1;
    if (sgn(value_of(channel).slope) != sgn(reference.slope)) weights.set(row, column, !bit);
  }
  Neuron neuron;
  neuron.slope = reference.slope;
  neuron.image_radicand = reference.radicand;
  for (std::size_t channel = 0; channel < signs.size(); ++channel) {
    const Neuron& value = value_of(static_cast<int>(channel));
    // In units of the reference's root, which a rational factor turns each channel's into.
    const mpq_class unit =
        signs.size() == 1 ? mpq_class(1) : abs(mpq_class(reference.slope / value.slope));
    neuron.shift += unit * (value.shift + value.inner) * signs[channel];
    neuron.inner += value.constant * signs[channel];
  }
  return neuron;
}

/// Throws Refusal for an image in which a group of channels has no common scale.
void check_channels(const std::vector<Neuron>& values, int groups) {
  const std::size_t channels = values.size() / static_cast<std::size_t>(groups);
  const auto pixel_step = [](const Neuron& value) {
    return value.slope.get_d() * 2 / 255 / std::sqrt(value.radicand.get_d());
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t first = i / channels * channels;
    if (values[i].slope == 0) {
      throw Refusal(
          fmt::format("multiplies an image whose channel {} does not depend on its pixels: it has "
                      "been multiplied by 0",
                      i));
    }
    if (same_magnitude(values[i], values[first])) continue;
    throw Refusal(fmt::format(
        "sums channels of the image that are scaled differently: channel {} by {:.6g}, "
        "channel {} by {:.6g} per pixel step; a popcount cannot do that, so train with the "
        "same standard deviation for all channels",
        first, pixel_step(values[first]), i, pixel_step(values[i])));
  }
}

}  // namespace

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

Operand operand_of(const Call& call, const Value& left) {
  Operand operand;
  if (const auto* image = std::get_if<Image>(&left)) {
    operand = image_operand(*image);
    if (image->steps > 0 && call.context.is_range_assumed) warn_of_map(call, *image);
  } else if (const auto* binary = std::get_if<Binary>(&left)) {
    const bool turn = binary->high < binary->low && binary->truth.comparison != Comparison::kSign;
    const Truth& truth = turn ? negated(binary->truth) : binary->truth;
    operand.before = pooled(
        finish_hidden(*truth.sums, truth.comparison, truth.activation, call.context.sign_ties),
        *binary, turn);
    if (operand.before->depth >= kMaxLayers) {
      throw Refusal(fmt::format("is one layer too many; at most {} are supported", kMaxLayers));
    }
    operand.type = operand.before->layer.output;
    operand.is_map = binary->is_map;
    Neuron& value = operand.values.front();
    value.shift = (binary->high + binary->low) / 2;
    value.slope = (turn ? binary->low - binary->high : binary->high - binary->low) / 2;
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

Sums multiply(const Call& call, Operand operand, BinaryWeights weights, int groups) {
  if (!weights.rounding.empty()) {
    call.context.warnings.push_back(label(call.node) + ": " + weights.rounding);
  }
  call.context.weights_left -= std::int64_t{weights.bits.columns()} * weights.bits.rows();
  if (call.context.weights_left < 0) throw Refusal("the graph has more than 2^31 weights");
  Sums sums;
  sums.node = plain(call.node.name().empty() ? call.node.output(0) : call.node.name());
  sums.before = std::move(operand.before);
  sums.input = operand.type;
  join_channels(operand.values);
  if (std::holds_alternative<Pixel>(operand.type.element)) {
    check_channels(operand.values, operand.values.size() == 1 ? 1 : groups);
  }
  const int outputs = weights.bits.rows();
  const int channels = operand.type.shape.channels / groups;
  for (int j = 0; j < outputs; ++j) {
    const int group = j / (outputs / groups);
    Neuron neuron = sum_channels(operand.values, group * channels, channels, j, weights.bits);
    neuron.multiply(exact(weights.magnitude[static_cast<std::size_t>(j)]));
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

Sums multiply_matrix(const Call& call, const Value& vector, const Tensor& matrix, bool transposed) {
  BinaryWeights weights = read_weights(matrix, transposed);
  Operand operand = operand_of(call, vector);
  const TensorShape& shape = operand.type.shape;
  if (operand.is_map) {
    const auto* image = std::get_if<Image>(&vector);
    throw Refusal("multiplies " +
                  (image != nullptr ? "an image of shape " + to_string(image->dims)
                                    : fmt::format("a map of shape [{}, {}, {}]", shape.channels,
                                                  shape.height, shape.width)) +
                  "; put a Flatten before it");
  }
  const int inputs = weights.bits.columns();
  if (operand.is_known && shape.size() != inputs) {
    throw Refusal(fmt::format("has {} values on its left, but weights of shape {} take {}",
                              shape.size(), to_string(matrix.dims), inputs));
  }
  if (operand.is_known && shape.channels > 1 && !operand.is_channel_last)
    weights.bits = channel_last(weights.bits, shape);
  const int outputs = weights.bits.rows();
  Sums sums = multiply(call, std::move(operand), std::move(weights));
  sums.window.kernel_height = sums.input.shape.height;
  sums.window.kernel_width = sums.input.shape.width;
  sums.shape = {1, 1, outputs};
  return sums;
}

Value matmul(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  require_weights_on_the_right(call);
  return make(multiply_matrix(call, call.input(0), call.constant(1, "the right operand"), false));
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
  Sums sums = multiply_matrix(call, call.input(0), call.constant(1, "B"),
                              attributes.integer("transB", 0) != 0);
  for (Neuron& neuron : sums.neurons) neuron.multiply(exact(alpha));
  if (call.has(2)) {
    const std::vector<double> bias = per_channel(call.constant(2, "C"), sums.neurons.size(), "C");
    for (std::size_t j = 0; j < bias.size(); ++j) sums.neurons[j].add(exact(beta) * exact(bias[j]));
  }
  return make(std::move(sums));
}

}  // namespace scbnn::import
