// Binary operators of other domains: QONNX, Brevitas, FINN.
#include "generator/import/dialects.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <set>
#include <vector>

#include "generator/import/attributes.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// BipolarQuant(x, scale): +scale where x >= 0, else -scale.
Value bipolar_quant(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {});
  const Tensor& scale = call.constant(1, "the scale");
  if (call.is_constant(0)) {
    const Tensor& source = call.constant(0, "x");
    const std::vector<const Tensor*> inputs = {&source, &scale};
    const ConstantCall folding{call.node, inputs, call.context.folding};
    Tensor result = folding.make(source.type, common_shape({source.dims, scale.dims}));
    const auto from = broadcast_indices(source.dims, result.dims);
    const auto scales = broadcast_indices(scale.dims, result.dims);
    if (!is_floating(source.type) || scale.type != source.type) {
      throw Refusal("needs a FLOAT constant and a scale of its type");
    }
    for (std::size_t i = 0; i < result.size(); ++i) {
      const double s = scale.values[scales[i]];
      result.values[i] = source.values[from[i]] >= 0 ? s : -s;
    }
    return std::make_shared<const Tensor>(std::move(result));
  }
  const mpq_class value = exact(single_value(scale, "the scale"));
  if (value == 0) throw Refusal("has the scale 0");
  if (const auto* binary = std::get_if<Binary>(&call.input(0))) {
    const auto bipolar = [&](const mpq_class& x) { return x >= 0 ? value : mpq_class(-value); };
    return with_values(*binary, bipolar(binary->high), bipolar(binary->low));
  }
  return Binary{at_least(call, call.sums(0), {0.0}), value, -value, 0, {}, call.sums(0).is_map};
}

/// MultiThreshold(x, thresholds [channels or 1, 1]): out_scale * (x >= threshold) + out_bias.
Value multi_threshold(const Call& call) {
  call.require_inputs(2, 2);
  const Attributes attributes(call.node, {"data_layout", "out_bias", "out_dtype", "out_scale"});
  const Sums& sums = call.sums(0);
  const Tensor& thresholds = call.constant(1, "the thresholds");
  if (thresholds.dims.size() != 2 || thresholds.dims[1] != 1) {
    throw Refusal(fmt::format(
        "has thresholds of shape {}; [{}, 1] is needed, one step for a binary activation",
        to_string(thresholds.dims), sums.neurons.size()));
  }
  const std::string layout = attributes.text("data_layout", sums.is_map ? "NCHW" : "NC");
  if (layout != (sums.is_map ? "NCHW" : "NC")) {
    throw Refusal(fmt::format("has the data layout {}; NC or NCHW is needed", layout));
  }
  Tensor flat = thresholds;
  flat.dims = {thresholds.dims[0]};
  const std::vector<double> levels = per_channel(flat, sums.neurons.size(), "the thresholds");
  const mpq_class scale = exact(finite(attributes.number("out_scale", 1), "out_scale"));
  const mpq_class bias = exact(finite(attributes.number("out_bias", 0), "out_bias"));
  if (scale == 0) throw Refusal("has out_scale = 0");
  return Binary{at_least(call, sums, levels), scale + bias, bias, 0, {}, sums.is_map};
}

}  // namespace

bool is_dialect(const std::string& domain, const std::string& op_type) {
  static const std::set<std::string> domains = {"finn.custom_op.general", "onnx.brevitas",
                                                "qonnx.custom_op.general"};
  return domains.contains(domain) && (op_type == "BipolarQuant" || op_type == "MultiThreshold");
}

Value apply_dialect(const Call& call) {
  return call.node.op_type() == "BipolarQuant" ? bipolar_quant(call) : multi_threshold(call);
}

}  // namespace scbnn::import
