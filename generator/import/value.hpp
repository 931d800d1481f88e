// What a tensor of the graph can be while the graph is being read.
#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "generator/import/constant_folding.hpp"
#include "generator/import/dense.hpp"
#include "generator/import/image.hpp"
#include "generator/import/tensor.hpp"
#include "network/network.hpp"

namespace scbnn::import {

/// The result of a node that was refused: what follows from it is not reported again.
struct Unknown {};

/// Whether a neuron is on: the boolean outcome of a comparison with a constant.
struct Truth {
  std::shared_ptr<const Sums> sums;  ///< the constant is already subtracted
  Comparison comparison = Comparison::kNotNegative;
  std::string activation;  ///< the comparing node, for messages
};

/// A max pool of binary activations: the largest value is the largest bit, or the smallest.
struct PooledBits {
  MaxPool pool;
  bool largest_bit = true;
};

/// A binary activation: `high` where the truth holds, else `low`.
struct Binary {
  Truth truth;
  mpq_class high;
  mpq_class low;
  int steps = 0;                  ///< operators applied to the two values
  std::vector<PooledBits> pools;  ///< max pools applied, in order
  bool is_map = false;            ///< [batch, channels, height, width] in the graph

  [[nodiscard]] const TensorShape& shape() const {
    return pools.empty() ? truth.sums->made() : pools.back().pool.shape;
  }
};

/// binary - subtracted: half of a straight-through activation.
struct Difference {
  Binary binary;
  std::shared_ptr<const Sums> subtracted;
};

/// What follows the scores and keeps their order: Softmax, or the class itself.
struct Ending {
  std::shared_ptr<const Sums> sums;
  std::string op_type;
  bool is_class = false;  ///< the number of the first maximum
};

struct Arranged;
struct Padded;

using Constant = std::shared_ptr<const Tensor>;
using Value =
    std::variant<Unknown, Constant, Image, std::shared_ptr<const Sums>, Truth, Binary, Difference,
                 Ending, std::shared_ptr<const Arranged>, std::shared_ptr<const Padded>>;

/// A vector that the graph has not as [batch, n]: with dimensions of 1 beside its own, or the other
/// way round.
struct Arranged {
  std::shared_ptr<const Value> vector;
  std::vector<std::int64_t> dims;
  std::size_t batch_axis = 0;
  std::size_t value_axis = 1;
};

/// A map with a border of one value, for a convolution.
struct Padded {
  Value map;
  Padding border;  ///< its widths
  mpq_class value;
};

/// "the image", "a constant", ...: for messages.
[[nodiscard]] std::string describe(const Value& value);

/// Domain and name of the functions that a model defines itself.
using Functions = std::set<std::pair<std::string, std::string>>;

/// What the operators of one graph share.
struct Context {
  int opset = 0;
  std::int64_t batch = 1;  ///< images at once: what the input declares, 1 where it varies
  FoldingState folding;    ///< of constants
  Functions functions;     ///< of the model's own
  std::int64_t weights_left = std::int64_t{1} << 31;  ///< a graph may use a weight more than once
  std::vector<std::string> warnings;
  std::vector<SignTies> sign_ties;
  bool has_listed_operators = false;  ///< once is enough
  bool is_range_assumed = false;      ///< nothing declares the image's range
};

}  // namespace scbnn::import
