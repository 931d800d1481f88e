// The value that a node makes says what has become of it.
#include "generator/import/explain.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <memory>
#include <string>
#include <utility>

#include "generator/import/call.hpp"

namespace scbnn::import {
namespace {

using SharedSums = std::shared_ptr<const Sums>;

/// The layer that sums belong to, from 1.
int layer_of(const Sums& sums) { return sums.before == nullptr ? 1 : sums.before->depth + 1; }

/// Whether the node leaves the very values that it takes, in another shape or none.
bool moves_only(const onnx::NodeProto& node) {
  for (const char* name :
       {"Flatten", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze", "Dropout"}) {
    if (node.op_type() == name) return true;
  }
  return false;
}

std::string shape_text(const TensorShape& shape) {
  return shape.height * shape.width == 1
             ? fmt::to_string(shape.channels)
             : fmt::format("{}x{}x{}", shape.height, shape.width, shape.channels);
}

struct Explain {
  const onnx::NodeProto& node;
  const std::vector<const Value*>& inputs;
  int layers;

  using Result = std::pair<int, std::string>;

  Result operator()(const Unknown&) const { return {0, "refused"}; }
  Result operator()(const Constant& constant) const {
    return {0, "a constant of shape " + to_string(constant->dims)};
  }
  Result operator()(const Image&) const {
    if (moves_only(node)) return {0, "the image, in another shape"};
    return {1, "what a pixel stands for: folded into weights and thresholds"};
  }
  Result operator()(const SharedSums& sums) const {
    const int layer = layer_of(*sums);
    if (moves_only(node)) return {layer, "nothing: the same sums"};
    if (sums->steps == 0) {
      return {layer,
              fmt::format("{} sums of {} products each", shape_text(sums->shape), sums->inputs())};
    }
    if (node.op_type() == "MaxPool") return {layer, "a pool of the sums"};
    return {layer, layer == layers ? "folded into the scores" : "folded into the thresholds"};
  }
  Result operator()(const Truth& truth) const {
    return {layer_of(*truth.sums), "the comparison with the thresholds"};
  }
  Result operator()(const Binary& binary) const {
    const int layer = layer_of(*binary.truth.sums);
    if (moves_only(node)) return {layer, "nothing: the same bits"};
    if (node.op_type() == "MaxPool") return {layer, "a pool of the bits"};
    const std::string values = fmt::format("bits that stand for {} and {}",
                                           shown(binary.high.get_d()), shown(binary.low.get_d()));
    const bool compares = !inputs.empty() && inputs.front() != nullptr &&
                          std::holds_alternative<SharedSums>(*inputs.front());
    return {layer, compares ? "the comparison with the thresholds: " + values : values};
  }
  Result operator()(const Difference& difference) const {
    return {layer_of(*difference.binary.truth.sums), "half of a straight-through activation"};
  }
  Result operator()(const Ending& ending) const {
    return {layer_of(*ending.sums), "skipped: it does not change the class"};
  }
  Result operator()(const std::shared_ptr<const Arranged>& arranged) const {
    Result result = std::visit(*this, *arranged->vector);
    result.second += ", of shape " + to_string(arranged->dims);
    return result;
  }
  Result operator()(const std::shared_ptr<const Padded>& padded) const {
    Result result = std::visit(*this, padded->map);
    result.second = "the border of the convolution after it";
    return result;
  }
};

}  // namespace

Explanation explain(const onnx::NodeProto& node, const std::vector<const Value*>& inputs,
                    const Value& made, int layers) {
  auto [layer, became] = std::visit(Explain{node, inputs, layers}, made);
  return {label(node), layer, std::move(became)};
}

}  // namespace scbnn::import
