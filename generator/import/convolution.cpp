// Convolutions: products in every window of a map.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/products.hpp"
#include "generator/import/refusal.hpp"
#include "generator/import/window.hpp"

namespace scbnn::import {
namespace {

/// Whether y(x) is `value`, in exact arithmetic.
bool takes(const Neuron& y, int x, const mpq_class& value) {
  const mpq_class scaled = y.slope * x + y.shift + y.inner;
  const mpq_class wanted = value - y.constant;  // times the root of the radicand
  return sgn(scaled) == sgn(wanted) && scaled * scaled == wanted * wanted * y.radicand;
}

double value_at(const Neuron& y, int x) {
  const mpq_class scaled = y.slope * x + y.shift + y.inner;
  return scaled.get_d() / std::sqrt(y.radicand.get_d()) + y.constant.get_d();
}

[[noreturn]] void refuse_padding(const Operand& operand, const mpq_class& value) {
  if (!std::holds_alternative<Pixel>(operand.type.element)) {
    throw Refusal(fmt::format(
        "pads with {}, which is neither one of its input's two values nor their middle; pad with "
        "one of them",
        value.get_d()));
  }
  const Neuron& y = operand.values.front();
  throw Refusal(fmt::format(
      "pads with {}, which is neither black ({:.6g}) nor white ({:.6g}) nor the gray between "
      "({:.6g}) in all channels of the image as it is declared and mapped here; pad with one of "
      "them",
      value.get_d(), value_at(y, -1), value_at(y, 1), value_at(y, 0)));
}

/// How the values around a map relate to its own.
PadValue pad_value(const Operand& operand, const mpq_class& value) {
  const auto all_take = [&](int x) {
    return std::all_of(operand.values.begin(), operand.values.end(),
                       [&](const Neuron& y) { return takes(y, x, value); });
  };
  if (all_take(0)) return PadValue::kZero;
  if (all_take(1)) return PadValue::kPlusOne;
  if (all_take(-1)) return PadValue::kMinusOne;
  refuse_padding(operand, value);
}

/// [outputs, channels, height, width] as a row of synapses per output, channels first.
Tensor as_rows(const Tensor& kernel) {
  Tensor rows = kernel;
  rows.dims = {kernel.dims[0], kernel.dims[1] * kernel.dims[2] * kernel.dims[3]};
  return rows;
}

}  // namespace

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
  Value map = padded != nullptr ? (*padded)->map : call.input(0);
  if (auto* image = std::get_if<Image>(&map)) *image = channels_first(*image);
  Operand operand = operand_of(call, map);
  if (!operand.is_known) return Unknown{};
  const auto* image = std::get_if<Image>(&map);
  const TensorShape shape = operand.type.shape;
  if (!operand.is_map || (image != nullptr && !image->is_map())) {
    throw Refusal(
        "convolves something that is not a map; [batch, channels, height, width] is needed");
  }
  const std::vector<std::int64_t> size(kernel.dims.begin() + 2, kernel.dims.end());
  if (attributes.integers("kernel_shape").value_or(size) != size) {
    throw Refusal("has another kernel_shape than its weights, " + to_string(kernel.dims));
  }
  const std::int64_t groups = attributes.integer("group", 1);
  const int outputs = weights.bits.rows();
  if (groups < 1 || shape.channels % groups != 0 || outputs % groups != 0 ||
      kernel.dims[1] * groups != shape.channels) {
    throw Refusal(fmt::format("has weights of shape {} in {} groups for {} channels{}",
                              to_string(kernel.dims), groups, shape.channels,
                              image != nullptr && image->dims.back() == kernel.dims[1] * groups
                                  ? "; if the image has its channels last, put a Transpose with "
                                    "perm = [0, 3, 1, 2] before it"
                                  : ""));
  }
  Window window =
      read_window(attributes, size, shape, padded != nullptr ? (*padded)->border : Padding{});
  if (!window.padding.is_none()) {
    window.padding.value = pad_value(operand, padded != nullptr ? (*padded)->value : mpq_class(0));
  }
  weights.bits = channel_last(weights.bits, {static_cast<int>(size[0]), static_cast<int>(size[1]),
                                             static_cast<int>(kernel.dims[1])});
  Sums sums = multiply(call, std::move(operand), std::move(weights), static_cast<int>(groups));
  sums.window = window;
  sums.groups = static_cast<int>(groups);
  sums.shape = slid(window, shape, outputs);
  sums.is_map = true;
  if (call.has(2)) {
    const std::vector<double> bias = per_channel(call.constant(2, "B"), sums.neurons.size(), "B");
    for (std::size_t j = 0; j < bias.size(); ++j) sums.neurons[j].add(exact(bias[j]));
  }
  return make(std::move(sums));
}

}  // namespace scbnn::import
