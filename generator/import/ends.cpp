// What follows the scores and does not change the class: skipped, with a note.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// The scores that the node sees, in their order.
Ending after_scores(const Call& call) {
  Ending ending;
  if (const auto* before = std::get_if<Ending>(&call.input(0))) {
    ending = *before;
    if (ending.is_class) refuse_operand(call.input(0));
  } else {
    ending.sums = std::make_shared<const Sums>(call.sums(0));
  }
  auto scores = ordered_scores(*ending.sums);
  if (!scores) {
    throw Refusal(
        "follows a function that may make scores equal or change their order; end the graph before "
        "it");
  }
  ending.sums = std::make_shared<const Sums>(*std::move(scores));
  ending.op_type = call.node.op_type();
  return ending;
}

/// An ending that takes the scores of each image together.
Value ranked(const Call& call, std::int64_t axis, bool is_class) {
  Ending ending = after_scores(call);
  if (ending.sums->is_map) {
    throw Refusal("is applied to a map; the graph must end in [batch, classes]");
  }
  if (axis != 1 && axis != -1) {
    throw Refusal(fmt::format(
        "works along axis {}, which would mix the images of a batch; axis 1 or -1 is needed",
        axis));
  }
  if (ending.sums->outputs() < 2) {
    throw Refusal(
        "is applied to a single score, so its result is always the same; end the graph before it");
  }
  ending.is_class = is_class;
  call.context.warnings.push_back(label(call.node) +
                                  (is_class ? ": is skipped: the class is the first maximum"
                                            : ": is skipped, it does not change the class"));
  return ending;
}

}  // namespace

std::optional<Sums> ordered_scores(const Sums& sums) {
  Sums result = sums;
  while (!result.functions.empty()) {
    const auto follows = [](const Neuron& neuron) { return neuron == Neuron{}; };
    const bool nothing_follows = std::all_of(result.neurons.begin(), result.neurons.end(), follows);
    if (!nothing_follows || !result.functions.back().keeps_order()) return std::nullopt;
    result.neurons = result.functions.back().before;
    result.functions.pop_back();
  }
  return result;
}

Value softmax(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {"axis"});
  return ranked(call, attributes.integer("axis", call.context.opset >= 13 ? -1 : 1), false);
}

Value arg_max(const Call& call) {
  call.require_inputs(1, 1);
  const Attributes attributes(call.node, {"axis", "keepdims", "select_last_index"});
  if (attributes.integer("select_last_index", 0) != 0) {
    throw Refusal("has select_last_index = 1; the class is the first maximum");
  }
  return ranked(call, attributes.integer("axis", 0), true);
}

Value top_k(const Call& call) {
  call.require_inputs(1, 2);
  const Attributes attributes(call.node, {"axis", "k", "largest", "sorted"});
  std::int64_t k = attributes.integer("k", 0);
  if (call.has(1)) {
    const Tensor& tensor = call.constant(1, "K");
    k = tensor.is_integral() && tensor.size() == 1 ? tensor.integers.front() : 0;
  }
  if (k != 1 || attributes.integer("largest", 1) != 1) {
    throw Refusal("does not choose the one largest score: k = 1 and largest = 1 are needed");
  }
  return ranked(call, attributes.integer("axis", -1), true);
}

}  // namespace scbnn::import
