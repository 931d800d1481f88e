// The trained network as the arithmetic contract sees it: bits and integers, nothing else.
//
// Import builds it, folds every batch norm and sign into it and checks it whole; whatever
// consumes a Network can trust the invariants written here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/bit_matrix.hpp"
#include "network/tensor.hpp"

namespace scbnn {

/// The largest number of presentations for which a threshold is exact.
inline constexpr int kMaxPresentations = 256;

/// A neuron's threshold on the mean of its popcount over the presentations, as a fraction.
///
/// With N inputs and the bipolar threshold tau, u = (N + tau) / 2 is where the mean popcount
/// switches the neuron on; u is irrational in general. The fraction is the smallest one that is
/// not below u among all fractions with denominators 1..256, so that for every T in 1..256 and
/// every integer sum S:   S / T >= u   if and only if   S * denominator >= T * numerator,
/// and theta(T) = ceil(T * numerator / denominator). Below 0 it is 0/1 (always on), above N it is
/// (N+1)/1 (never on). In lowest terms, 0 <= numerator, 1 <= denominator <= 256.
struct Threshold {
  std::int32_t numerator = 0;
  std::int32_t denominator = 1;

  bool operator==(const Threshold&) const = default;
};

/// A fully connected layer. Neuron j counts a_j = sum_i XNOR(weights(j, i), x_i), 0..inputs.
struct Layer {
  std::string name;   ///< "layer1", "layer2", ...: the name in configurations and in the RTL
  std::string node;   ///< the ONNX node that it came from, for messages
  int inputs = 0;     ///< >= 1; equals the outputs of the layer before (or the input's size)
  int outputs = 0;    ///< >= 1
  BitMatrix weights;  ///< outputs x inputs; rows of neurons with negative gain are flipped
  std::vector<Threshold> thresholds;  ///< one a neuron; empty in the last layer
};

/// What the last layer makes of its popcounts: score_j = gain_j * a_j + offset_j, integers.
struct ScoreScale {
  std::vector<std::int32_t> gain;    ///< one a class, >= 0; all 1 where the network has none
  std::vector<std::int32_t> offset;  ///< one a class
  int fraction_bits = 0;             ///< gain and offset are fixed-point with so many fraction bits
};

/// How pixels reach the first layer.
enum class InputKind {
  kStochastic,  ///< T presentations of random bits
  kFixedPoint,  ///< 8-bit pixels: the conventional binarized network
};

struct Network {
  std::string name;                                ///< the model file's stem
  TensorShape input;                               ///< pixels of 8 bits
  InputKind trained_for = InputKind::kStochastic;  ///< what the model says of its own training
  std::vector<Layer> layers;                       ///< >= 1, first to last
  ScoreScale scores;                               ///< one entry an output of the last layer

  [[nodiscard]] int classes() const { return layers.back().outputs; }
};

}  // namespace scbnn
