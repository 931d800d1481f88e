// A layer: an operation on maps, and what is made of its results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "network/bit_matrix.hpp"
#include "network/tensor.hpp"
#include "network/threshold.hpp"
#include "network/window.hpp"

namespace scbnn {

/// XNOR and popcount in every window. Output channel j counts
///   a_j = sum over s of XNOR(weights(j, s), x_s),
/// where s = (ky * kernel_width + kx) * C/groups + c are the synapses that its group of channels
/// has in the window. A dense layer is a product with a single window on its whole input.
struct Product {
  Window window;
  int groups = 1;     ///< divides input and output channels; group g has those from g * C/groups on
  BitMatrix weights;  ///< output channels x synapses; rows of negative gain are flipped
};

/// What a pool makes of a channel's elements in a window. Padding takes no part.
enum class PoolKind {
  kAny,    ///< OR: the largest of bits
  kAll,    ///< AND: the smallest of bits
  kCount,  ///< how many are 1: their average in steps of 1 / positions
};

struct Pool {
  Window window;
  std::vector<PoolKind> kinds;  ///< one per channel; kCount in all of them or in none
};

/// The sum of two maps of integers, element by element.
struct Add {};

using Operation = std::variant<Product, Pool, Add>;

/// Bits: 1 where the result reaches the threshold.
struct Thresholds {
  std::vector<Threshold> values;  ///< one per channel
};

/// Class scores, score_j = gain_j * a_j + offset_j: the network's end. A product of 0 counts as
/// half of one of +1 here as well, so that gains are even where padding is 0.
struct Scores {
  std::vector<std::int32_t> gain;    ///< one per class, >= 0; all 1 where the network has none
  std::vector<std::int32_t> offset;  ///< one per class
  int fraction_bits = 0;             ///< fraction bits of gain and offset, which are fixed-point
};

/// Results that go on as they are: counts and bits of a pool, sums of an Add, and popcounts of bits
/// as gain_j * a_j + offset_j, see Scores.
struct Integers {
  std::vector<std::int32_t> gain;    ///< one per channel of a product, else none
  std::vector<std::int32_t> offset;  ///< as many
  int width = 0;  ///< of the sums of a product or an Add: signed bits that hold every one of them
};

using Finish = std::variant<Thresholds, Scores, Integers>;

struct Layer {
  std::string name;  ///< an identifier, unique: the name in configurations and in the RTL
  std::string node;  ///< the ONNX node that it came from, made plain, for messages
  std::vector<std::size_t> sources;  ///< tensors, see Network::tensor; two of an Add, else one
  TensorType input;                  ///< of each source
  Operation operation;
  Finish finish;
  TensorType output;
};

/// A dense layer that reads a tensor: its output is a vector of bits, or of scores.
[[nodiscard]] Layer dense_layer(std::string name, std::size_t source, const TensorType& input,
                                BitMatrix weights, Finish finish);

/// The product of a layer that is dense: one window on the whole input, no padding, one group. Null
/// for every other layer.
[[nodiscard]] const Product* dense(const Layer& layer);
[[nodiscard]] Product* dense(Layer& layer);

/// "dense layer", "convolution", "pooling", "sum": what people call it.
[[nodiscard]] std::string_view kind_of(const Layer& layer);

}  // namespace scbnn
