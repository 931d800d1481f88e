// A layer while its graph is being read, and its folding to bits and integers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/import/import.hpp"
#include "generator/import/monotone.hpp"
#include "generator/import/neuron.hpp"
#include "generator/import/tensor.hpp"
#include "network/network.hpp"

namespace scbnn::import {

/// Weights +-magnitude as they are in the graph, one row per output.
struct BinaryWeights {
  BitMatrix bits;                 ///< outputs x inputs, 1 is positive
  std::vector<double> magnitude;  ///< one per output, > 0
  std::string rounding;  ///< what is said where magnitudes differ by rounding; empty if they do not
};

/// How far the magnitudes of one output's weights may differ and still be roundings of one:
/// 4 units in the last place of a float32.
inline constexpr double kSameMagnitude = 0x1p-21;

/// Reads a weight matrix [inputs, outputs], or [outputs, inputs] where `transposed`.
/// Throws Refusal: not a matrix, an output whose weights are not all +-one magnitude.
[[nodiscard]] BinaryWeights read_weights(const Tensor& matrix, bool transposed);

/// Limits of a graph, so that a hostile file cannot take hours.
inline constexpr int kMaxLayers = 256;
inline constexpr int kMaxSteps = 64;  ///< folded operators after one product

/// A finished layer, and the one before it (null before the first).
struct Chain {
  std::shared_ptr<const Chain> before;
  int depth = 1;  ///< layers up to this one
  Layer layer;
  LayerFolding folding;
};

/// The largest of the values in a window, channel by channel.
struct MaxPool {
  Window window;
  TensorShape shape;       ///< of what it makes
  std::vector<int> signs;  ///< of sums: those of the neurons' slopes where it stands
};

/// A product and what has been done to its sums so far. Values that share it share the weights.
struct Sums {
  std::string node;  ///< where the product is, for messages
  std::shared_ptr<const Chain> before;
  std::shared_ptr<const BitMatrix> weights;  ///< in the order of the network, channel last
  TensorType input;                          ///< pixels of the first layer, then bits
  Window window;
  int groups = 1;
  TensorShape shape;    ///< of the map of sums
  bool is_map = false;  ///< [batch, channels, height, width] in the graph, not [batch, channels]
  std::optional<MaxPool> pool;      ///< of the sums, before all else that is folded in after it
  int steps = 0;                    ///< operators folded in so far
  std::vector<Monotone> functions;  ///< in order
  std::vector<Neuron> neurons;      ///< one per output: of its sum, or of the last function's value

  /// Another function of what there is; what follows is a function of its value.
  void put(Monotone function) {
    function.before = std::move(neurons);
    neurons.assign(function.before.size(), Neuron{});
    functions.push_back(std::move(function));
  }

  /// The sign of how output j changes with its sum.
  [[nodiscard]] int direction(std::size_t j) const {
    int result = sgn(neurons[j].slope);
    for (const Monotone& function : functions) result *= sgn(function.before[j].slope);
    return result;
  }

  [[nodiscard]] int inputs() const { return weights->columns(); }
  [[nodiscard]] int outputs() const { return weights->rows(); }
  /// What comes after the pool, if there is one.
  [[nodiscard]] const TensorShape& made() const { return pool ? pool->shape : shape; }
};

/// How a bit comes from a neuron's y.
enum class Comparison {
  kNotNegative,  ///< y >= 0
  kPositive,     ///< y > 0
  kSign,         ///< ONNX's Sign, which is 0 at y = 0: taken as y >= 0, with a warning if it occurs
};

/// Folds a hidden layer: thresholds, flipped rows. `sign_ties` gets where a Sign(0) can occur;
/// `activation` names the node that compares.
[[nodiscard]] std::shared_ptr<const Chain> finish_hidden(const Sums& sums, Comparison comparison,
                                                         const std::string& activation,
                                                         std::vector<SignTies>& sign_ties);

/// A pool of bits after a layer: the largest value is the largest bit of a channel, or the
/// smallest.
[[nodiscard]] std::shared_ptr<const Chain> add_pool(std::shared_ptr<const Chain> before,
                                                    const MaxPool& pool,
                                                    std::vector<PoolKind> kinds);

/// Folds the last layer to scores. `warnings` gets a line for anything rounded. Throws Refusal
/// where scores do not fit.
[[nodiscard]] std::shared_ptr<const Chain> finish_last(const Sums& sums,
                                                       std::vector<std::string>& warnings);

/// Folds a last layer of one output to two classes: 1 where y >= 0 (y > 0 for kPositive), else 0.
/// Their scores are -y and y. `warnings` gets the rule. Throws Refusal as finish_last does.
[[nodiscard]] std::shared_ptr<const Chain> finish_decision(const Sums& sums, Comparison comparison,
                                                           std::vector<std::string>& warnings);

}  // namespace scbnn::import
