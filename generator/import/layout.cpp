// Flatten, Reshape, Transpose: what moves values without changing them.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <set>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/constant_folding.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// Dimensions of a value in the graph, the batch first.
std::vector<std::int64_t> graph_dims(const Call& call, const Value& value) {
  std::vector<std::int64_t> dims = {call.context.batch};
  if (const auto* image = std::get_if<Image>(&value)) {
    dims.insert(dims.end(), image->dims.begin(), image->dims.end());
    return dims;
  }
  if (const auto* arranged = std::get_if<std::shared_ptr<const Arranged>>(&value)) {
    return (*arranged)->dims;
  }
  const auto append = [&](const TensorShape& shape, bool is_map) {
    if (is_map) {
      dims.insert(dims.end(), {shape.channels, shape.height, shape.width});
    } else {
      dims.push_back(shape.size());
    }
  };
  if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) {
    append((*sums)->made(), (*sums)->is_map);
  } else if (const auto* binary = std::get_if<Binary>(&value)) {
    append(binary->shape(), binary->is_map);
  } else if (const auto* truth = std::get_if<Truth>(&value)) {
    append(truth->sums->made(), truth->sums->is_map);
  } else {
    refuse_operand(value);
  }
  return dims;
}

/// Whether a first dimension of this size keeps the images of a batch apart.
bool keeps_batch(const Call& call, std::int64_t size) {
  return size == 1 || size == call.context.batch;
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

/// [batch, ..] of an image, by the rules of Reshape.
Image reshape_image(const Call& call, const Image& image, const Tensor& wanted, bool allow_zero) {
  const std::vector<std::int64_t>& shape = wanted.integers;
  const auto batch_is = [&](std::int64_t size) { return !shape.empty() && shape[0] == size; };
  const bool fits_batch = batch_is(-1) || (batch_is(0) && !allow_zero) ||
                          (!shape.empty() && keeps_batch(call, shape[0]));
  if (wanted.type != ElementType::kInt64 || !fits_batch || shape.size() < 2 || shape.size() > 4) {
    throw Refusal(fmt::format(
        "gives the image the shape {}; [batch, {}] or [batch, channels, height, width] is needed",
        to_string(shape), element_count(image.dims)));
  }
  std::vector<std::int64_t> from = image.dims;
  std::vector<std::int64_t> to = shape;
  from.insert(from.begin(), 1);
  to.front() = 1;
  if (batch_is(-1) && std::count(shape.begin(), shape.end(), -1) > 1) {
    throw Refusal("gives the shape " + to_string(shape) + " with two sizes of -1");
  }
  to = reshaped(from, to, allow_zero);
  to.erase(to.begin());
  return reshaped(image, to);
}

}  // namespace

std::vector<std::int64_t> order_of(const Call& call, std::size_t rank) {
  std::vector<std::int64_t> reversed;
  for (std::size_t axis = rank; axis-- > 0;) reversed.push_back(static_cast<std::int64_t>(axis));
  const std::vector<std::int64_t> order =
      Attributes(call.node, {"perm"}).integers("perm").value_or(reversed);
  if (!std::is_permutation(order.begin(), order.end(), reversed.begin(), reversed.end())) {
    throw Refusal(fmt::format("has perm = {}, which is not a permutation of the {} dimensions",
                              to_string(order), rank));
  }
  return order;
}

std::vector<std::int64_t> axes_of(const Call& call) {
  if (call.context.opset < 13) {
    call.require_inputs(1, 1);
    return Attributes(call.node, {"axes"}).integers("axes").value_or(std::vector<std::int64_t>{});
  }
  call.require_inputs(1, 2);
  const Attributes attributes(call.node, {});
  if (!call.has(1)) return {};
  const Tensor& axes = call.constant(1, "the axes");
  if (axes.type != ElementType::kInt64) throw Refusal("needs its axes as INT64");
  return axes.integers;
}

Value flatten(const Call& call) {
  call.require_inputs(1, 1);
  const std::int64_t axis = Attributes(call.node, {"axis"}).integer("axis", 1);
  const Value& value = call.input(0);
  const auto* image = std::get_if<Image>(&value);
  const auto rank = static_cast<std::int64_t>(graph_dims(call, value).size());
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
  return flattened(*image);
}

