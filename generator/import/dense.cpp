// Weights to bits, sums to thresholds.
#include "generator/import/dense.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
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

/// The most frequent value among value(0..count-1), the smallest of several.
template <typename At>
double most_frequent(std::size_t count, At value) {
  std::map<double, std::size_t> counts;
  for (std::size_t i = 0; i < count; ++i) ++counts[value(i)];
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
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

bool has_zero_padding(const Sums& sums) {
  const Padding& padding = sums.window.padding;
  return !padding.is_none() && padding.value == PadValue::kZero;
}

/// How far a mean popcount's denominator goes: to T, or twice that where products are 0.
int finest_mean(const Sums& sums) {
  const bool reads_pixels = std::holds_alternative<Pixel>(sums.input.element);
  return (reads_pixels ? kMaxPresentations : 1) * (has_zero_padding(sums) ? 2 : 1);
}

/// The largest sum makes the largest y where the slope has kept its sign since the pool.
std::vector<PoolKind> kinds_of(const Sums& sums) {
  std::vector<PoolKind> kinds;
  for (std::size_t j = 0; j < sums.neurons.size(); ++j) {
    const bool turned = sums.direction(j) * sums.pool->signs[j] < 0;
    kinds.push_back(turned ? PoolKind::kAll : PoolKind::kAny);
  }
  return kinds;
}

/// Adds a neuron whose y is exactly 0 at a mean popcount that can occur. Means have denominators up
/// to `finest`, of which `halves` says that those of T presentations go to 2 T.
void look_for_tie(SignTies& found, int neuron, const Decision& decision, const Threshold& threshold,
                  int inputs, int finest, bool halves) {
  const bool is_reachable =
      threshold.denominator <= finest &&
      threshold.numerator <= static_cast<std::int64_t>(inputs) * threshold.denominator;
  if (!is_reachable || decision.sign_at(threshold.numerator, threshold.denominator) != 0) return;
  const int denominator = threshold.denominator;
  found.ties.push_back({neuron, threshold.numerator, denominator,
                        halves && denominator % 2 == 0 ? denominator / 2 : denominator,
                        decision.is_constant()});
}

std::shared_ptr<const Chain> finish_scores(const Sums& sums, TieWinner tie,
                                           std::vector<std::string>& warnings) {
  const bool reads_pixels = std::holds_alternative<Pixel>(sums.input.element);
  Scoring scoring = fold_scores(sums.neurons, sums.inputs(), reads_pixels, tie);
  if (!scoring.rounding.empty()) warnings.push_back(sums.node + ": " + scoring.rounding);
  return make_chain(sums, scoring.flipped, std::move(scoring.scores), {});
}

}  // namespace

BinaryWeights read_weights(const Tensor& matrix, bool transposed) {
  if (!is_floating(matrix.type)) {
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
  std::size_t wrong = 0;
  std::string first_wrong;
  for (std::size_t j = 0; j < outputs; ++j) weights.magnitude.push_back(std::fabs(value(0, j)));
  std::vector<double> low = weights.magnitude;
  std::vector<double> high = weights.magnitude;
  for (std::size_t i = 0; i < inputs; ++i) {
    for (std::size_t j = 0; j < outputs; ++j) {
      const double weight = value(i, j);
      const double size = std::fabs(weight);
      const double first = weights.magnitude[j];
      if (!(std::fabs(size - first) <= first * kSameMagnitude) || !(size > 0) ||
          !std::isfinite(size)) {
        if (wrong++ == 0) {
          first_wrong = fmt::format("element {} is {}", place(i, j), shown(weight));
          if (std::isfinite(weight) && weight != 0) {
            first_wrong += fmt::format(", but element {} is {}", place(0, j), shown(value(0, j)));
          }
        }
        continue;
      }
      low[j] = std::min(low[j], size);
      high[j] = std::max(high[j], size);
      weights.bits.set(static_cast<int>(j), static_cast<int>(i), weight > 0);
    }
  }
  if (wrong > 0) {
    throw Refusal(
        fmt::format("the weights are not binary: {}{}; they must be +s or -s with one "
                    "positive s for all weights of an output",
                    first_wrong, wrong > 1 ? fmt::format(" (and {} more)", wrong - 1) : ""));
  }
  double apart = 0;
  std::size_t rounded_outputs = 0;
  for (std::size_t j = 0; j < outputs; ++j) {
    if (low[j] == high[j]) continue;
    ++rounded_outputs;
    apart = std::max(apart, (high[j] - low[j]) / high[j]);
    weights.magnitude[j] =
        most_frequent(inputs, [&](std::size_t i) { return std::fabs(value(i, j)); });
  }
  if (rounded_outputs > 0) {
    weights.rounding = fmt::format(
        "the magnitudes of the weights of {} of {} outputs differ by up to a relative {:.2g}, "
        "which is taken as rounding; the most frequent one of each output is used for all its "
        "weights",
        rounded_outputs, outputs, apart);
  }
  return weights;
}

std::shared_ptr<const Chain> finish_hidden(const Sums& sums, Comparison comparison,
                                           const std::string& activation,
                                           std::vector<SignTies>& sign_ties) {
  const int inputs = sums.inputs();
  const int finest = finest_mean(sums);
  Thresholds thresholds;
  std::vector<bool> flipped;
  SignTies ties{activation, sums.neurons.size(), {}};
  for (const Neuron& neuron : sums.neurons) {
    const Decision decision(neuron, inputs);
    const Threshold threshold =
        find_threshold(decision, inputs, comparison == Comparison::kPositive, kMaxDenominator);
    if (comparison == Comparison::kSign) {
      look_for_tie(ties, static_cast<int>(thresholds.values.size()), decision, threshold, inputs,
                   finest, has_zero_padding(sums));
    }
    thresholds.values.push_back(threshold);
    flipped.push_back(decision.flipped());
  }
  if (!ties.ties.empty()) sign_ties.push_back(std::move(ties));

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
  return finish_scores(sums, TieWinner::kFirst, warnings);
}

std::shared_ptr<const Chain> finish_decision(const Sums& sums, Comparison comparison,
                                             std::vector<std::string>& warnings) {
  assert(sums.outputs() == 1);
  const bool is_strict = comparison == Comparison::kPositive;
  warnings.push_back(fmt::format(
      "{}: the single output is a decision between two classes: 1 if it is {} 0, otherwise 0",
      sums.node, is_strict ? "above" : "at least"));
  Sums both = sums;
  both.shape.channels = 2;
  both.neurons.insert(both.neurons.begin(), sums.neurons.front());
  both.neurons.front().multiply(-1);
  BitMatrix weights(2, sums.inputs());
  for (int column = 0; column < sums.inputs(); ++column) {
    const bool bit = sums.weights->get(0, column);
    weights.set(0, column, bit);
    weights.set(1, column, bit);
  }
  both.weights = std::make_shared<const BitMatrix>(std::move(weights));
  return finish_scores(both, is_strict ? TieWinner::kFirst : TieWinner::kLast, warnings);
}

}  // namespace scbnn::import
