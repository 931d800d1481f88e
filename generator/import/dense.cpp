// Weights to bits, sums to thresholds.
#include "generator/import/dense.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "generator/import/refusal.hpp"
#include "generator/import/scores.hpp"
#include "generator/import/threshold.hpp"

namespace scbnn::import {
namespace {

BitMatrix flip_rows(const BitMatrix& weights, const std::vector<bool>& flipped) {
  BitMatrix result = weights;
  for (int row = 0; row < weights.rows(); ++row) {
    if (!flipped[static_cast<std::size_t>(row)]) continue;
    for (int column = 0; column < weights.columns(); ++column) {
      result.set(row, column, !weights.get(row, column));
    }
  }
  return result;
}

/// The layer's name follows when all layers are known.
std::shared_ptr<const Chain> make_chain(const Sums& sums, const std::vector<bool>& flipped,
                                        Finish finish, const LayerFolding& folding) {
  Chain chain;
  chain.folding = folding;
  chain.before = sums.before;
  if (sums.before != nullptr) chain.depth = sums.before->depth + 1;
  Layer& layer = chain.layer;
  layer.node = sums.node;
  layer.sources = {static_cast<std::size_t>(chain.depth - 1)};
  layer.input = sums.input;
  layer.output = {sums.shape, Bit{}};
  if (const auto* scores = std::get_if<Scores>(&finish)) {
    layer.output.element = Integer{scores->fraction_bits};
  }
  layer.operation = Product{sums.window, sums.groups, flip_rows(*sums.weights, flipped)};
  layer.finish = std::move(finish);
  for (const bool flip : flipped) chain.folding.flipped_rows += flip ? 1 : 0;
  return std::make_shared<const Chain>(std::move(chain));
}

/// How far a mean popcount's denominator goes: to T, or twice that where products are 0.
int finest_mean(const Sums& sums) {
  const bool reads_pixels = std::holds_alternative<Pixel>(sums.input.element);
  const Padding& padding = sums.window.padding;
  const bool halves = !padding.is_none() && padding.value == PadValue::kZero;
  return (reads_pixels ? kMaxPresentations : 1) * (halves ? 2 : 1);
}

/// The largest sum makes the largest y where the slope has kept its sign since the pool.
std::vector<PoolKind> kinds_of(const Sums& sums) {
  std::vector<PoolKind> kinds;
  for (std::size_t j = 0; j < sums.neurons.size(); ++j) {
    const bool turned = sgn(sums.neurons[j].slope) * sums.pool->signs[j] < 0;
    kinds.push_back(turned ? PoolKind::kAll : PoolKind::kAny);
  }
  return kinds;
}

/// Counts the neurons whose y is exactly 0 at a mean popcount that can occur, and names one. Means
/// have denominators up to `most_counted`.
class Ties {
 public:
  void look(int neuron, const Decision& decision, const Threshold& threshold, int inputs,
            int most_counted) {
    const bool is_reachable =
        threshold.denominator <= most_counted &&
        threshold.numerator <= static_cast<std::int64_t>(inputs) * threshold.denominator;
    if (!is_reachable || decision.sign_at(threshold.numerator, threshold.denominator) != 0) return;
    if (count_++ > 0) return;
    example_ = decision.is_constant()
                   ? fmt::format("neuron {} at any input", neuron)
                   : fmt::format("neuron {} at a popcount of {}", neuron, threshold.numerator);
    if (threshold.denominator != 1) example_ += fmt::format("/{}", threshold.denominator);
  }

  void warn(const std::string& activation, std::size_t neurons,
            std::vector<std::string>& warnings) const {
    if (count_ == 0) return;
    warnings.push_back(
        fmt::format("{}: Sign(0) = 0 can occur in {} of {} neurons ({}); the accelerator takes "
                    "sign(0) as +1",
                    activation, count_, neurons, example_));
  }

