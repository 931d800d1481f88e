// Constants whose elements are moved, repeated or selected: shapes above all.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/constant_folding.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

using Dims = std::vector<std::int64_t>;

/// The distance in elements from one step of an axis to the next.
std::vector<std::size_t> strides(const Dims& dims) {
  std::vector<std::size_t> result(dims.size());
  std::size_t step = 1;
  for (std::size_t axis = dims.size(); axis-- > 0;) {
    result[axis] = step;
    step *= static_cast<std::size_t>(dims[axis]);
  }
  return result;
}

/// Indices of a walk through `dims`, row-major, where axis k starts at `start` and a step of it
/// adds steps[k], which may be negative.
std::vector<std::size_t> walk(const Dims& dims, std::int64_t start, const Dims& steps) {
  std::vector<std::size_t> indices;
  const std::size_t count = element_count(dims);
  indices.reserve(count);
  Dims position(dims.size(), 0);
  std::int64_t index = start;
  for (std::size_t element = 0; element < count; ++element) {
    indices.push_back(static_cast<std::size_t>(index));
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      index += steps[axis];
      if (++position[axis] < dims[axis]) break;
      index -= steps[axis] * dims[axis];
      position[axis] = 0;
    }
  }
  return indices;
}

Dims signed_strides(const Dims& dims) {
  Dims result;
  for (const std::size_t stride : strides(dims))
    result.push_back(static_cast<std::int64_t>(stride));
  return result;
}

/// [before, dims[axis], after]
std::pair<std::size_t, std::size_t> around(const Dims& dims, std::size_t axis) {
  const auto middle = dims.begin() + static_cast<std::ptrdiff_t>(axis);
  return {element_count(Dims(dims.begin(), middle)), element_count(Dims(middle + 1, dims.end()))};
}

}  // namespace

std::size_t axis_of(std::int64_t axis, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  if (axis < -count || axis >= count) {
    throw Refusal(fmt::format("has the axis {} for {} dimensions", axis, rank));
  }
  return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
}

std::vector<std::size_t> distinct_axes(const Dims& axes, std::size_t rank) {
  std::vector<std::size_t> result;
  for (const std::int64_t axis : axes) result.push_back(axis_of(axis, rank));
  std::sort(result.begin(), result.end());
  if (std::adjacent_find(result.begin(), result.end()) != result.end()) {
    throw Refusal(fmt::format("has the axes {}, one of them twice", to_string(axes)));
  }
  return result;
}

std::optional<Dims> axes_of(const ConstantCall& call, std::size_t index) {
  if (call.has(index)) return call.integers(index, "axes");
  const onnx::AttributeProto* found = nullptr;
  for (const onnx::AttributeProto& attribute : call.node.attribute()) {
    if (attribute.name() == "axes") found = &attribute;
  }
  if (found == nullptr) return std::nullopt;
  return Dims(found->ints().begin(), found->ints().end());
}

std::vector<std::size_t> broadcast_indices(const Dims& from, const Dims& dims) {
  bool fits = from.size() <= dims.size();
  Dims steps(dims.size(), 0);
  const Dims own = signed_strides(from);
  for (std::size_t i = 1; fits && i <= from.size(); ++i) {
    const std::int64_t size = from[from.size() - i];
    fits = size == 1 || size == dims[dims.size() - i];
    if (size != 1) steps[dims.size() - i] = own[from.size() - i];
  }
  if (!fits) {
    throw Refusal(fmt::format("has inputs of shapes {} and {}, which do not fit each other",
                              to_string(from), to_string(dims)));
  }
  return walk(dims, 0, steps);
}

Dims common_shape(const std::vector<Dims>& shapes) {
  Dims result;
  for (const Dims& shape : shapes) {
    const Dims before = result;
    if (shape.size() > result.size())
      result.insert(result.begin(), shape.size() - result.size(), 1);
    for (std::size_t i = 1; i <= shape.size(); ++i) {
      const std::int64_t size = shape[shape.size() - i];
      std::int64_t& common = result[result.size() - i];
      if (common == 1) common = size;
      if (size == 1 || size == common) continue;
      throw Refusal(fmt::format("has inputs of shapes {} and {}, which do not fit each other",
                                to_string(before), to_string(shape)));
    }
  }
  return result;
}

