// One node under evaluation: its inputs with typed access, and what the operators share.
#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "generator/import/value.hpp"

namespace onnx {
class NodeProto;
}

namespace scbnn::import {

/// A node with its inputs in order, null where an optional one is left out. All throw Refusal.
struct Call {
  const onnx::NodeProto& node;
  const std::vector<const Value*>& inputs;
  Context& context;

  [[nodiscard]] bool has(std::size_t index) const {
    return index < inputs.size() && inputs[index] != nullptr;
  }
  [[nodiscard]] const Value& input(std::size_t index) const;
  [[nodiscard]] bool is_constant(std::size_t index) const;

  /// The input as a constant; `what` names it in the message.
  [[nodiscard]] const Tensor& constant(std::size_t index, const std::string& what) const;

  /// Sums of a product; only these can be folded and compared.
  [[nodiscard]] const Sums& sums(std::size_t index) const;

  void require_inputs(std::size_t least, std::size_t most) const;
};

/// "node 'layer1.norm' (BatchNormalization)"; an unnamed node is named by its output.
[[nodiscard]] std::string label(const onnx::NodeProto& node);

[[noreturn]] void refuse_operand(const Value& value);

[[nodiscard]] inline mpq_class exact(double value) { return mpq_class(value); }

/// `value`, unless it is NaN or infinite.
[[nodiscard]] float finite(float value, const std::string& what);

/// One more operator after a product; there is a limit.
void count_step(int& steps);

[[nodiscard]] Value make(Sums sums);

/// One constant for all outputs of a product, or one per channel as the graph's shapes have it.
/// `what` names the tensor in messages.
[[nodiscard]] std::vector<double> channel_constants(const Sums& sums, const Tensor& tensor,
                                                    const std::string& what);

/// The binary activation with two other values, after one more operator. Throws Refusal where they
/// are the same.
[[nodiscard]] Binary with_values(const Binary& binary, const mpq_class& high, const mpq_class& low);

/// y >= level, for one level per output.
[[nodiscard]] Truth at_least(const Call& call, const Sums& sums, const std::vector<double>& levels);

/// The scores that the values of sums have the order of: without Sigmoid, Tanh and the like at
/// their end. None where something else is done to them.
[[nodiscard]] std::optional<Sums> ordered_scores(const Sums& sums);

/// The opposite of a comparison.
[[nodiscard]] Truth negated(const Truth& truth);

// The operators, each in the file of its kind.

// What moves values: layout.cpp.
[[nodiscard]] Value flatten(const Call& call);
[[nodiscard]] Value reshape(const Call& call);
[[nodiscard]] Value transpose(const Call& call);
[[nodiscard]] Value squeeze(const Call& call);
[[nodiscard]] Value unsqueeze(const Call& call);

/// The order of a Transpose, reversed if none is given. Throws Refusal if it is not a permutation
/// of `rank` dimensions.
[[nodiscard]] std::vector<std::int64_t> order_of(const Call& call, std::size_t rank);

/// Axes of Squeeze and Unsqueeze: an attribute, from operator set 13 on an input; none if left out.
[[nodiscard]] std::vector<std::int64_t> axes_of(const Call& call);

// Constants, though the value is none: layout.cpp.
[[nodiscard]] Value shape(const Call& call);
[[nodiscard]] Value size(const Call& call);

// To the sums of a dense layer, products.cpp, and of a convolution, convolution.cpp.
[[nodiscard]] Value matmul(const Call& call);
[[nodiscard]] Value gemm(const Call& call);
[[nodiscard]] Value conv(const Call& call);

// Borders of maps: padding.cpp.
[[nodiscard]] Value pad(const Call& call);

// Max pools of sums and of bits: pools.cpp.
[[nodiscard]] Value max_pool(const Call& call);

// From sums to sums, and from image to image: arithmetic.cpp.
[[nodiscard]] Value identity(const Call& call);
[[nodiscard]] Value batch_normalization(const Call& call);
[[nodiscard]] Value arithmetic(const Call& call);
[[nodiscard]] Value dropout(const Call& call);
[[nodiscard]] Value negate(const Call& call);
[[nodiscard]] Value dequantize(const Call& call);

// Monotone functions of sums: functions.cpp.
[[nodiscard]] Value clip(const Call& call);
[[nodiscard]] Value relu(const Call& call);
[[nodiscard]] Value leaky_relu(const Call& call);
[[nodiscard]] Value prelu(const Call& call);
[[nodiscard]] Value hard_sigmoid(const Call& call);
[[nodiscard]] Value sigmoid(const Call& call);
[[nodiscard]] Value tanh(const Call& call);

// From sums to binary activations: comparisons.cpp.
[[nodiscard]] Value compare(const Call& call);
[[nodiscard]] Value sign(const Call& call);
[[nodiscard]] Value logical_not(const Call& call);
[[nodiscard]] Value where(const Call& call);
[[nodiscard]] Value cast(const Call& call);

// After the scores: ends.cpp.
[[nodiscard]] Value softmax(const Call& call);
[[nodiscard]] Value arg_max(const Call& call);
[[nodiscard]] Value top_k(const Call& call);

}  // namespace scbnn::import