 private:
  int count_ = 0;
  std::string example_;
};

}  // namespace

BinaryWeights read_weights(const Tensor& matrix, bool transposed) {
  if (matrix.type != ElementType::kFloat) {
    throw Refusal("the weights have the element type " + to_string(matrix.type) +
                  ", FLOAT is needed (int8 weights come through DequantizeLinear)");
  }
  if (matrix.dims.size() != 2 || matrix.size() == 0) {
    throw Refusal("the weights have the shape " + to_string(matrix.dims) +
                  "; a matrix with at least one element is needed");
  }
  const auto inputs = static_cast<std::size_t>(matrix.dims[transposed ? 1 : 0]);
  const auto outputs = static_cast<std::size_t>(matrix.dims[transposed ? 0 : 1]);
  if (inputs > std::numeric_limits<std::int32_t>::max() / 1024) {
    throw Refusal(fmt::format("has {} inputs, at most 2^21 - 1 are supported", inputs));
  }
  const auto value = [&](std::size_t i, std::size_t j) {
    return matrix.values[transposed ? j * inputs + i : i * outputs + j];
  };
  const auto place = [&](std::size_t i, std::size_t j) {
    return transposed ? fmt::format("[{}, {}]", j, i) : fmt::format("[{}, {}]", i, j);
  };

  BinaryWeights weights;
  weights.bits = BitMatrix(static_cast<int>(outputs), static_cast<int>(inputs));
  weights.magnitude.resize(outputs);
  std::size_t wrong = 0;
  std::string first_wrong;
  for (std::size_t j = 0; j < outputs; ++j) weights.magnitude[j] = std::fabs(value(0, j));
  for (std::size_t i = 0; i < inputs; ++i) {
    for (std::size_t j = 0; j < outputs; ++j) {
      const float weight = value(i, j);
      const float magnitude = weights.magnitude[j];
      if (!(std::fabs(weight) == magnitude) || !(magnitude > 0) || !std::isfinite(magnitude)) {
        if (wrong++ == 0) {
          first_wrong = fmt::format("element {} is {}", place(i, j), weight);
          if (std::isfinite(weight) && weight != 0) {
            first_wrong += fmt::format(", but element {} is {}", place(0, j), value(0, j));
          }
        }
        continue;
      }
      weights.bits.set(static_cast<int>(j), static_cast<int>(i), weight > 0);
    }
  }
  if (wrong > 0) {
    throw Refusal(
        fmt::format("the weights are not binary: {}{}; they must be +s or -s with one "
                    "positive s for all weights of an output",
                    first_wrong, wrong > 1 ? fmt::format(" (and {} more)", wrong - 1) : ""));
  }
  return weights;
}

std::shared_ptr<const Chain> finish_hidden(const Sums& sums, Comparison comparison,
                                           const std::string& activation,
                                           std::vector<std::string>& warnings) {
  const int inputs = sums.inputs();
  const int most_counted = finest_mean(sums);
  Thresholds thresholds;
  std::vector<bool> flipped;
  Ties ties;
  for (const Neuron& neuron : sums.neurons) {
    const Decision decision(neuron, inputs);
    const Threshold threshold =
        find_threshold(decision, inputs, comparison == Comparison::kPositive, kMaxDenominator);
    if (comparison == Comparison::kSign) {
      ties.look(static_cast<int>(thresholds.values.size()), decision, threshold, inputs,
                most_counted);
    }
    thresholds.values.push_back(threshold);
    flipped.push_back(decision.flipped());
  }
  ties.warn(activation, sums.neurons.size(), warnings);

  LayerFolding folding;
  for (const Threshold& threshold : thresholds.values) {
    if (threshold.numerator == 0) ++folding.always_on;
    if (threshold == Threshold{inputs + 1, 1}) ++folding.always_off;
  }
  auto chain = make_chain(sums, flipped, std::move(thresholds), folding);
  return sums.pool ? add_pool(std::move(chain), *sums.pool, kinds_of(sums)) : chain;
}

std::shared_ptr<const Chain> add_pool(std::shared_ptr<const Chain> before, const MaxPool& pool,
                                      std::vector<PoolKind> kinds) {
  Chain chain;
  chain.depth = before->depth + 1;
  chain.layer.node = before->layer.node;
  chain.layer.sources = {static_cast<std::size_t>(before->depth)};
  chain.layer.input = before->layer.output;
  chain.layer.output = {pool.shape, Bit{}};
  chain.layer.operation = Pool{pool.window, std::move(kinds)};
  chain.layer.finish = Integers{};
  chain.before = std::move(before);
  return std::make_shared<const Chain>(std::move(chain));
}

std::shared_ptr<const Chain> finish_last(const Sums& sums, std::vector<std::string>& warnings) {
  Scoring scoring = fold_scores(sums.neurons, sums.inputs());
  if (!scoring.rounding.empty()) warnings.push_back(sums.node + ": " + scoring.rounding);
  return make_chain(sums, scoring.flipped, std::move(scoring.scores), {});
}

}  // namespace scbnn::import