Tensor shape_constant(const onnx::NodeProto& node, const Dims& dims) {
  const Attributes attributes(node, {"start", "end"});
  const auto rank = static_cast<std::int64_t>(dims.size());
  const auto bound = [&](const char* name, std::int64_t otherwise) {
    const std::int64_t value = attributes.integer(name, otherwise);
    return std::clamp(value < 0 ? value + rank : value, std::int64_t{0}, rank);
  };
  const std::int64_t start = bound("start", 0);
  const std::int64_t end = std::max(start, bound("end", rank));
  Tensor result;
  result.type = ElementType::kInt64;
  result.integers.assign(dims.begin() + start, dims.begin() + end);
  result.dims = {end - start};
  return result;
}

Tensor fold_shape(const ConstantCall& call) {
  return shape_constant(call.node, call.input(0).dims);
}

Tensor fold_size(const ConstantCall& call) {
  const Attributes attributes(call.node, {});
  Tensor result;
  result.type = ElementType::kInt64;
  result.integers = {static_cast<std::int64_t>(call.input(0).size())};
  return result;
}

Tensor fold_reshape(const ConstantCall& call) {
  const Attributes attributes(call.node, {"allowzero"});
  Tensor result = call.input(0);
  if (call.input(1).type != ElementType::kInt64) throw Refusal("the shape must be INT64");
  result.dims =
      reshaped(result.dims, call.input(1).integers, attributes.integer("allowzero", 0) != 0);
  return result;
}

Tensor fold_flatten(const ConstantCall& call) {
  const Attributes attributes(call.node, {"axis"});
  Tensor result = call.input(0);
  const auto rank = static_cast<std::int64_t>(result.dims.size());
  const std::int64_t axis = attributes.integer("axis", 1);
  if (axis < -rank || axis > rank) {
    throw Refusal(fmt::format("has the axis {} for {} dimensions", axis, rank));
  }
  const auto middle = result.dims.begin() + (axis < 0 ? axis + rank : axis);
  const auto size = [](const Dims& dims) { return static_cast<std::int64_t>(element_count(dims)); };
  result.dims = {size(Dims(result.dims.begin(), middle)), size(Dims(middle, result.dims.end()))};
  return result;
}

Tensor fold_transpose(const ConstantCall& call) {
  const Attributes attributes(call.node, {"perm"});
  const Tensor& source = call.input(0);
  const std::size_t rank = source.dims.size();
  Dims all(rank);
  std::iota(all.begin(), all.end(), 0);
  const Dims order = attributes.integers("perm").value_or(Dims(all.rbegin(), all.rend()));
  if (order.size() != rank || !std::is_permutation(order.begin(), order.end(), all.begin())) {
    throw Refusal(fmt::format(
        "has a 'perm' that is not a permutation of {}",
        rank == 0 ? "no dimensions" : to_string(all).substr(1, to_string(all).size() - 2)));
  }
  const Dims own = signed_strides(source.dims);
  Dims dims;
  Dims steps;
  for (const std::int64_t axis : order) {
    dims.push_back(source.dims[static_cast<std::size_t>(axis)]);
    steps.push_back(own[static_cast<std::size_t>(axis)]);
  }
  return call.pick(source, dims, walk(dims, 0, steps));
}

