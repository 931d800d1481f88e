// Sums, means and extremes of constants over axes.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "generator/import/attributes.hpp"
#include "generator/import/constant_folding.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

using Dims = std::vector<std::int64_t>;

/// One step of the reduction.
double joined(const std::string& op, double sum, double value) {
  if (op == "ReduceMax") return std::max(sum, value);
  if (op == "ReduceMin") return std::min(sum, value);
  if (op == "ReduceProd") return sum * value;
  if (op == "ReduceL1") return sum + std::fabs(value);
  if (op == "ReduceL2" || op == "ReduceSumSquare") return sum + value * value;
  return sum + value;  // ReduceSum, ReduceMean
}

double first_of(const std::string& op) {
  if (op == "ReduceMax") return -std::numeric_limits<double>::infinity();
  if (op == "ReduceMin") return std::numeric_limits<double>::infinity();
  return op == "ReduceProd" ? 1 : 0;
}

}  // namespace

Tensor fold_reduction(const ConstantCall& call) {
  const Attributes attributes(call.node, {"axes", "keepdims", "noop_with_empty_axes"});
  const std::string& op = call.node.op_type();
  const Tensor& source = call.input(0);
  if (source.type == ElementType::kBool) throw Refusal("reduces BOOL");
  const std::size_t rank = source.dims.size();
  const Dims axes = axes_of(call, 1).value_or(Dims{});
  if (axes.empty() && attributes.integer("noop_with_empty_axes", 0) != 0) {
    throw Refusal("has noop_with_empty_axes = 1 and no axes, which is not supported");
  }
  std::set<std::size_t> reduced;
  for (const std::int64_t axis : axes) reduced.insert(axis_of(axis, rank));
  for (std::size_t axis = 0; axes.empty() && axis < rank; ++axis) reduced.insert(axis);

  Dims kept;  // with 1 for every reduced axis
  Dims short_dims;
  std::size_t joined_count = 1;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const bool is_reduced = reduced.contains(axis);
    kept.push_back(is_reduced ? 1 : source.dims[axis]);
    if (is_reduced) {
      joined_count *= static_cast<std::size_t>(source.dims[axis]);
    } else {
      short_dims.push_back(source.dims[axis]);
    }
  }
  if (source.size() == 0) throw Refusal("reduces a constant without elements");
  std::vector<double> sums(element_count(kept), first_of(op));
  const std::vector<std::size_t> target = broadcast_indices(kept, source.dims);
  for (std::size_t i = 0; i < target.size(); ++i) {
    const double value =
        source.is_integral() ? static_cast<double>(source.integers[i]) : source.values[i];
    sums[target[i]] = joined(op, sums[target[i]], value);
  }
  Tensor result =
      call.make(source.type, attributes.integer("keepdims", 1) != 0 ? kept : short_dims);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    double value = sums[i];
    if (op == "ReduceMean") value /= static_cast<double>(joined_count);
    if (op == "ReduceL2") value = std::sqrt(value);
    if (!result.is_integral()) {
      result.values[i] = is_floating(result.type) ? rounded(value, result.type) : std::trunc(value);
    } else if (std::fabs(value) <= 0x1p53) {
      result.integers[i] = static_cast<std::int64_t>(value);
    } else {
      throw Refusal("makes integers beyond 2^53");
    }
  }
  return result;
}

}  // namespace scbnn::import