Value reshape(const Call& call) {
  call.require_inputs(2, 2);
  const bool allow_zero = Attributes(call.node, {"allowzero"}).integer("allowzero", 0) != 0;
  const Value& value = call.input(0);
  const Tensor& wanted = call.constant(1, "the shape");
  if (const auto* image = std::get_if<Image>(&value)) {
    return reshape_image(call, *image, wanted, allow_zero);
  }
  std::int64_t size = 0;
  bool is_flat = true;
  if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) {
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
      is_pair && (shape[0] == -1 || keeps_batch(call, shape[0]) || (shape[0] == 0 && !allow_zero));
  const bool fits_size = is_pair && (shape[1] == size || (shape[1] == -1 && shape[0] != -1) ||
                                     (shape[1] == 0 && !allow_zero && is_flat));
  if (!fits_batch || !fits_size) {
    throw Refusal(
        fmt::format("gives the shape {}; only [batch, {}] is supported", to_string(shape), size));
  }
  if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) return flat(**sums);
  Binary result = std::get<Binary>(value);
  result.is_map = false;
  return result;
}

Value shape(const Call& call) {
  call.require_inputs(1, 1);
  return std::make_shared<const Tensor>(shape_constant(call.node, graph_dims(call, call.input(0))));
}

Value size(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  Tensor result;
  result.type = ElementType::kInt64;
  result.integers = {static_cast<std::int64_t>(element_count(graph_dims(call, call.input(0))))};
  return std::make_shared<const Tensor>(std::move(result));
}

Value transpose(const Call& call) {
  call.require_inputs(1, 1);
  const auto* image = std::get_if<Image>(&call.input(0));
  if (image == nullptr) refuse_operand(call.input(0));
  return transposed(*image, order_of(call, image->dims.size() + 1));
}

/// Of the image, dimensions of 1 between its own; of a vector see arranged.cpp.
Value unsqueeze(const Call& call) {
  const auto* image = std::get_if<Image>(&call.input(0));
  if (image == nullptr) refuse_operand(call.input(0));
  const std::vector<std::int64_t> axes = axes_of(call);
  std::vector<std::int64_t> dims = image->dims;
  for (const std::size_t axis : distinct_axes(axes, dims.size() + 1 + axes.size())) {
    if (axis == 0) throw Refusal("puts a dimension before the batch, which is not supported");
    dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis) - 1, 1);
  }
  return reshaped(*image, dims);
}

/// Of the image, without dimensions of 1; of a map of one position, [batch, channels].
Value squeeze(const Call& call) {
  const Value& value = call.input(0);
  std::vector<std::int64_t> dims = graph_dims(call, value);
  const std::vector<std::size_t> axes = distinct_axes(axes_of(call), dims.size());
  std::set<std::size_t> dropped(axes.begin(), axes.end());
  for (std::size_t i = 1; i < dims.size() && axes.empty(); ++i) {
    if (dims[i] == 1) dropped.insert(i);
  }
  if (dropped.contains(0)) throw Refusal("drops the batch, which is not supported");
  for (const std::size_t axis : dropped) {
    if (dims[axis] == 1) continue;
    throw Refusal(fmt::format("drops axis {}, whose size is {}", axis, dims[axis]));
  }
  if (const auto* image = std::get_if<Image>(&value)) {
    std::vector<std::int64_t> left;
    for (std::size_t i = 1; i < dims.size(); ++i) {
      if (!dropped.contains(i)) left.push_back(dims[i]);
    }
    return reshaped(*image, left);
  }
  if (dropped.empty()) return value;
  if (dims.size() - dropped.size() != 2 || dropped.contains(1)) {
    throw Refusal(fmt::format("makes {} dimensions of a map; [batch, channels] is supported",
                              dims.size() - dropped.size()));
  }
  if (const auto* sums = std::get_if<std::shared_ptr<const Sums>>(&value)) return flat(**sums);
  const auto* binary = std::get_if<Binary>(&value);
  if (binary == nullptr) refuse_operand(value);
  Binary result = *binary;
  result.is_map = false;
  return result;
}

}  // namespace scbnn::import