Tensor fold_unsqueeze(const ConstantCall& call) {
  const Attributes attributes(call.node, {"axes"});
  const std::optional<Dims> axes = axes_of(call, 1);
  if (!axes) throw Refusal("lacks its axes");
  Tensor result = call.input(0);
  const std::size_t rank = result.dims.size() + axes->size();
  for (const std::size_t axis : distinct_axes(*axes, rank)) {
    result.dims.insert(result.dims.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  }
  return result;
}

Tensor fold_squeeze(const ConstantCall& call) {
  const Attributes attributes(call.node, {"axes"});
  Tensor result = call.input(0);
  const std::optional<Dims> axes = axes_of(call, 1);
  if (!axes) {
    std::erase(result.dims, 1);
    return result;
  }
  std::vector<std::size_t> drop = distinct_axes(*axes, result.dims.size());
  std::reverse(drop.begin(), drop.end());
  for (const std::size_t axis : drop) {
    if (result.dims[axis] != 1) {
      throw Refusal(fmt::format("drops dimension {} of the shape {}, which is not 1", axis,
                                to_string(result.dims)));
    }
    result.dims.erase(result.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  }
  return result;
}

Tensor fold_expand(const ConstantCall& call) {
  const Attributes attributes(call.node, {});
  const Tensor& source = call.input(0);
  const Dims dims = common_shape({source.dims, call.integers(1, "the shape")});
  static_cast<void>(call.make(ElementType::kBool, dims));  // before the walk takes its memory
  return call.pick(source, dims, broadcast_indices(source.dims, dims));
}

Tensor fold_gather(const ConstantCall& call) {
  const Attributes attributes(call.node, {"axis"});
  const Tensor& source = call.input(0);
  const Dims& chosen = call.integers(1, "the indices");
  const std::size_t axis = axis_of(attributes.integer("axis", 0), source.dims.size());
  const std::int64_t size = source.dims[axis];
  const auto [before, after] = around(source.dims, axis);
  Dims dims = source.dims;
  dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(axis));
  const Dims& shape = call.input(1).dims;
  dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), shape.begin(), shape.end());
  static_cast<void>(call.make(ElementType::kBool, dims));
  std::vector<std::size_t> indices;
  for (std::size_t outer = 0; outer < before; ++outer) {
    for (const std::int64_t index : chosen) {
      if (index < -size || index >= size) {
        throw Refusal(fmt::format("takes element {} of a dimension of {}", index, size));
      }
      const auto row = static_cast<std::size_t>(index < 0 ? index + size : index);
      for (std::size_t inner = 0; inner < after; ++inner) {
        indices.push_back((outer * static_cast<std::size_t>(size) + row) * after + inner);
      }
    }
  }
  return call.pick(source, dims, indices);
}

Tensor fold_concat(const ConstantCall& call) {
  const Attributes attributes(call.node, {"axis"});
  const Tensor& first = call.input(0);
  if (attributes.find("axis") == nullptr) throw Refusal("lacks its axis");
  const std::size_t axis = axis_of(attributes.integer("axis", 0), first.dims.size());
  Dims dims = first.dims;
  dims[axis] = 0;
  for (std::size_t i = 0; i < call.inputs.size(); ++i) {
    const Tensor& part = call.input(i);
    Dims expected = first.dims;
    if (part.dims.size() == expected.size()) expected[axis] = part.dims[axis];
    if (part.dims != expected || part.type != first.type) {
      throw Refusal(fmt::format("joins {} of shape {} to {} of shape {} along dimension {}",
                                to_string(part.type), to_string(part.dims), to_string(first.type),
                                to_string(first.dims), axis));
    }
    dims[axis] += part.dims[axis];
  }
  Tensor result = call.make(first.type, dims);
  const auto [before, after] = around(dims, axis);
  std::size_t element = 0;
  for (std::size_t outer = 0; outer < before; ++outer) {
    for (const Tensor* part : call.inputs) {
      const std::size_t run = static_cast<std::size_t>(part->dims[axis]) * after;
      for (std::size_t i = 0; i < run; ++i, ++element) {
        if (result.is_integral()) {
          result.integers[element] = part->integers[outer * run + i];
        } else {
          result.values[element] = part->values[outer * run + i];
        }
      }
    }
  }
  return result;
}

