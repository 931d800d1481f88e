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
#include "network/threshold.hpp"

namespace scbnn {

/// A fully connected layer. Neuron j counts a_j = sum_i XNOR(weights(j, i), x_i), 0..inputs.
struct Layer {
  std::string name;   ///< an identifier, unique: the name in configurations and in the RTL
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
