// What dense products and convolutions share: their left operand, and their sums.
#pragma once

#include <memory>

#include "generator/import/call.hpp"
#include "generator/import/dense.hpp"

namespace scbnn::import {

/// What a product multiplies: every value is y(x) of its channel with x in -1..+1.
struct Operand {
  TensorType type;
  std::shared_ptr<const Chain> before;   ///< the layer that makes it; null of the image
  std::vector<Neuron> values{Neuron{}};  ///< one for all channels, or one per channel
  bool is_map = false;
  bool is_channel_last = false;  ///< a flat one: the order of its values in the graph
  bool is_known = true;          ///< not refused already
};

/// A value as an operand; its layer is finished. Throws Refusal if it cannot be one.
[[nodiscard]] Operand operand_of(const Call& call, const Value& left);

/// The columns of weights on a channel-first map in the order of the network, channel last.
[[nodiscard]] BitMatrix channel_last(const BitMatrix& weights, const TensorShape& shape);

/// Sums of an operand with weights, whose bits are in the network's order and see their group of
/// the operand's channels. The caller sets window and shape. Throws Refusal where
/// channels have values of different magnitudes, which no popcount can sum.
[[nodiscard]] Sums multiply(const Call& call, Operand operand, BinaryWeights weights,
                            int groups = 1);

/// The product of a vector with a matrix [inputs, outputs], or [outputs, inputs] where
/// `transposed`: one window on all values. Throws Refusal.
[[nodiscard]] Sums multiply_matrix(const Call& call, const Value& vector, const Tensor& matrix,
                                   bool transposed);

/// Throws Refusal unless only the right operand is a constant.
void require_weights_on_the_right(const Call& call);

}  // namespace scbnn::import