Tensor fold_slice(const ConstantCall& call) {
  const Attributes attributes(call.node, {"axes", "ends", "starts"});
  const Tensor& source = call.input(0);
  const bool as_inputs = call.inputs.size() > 1;
  const auto bounds = [&](std::size_t index, const char* name) {
    if (as_inputs) return call.integers(index, name);
    const auto found = attributes.integers(name);
    if (!found) throw Refusal(fmt::format("lacks its {}", name));
    return *found;
  };
  const Dims starts = bounds(1, "starts");
  const Dims ends = bounds(2, "ends");
  Dims every(starts.size());
  std::iota(every.begin(), every.end(), 0);
  const Dims axes = axes_of(call, 3).value_or(every);
  const Dims strides_wanted = call.has(4) ? call.integers(4, "steps") : Dims(starts.size(), 1);
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      strides_wanted.size() != starts.size()) {
    throw Refusal("has starts, ends, axes and steps of different lengths");
  }
  static_cast<void>(distinct_axes(axes, source.dims.size()));
  Dims dims = source.dims;
  Dims steps = signed_strides(source.dims);
  std::int64_t origin = 0;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = axis_of(axes[i], source.dims.size());
    const std::int64_t size = source.dims[axis];
    const std::int64_t step = strides_wanted[i];
    if (step == 0) throw Refusal("has a step of 0");
    const auto clamped = [&](std::int64_t value, std::int64_t low, std::int64_t high) {
      return std::clamp(value < 0 ? value + size : value, low, high);
    };
    // From `start` up to `end`, which is not taken; backwards, -1 is before the first.
    const std::int64_t start =
        step > 0 ? clamped(starts[i], 0, size) : clamped(starts[i], -1, size - 1);
    const std::int64_t end = step > 0 ? clamped(ends[i], 0, size) : clamped(ends[i], -1, size - 1);
    // Clamped, so that its negative is a number; a longer step takes one element anyway.
    const std::int64_t stride = std::clamp(step, -size - 1, size + 1);
    const std::int64_t distance = step > 0 ? end - start : start - end;
    const std::int64_t length = std::abs(stride);
    dims[axis] = distance > 0 ? (distance + length - 1) / length : 0;
    origin += start * steps[axis];
    steps[axis] *= stride;
  }
  return call.pick(source, dims, walk(dims, origin, steps));
}

Tensor fold_constant_of_shape(const ConstantCall& call) {
  const Attributes attributes(call.node, {"value"});
  Tensor value;
  value.values = {0};
  value.dims = {1};
  if (const auto* given = attributes.find("value")) {
    if (!given->has_t()) throw Refusal("attribute 'value' holds no tensor");
    value = read_tensor(given->t());
    if (value.size() != 1) throw Refusal("attribute 'value' must hold one element");
  }
  Tensor result = call.make(value.type, call.integers(0, "the shape"));
  if (result.is_integral()) {
    std::fill(result.integers.begin(), result.integers.end(), value.integers.front());
  } else {
    std::fill(result.values.begin(), result.values.end(), value.values.front());
  }
  return result;
}

Tensor fold_range(const ConstantCall& call) {
  const Attributes attributes(call.node, {});
  const Tensor& start = call.input(0);
  for (std::size_t i = 0; i < 3; ++i) {
    const Tensor& bound = call.input(i);
    if (bound.size() != 1 || bound.type != start.type) {
      throw Refusal("needs start, limit and delta as one value each, of one type");
    }
  }
  const auto number = [&](std::size_t i) {
    const Tensor& bound = call.input(i);
    return bound.is_integral() ? static_cast<double>(bound.integers.front()) : bound.values.front();
  };
  const double length = std::ceil((number(1) - number(0)) / number(2));
  if (!std::isfinite(length) || length > 0x1p30) {
    throw Refusal(fmt::format("counts from {} to {} in steps of {}", shown(number(0)),
                              shown(number(1)), shown(number(2))));
  }
  const auto count = static_cast<std::int64_t>(std::max(length, 0.0));
  Tensor result = call.make(start.type, {count});
  for (std::int64_t i = 0; i < count; ++i) {
    const auto element = static_cast<std::size_t>(i);
    if (result.is_integral()) {
      // In unsigned numbers, which wrap where the last step would be out of range.
      result.integers[element] =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(start.integers.front()) +
                                    static_cast<std::uint64_t>(i) *
                                        static_cast<std::uint64_t>(call.input(2).integers.front()));
    } else {
      result.values[element] = rounded(number(0) + static_cast<double>(i) * number(2), result.type);
    }
  }
  return result;
}

}  // namespace scbnn::import
