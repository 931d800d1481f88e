// Monotone functions of sums: what becomes of them is decided where they are compared.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// Sums with one more function of them.
Value with(const Call& call, Monotone function) {
  Sums sums = call.sums(0);
  count_step(sums.steps);
  sums.put(std::move(function));
  return make(std::move(sums));
}

/// min(max(y, low), high); a missing bound is infinite.
Value clipped(const Call& call, const std::optional<mpq_class>& low,
              const std::optional<mpq_class>& high) {
  const auto limit = [&](mpq_class y) {
    if (low) y = std::max(y, *low);
    if (high) y = std::min(y, *high);
    return y;
  };
  if (const auto* binary = std::get_if<Binary>(&call.input(0))) {
    return with_values(*binary, limit(binary->high), limit(binary->low));
  }
  if (low && high && *low > *high)
    throw Refusal("clips to a range whose lower end is above its upper end");
  return with(call, {Monotone::Kind::kClip, low, high, {}, {}});
}

/// y where it is positive, else a slope times y: one slope, or one per output.
Value bent(const Call& call, std::vector<mpq_class> slopes) {
  const auto value_at = [&](const mpq_class& y) {
    return y > 0 ? y : mpq_class(slopes.front() * y);
  };
  if (const auto* binary = std::get_if<Binary>(&call.input(0))) {
    const bool one = std::all_of(slopes.begin(), slopes.end(),
                                 [&](const mpq_class& slope) { return slope == slopes.front(); });
    if (!one) throw Refusal("has more than one slope for a binary activation");
    return with_values(*binary, value_at(binary->high), value_at(binary->low));
  }
  const std::size_t outputs = call.sums(0).neurons.size();
  if (slopes.size() == 1) slopes.resize(outputs, slopes.front());
  for (std::size_t j = 0; j < slopes.size(); ++j) {
    if (slopes[j] > 0) continue;
    throw Refusal(
        fmt::format("has the slope {} below 0 at [{}], with which it is not monotone; use a "
                    "positive slope, or Relu",
                    shown(slopes[j].get_d()), j));
  }
  return with(call, {Monotone::Kind::kBent, {}, {}, std::move(slopes), {}});
}

Value curved(const Call& call, Monotone::Kind kind) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  return with(call, {kind, {}, {}, {}, {}});
}

}  // namespace

Value clip(const Call& call) {
  call.require_inputs(1, 3);
  const bool as_inputs = call.context.opset >= 11;
  const Attributes attributes =
      as_inputs ? Attributes(call.node, {}) : Attributes(call.node, {"min", "max"});
  const auto bound = [&](std::size_t index, const char* name) -> std::optional<mpq_class> {
    if (as_inputs) {
      if (!call.has(index)) return std::nullopt;
      return exact(single_value(call.constant(index, name), name));
    }
    if (attributes.find(name) == nullptr) return std::nullopt;
    return exact(finite(attributes.number(name, 0), name));
  };
  return clipped(call, bound(1, "min"), bound(2, "max"));
}

Value relu(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {});
  return clipped(call, mpq_class(0), std::nullopt);
}

Value leaky_relu(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {"alpha"});
  return bent(call, {exact(finite(attributes.number("alpha", 0.01F), "alpha"))});
}

Value prelu(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  const Tensor& slope = call.constant(1, "the slope");
  std::vector<double> values = {0};
  if (std::holds_alternative<Binary>(call.input(0))) {
    values.front() = single_value(slope, "the slope");
  } else {
    values = channel_constants(call.sums(0), slope, "the slope");
  }
  std::vector<mpq_class> slopes;
  for (const double value : values) slopes.push_back(exact(value));
  return bent(call, std::move(slopes));
}

/// max(0, min(1, alpha * y + beta))
Value hard_sigmoid(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {"alpha", "beta"});
  const mpq_class alpha = exact(finite(attributes.number("alpha", 0.2F), "alpha"));
  const mpq_class beta = exact(finite(attributes.number("beta", 0.5F), "beta"));
  Sums sums = call.sums(0);
  count_step(sums.steps);
  for (Neuron& neuron : sums.neurons) {
    neuron.multiply(alpha);
    neuron.add(beta);
  }
  sums.put({Monotone::Kind::kClip, mpq_class(0), mpq_class(1), {}, {}});
  return make(std::move(sums));
}

Value sigmoid(const Call& call) { return curved(call, Monotone::Kind::kSigmoid); }

Value tanh(const Call& call) { return curved(call, Monotone::Kind::kTanh); }

}  // namespace scbnn::import
