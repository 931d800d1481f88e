// The trained network as the arithmetic contract sees it: bits and integers, nothing else.
//
// Import builds it, folds every batch norm and sign into it and checks it whole; whatever
// consumes a Network can trust the invariants written here and in layer.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "network/input_range.hpp"
#include "network/layer.hpp"
#include "network/tensor.hpp"

namespace scbnn {

/// How pixels reach the layers that read them.
enum class InputKind {
  kStochastic,  ///< T presentations of random bits
  kFixedPoint,  ///< 8-bit pixels: the conventional binarized network
};

struct Network {
  std::string name;                                ///< the model file's stem, made plain
  TensorType input;                                ///< pixels
  StatedRange input_range;                         ///< what they stood for in training
  InputKind trained_for = InputKind::kStochastic;  ///< what the model says of its own training
  std::vector<Layer>
      layers;  ///< >= 1; each reads only what comes before it, the last one has the scores

  /// Tensors by number: 0 is the input, l + 1 what layers[l] makes.
  [[nodiscard]] const TensorType& tensor(std::size_t number) const {
    return number == 0 ? input : layers[number - 1].output;
  }

  [[nodiscard]] const Scores& scores() const { return std::get<Scores>(layers.back().finish); }
  [[nodiscard]] Scores& scores() { return std::get<Scores>(layers.back().finish); }
  [[nodiscard]] int classes() const { return layers.back().output.shape.channels; }
};

}  // namespace scbnn
