// The arithmetic contract, one loop a rule.
#include "sim/golden/golden.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <utility>

#include "sim/golden/faults.hpp"
#include "sim/golden/input_faults.hpp"

namespace scbnn::golden {
namespace {

/// a_j: how many products are +1.
#ifdef __x86_64__
__attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
#endif
std::int64_t
count_agreements(const std::uint8_t* weights, const std::uint8_t* bits, std::size_t size) {
  int count = 0;
  for (std::size_t i = 0; i < size; ++i) count += weights[i] == bits[i] ? 1 : 0;
  return count;
}

/// sum of w * p with w in {-1, +1}.
std::int64_t dot_product(const std::uint8_t* weights, const std::uint8_t* pixels,
                         std::size_t size) {
  int sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += weights[i] != 0 ? pixels[i] : -pixels[i];
  return sum;
}

/// theta_j(T) = ceil(T * numerator / denominator), no further out than always on and never on.
std::int64_t theta(const Threshold& threshold, std::int64_t presentations, std::int64_t inputs) {
  const std::int64_t product = presentations * threshold.numerator;
  const std::int64_t rounded_up = (product + threshold.denominator - 1) / threshold.denominator;
  return std::clamp(rounded_up, std::int64_t{0}, presentations * inputs + 1);
}

/// (largest) - (second largest) >= margin; the second largest is the largest of the others.
bool is_ahead(const std::vector<std::int64_t>& totals, std::int64_t margin) {
  if (totals.size() < 2) return false;
  std::vector<std::int64_t> sorted = totals;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  return sorted[0] - sorted[1] >= margin;
}

}  // namespace

Model::Model(const Network& network, const FunctionSettings& settings, const FaultSettings& faults)
    : settings_(settings), faults_(faults), scores_(network.scores) {
  const bool stochastic = settings.input == InputKind::kStochastic;
  if (stochastic) {
    random_values_ = random_values(settings.encoder, settings.presentations, network.input.size());
  }
  for (const scbnn::Layer& source : network.layers) {
    const bool first = layers_.empty();
    Layer layer{static_cast<std::size_t>(source.inputs),
                static_cast<std::size_t>(source.outputs),
                WeightMemory(source, static_cast<int>(layers_.size()) + 1, faults),
                {},
                {},
                {}};
    if (!layer.memory.has_read_errors()) layer.weights = layer.memory.read(0, 0);
    for (int j = 0; j < source.outputs; ++j) {
      std::int64_t negative = 0;
      for (int i = 0; i < source.inputs; ++i) negative += source.weights.get(j, i) ? 0 : 1;
      layer.negatives.push_back(negative);
    }
    for (std::size_t j = 0; j < source.thresholds.size(); ++j) {
      const Threshold& threshold = source.thresholds[j];
      if (!first) {
        layer.thetas.push_back(stored(threshold, 1, j, source));
      } else if (stochastic) {
        const int summed = settings.mode == Mode::kFirst ? settings.presentations : 1;
        layer.thetas.push_back(stored(threshold, summed, j, source));
      } else {
        // ceil(255 * (tau + sum w) / 2). With u = (N + tau) / 2 and sum w = N - 2 * negative this
        // is ceil(255 * u - 255 * negative), and ceil(255 * u) is theta(255).
        layer.thetas.push_back(stored(threshold, 255, j, source) - 255 * layer.negatives[j]);
      }
    }
    layers_.push_back(std::move(layer));
  }
}

/// theta(T) of a neuron as its memory gives it, in as few bits as T * N + 1 needs; called while the
/// layers before it are there and its own is not.
std::int64_t Model::stored(const Threshold& threshold, std::int64_t presentations,
                           std::size_t neuron, const scbnn::Layer& layer) const {
  const std::size_t number = layers_.size() + 1;
  std::size_t width = 0;
  while ((std::int64_t{1} << width) < presentations * layer.inputs + 2) ++width;
  const auto fails = failing(faults_.seed, {SiteKind::kThresholds, number, 0, neuron}, width,
                             faults_.limit(FaultKind::kThresholds, static_cast<int>(number)));
  std::int64_t number_stored = theta(threshold, presentations, layer.inputs);
  for (std::size_t bit = 0; bit < width; ++bit) {
    number_stored ^= static_cast<std::int64_t>(fails[bit]) << bit;
  }
  return number_stored;
}

Model::Weights::Weights(const Model& model, std::uint64_t image, std::uint64_t presentation)
    : model_(model) {
  for (const Layer& layer : model.layers_) {
    read_.emplace_back();
    if (layer.memory.has_read_errors()) read_.back() = layer.memory.read(image, presentation);
  }
}

const std::uint8_t* Model::Weights::row(std::size_t layer, std::size_t neuron) const {
  const Layer& of = model_.layers_[layer];
  const std::vector<std::uint8_t>& weights =
      of.memory.has_read_errors() ? read_[layer] : of.weights;
  return weights.data() + neuron * of.inputs;
}

/// a_j of the first layer on the bits of one presentation.
std::vector<std::int64_t> Model::first_sums(const Weights& weights,
                                            const std::uint8_t* bits) const {
  const Layer& layer = layers_.front();
  std::vector<std::int64_t> sums;
  for (std::size_t j = 0; j < layer.outputs; ++j) {
    sums.push_back(count_agreements(weights.row(0, j), bits, layer.inputs));
  }
  return sums;
}

Pass Model::finish(const Weights& weights, std::vector<std::int64_t> first_sums,
                   std::int64_t times) const {
  Pass pass;
  pass.sums.push_back(std::move(first_sums));
  for (std::size_t number = 1; number < layers_.size(); ++number) {
    const Layer& before = layers_[number - 1];
    std::vector<std::uint8_t> activations(before.outputs);
    for (std::size_t j = 0; j < before.outputs; ++j) {
      activations[j] = pass.sums.back()[j] >= before.thetas[j];
    }
    const Layer& layer = layers_[number];
    std::vector<std::int64_t> sums;
    for (std::size_t j = 0; j < layer.outputs; ++j) {
      sums.push_back(count_agreements(weights.row(number, j), activations.data(), layer.inputs));
    }
    pass.activations.push_back(std::move(activations));
    pass.sums.push_back(std::move(sums));
  }

  // A last layer that is the first as well has counted so many times; with 8-bit input a sum is
  // that of w * p, and 255 more for each weight -1 is what 255 presentations would count.
  const bool single = layers_.size() == 1;
  const bool fixed_point = settings_.input == InputKind::kFixedPoint;
  for (std::size_t j = 0; j < layers_.back().outputs; ++j) {
    std::int64_t count = pass.sums.back()[j];
    if (single && fixed_point) count += 255 * layers_.back().negatives[j];
    pass.scores.push_back(scores_.gain[j] * count + scores_.offset[j] * (single ? times : 1));
  }
  return pass;
}

void Model::run_first(std::uint64_t image, Trace& trace) const {
  const Weights weights(*this, image, 0);
  std::vector<std::int64_t> sums(layers_.front().outputs, 0);
  for (int t = 0; t < settings_.presentations; ++t) {
    const auto at = static_cast<std::size_t>(t) * layers_.front().inputs;
    const std::vector<std::int64_t> counted = first_sums(weights, trace.bits.data() + at);
    for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += counted[j];
  }
  trace.passes.push_back(finish(weights, std::move(sums), settings_.presentations));
  trace.scores = trace.passes.back().scores;
  trace.used = settings_.presentations;
}

void Model::run_output(std::uint64_t image, Trace& trace) const {
  trace.scores.assign(layers_.back().outputs, 0);
  for (int t = 0; t < settings_.presentations; ++t) {
    const auto at = static_cast<std::size_t>(t) * layers_.front().inputs;
    const Weights weights(*this, image, static_cast<std::uint64_t>(t));
    trace.passes.push_back(finish(weights, first_sums(weights, trace.bits.data() + at), 1));
    for (std::size_t j = 0; j < trace.scores.size(); ++j) {
      trace.scores[j] += trace.passes.back().scores[j];
    }
    trace.used = t + 1;
    if (settings_.margin && is_ahead(trace.scores, *settings_.margin)) break;
  }
}

void Model::run_fixed_point(std::span<const std::uint8_t> pixels, std::uint64_t image,
                            Trace& trace) const {
  const Weights weights(*this, image, 0);
  const Layer& layer = layers_.front();
  std::vector<std::int64_t> sums;
  for (std::size_t j = 0; j < layer.outputs; ++j) {
    sums.push_back(dot_product(weights.row(0, j), pixels.data(), layer.inputs));
  }
  trace.passes.push_back(finish(weights, std::move(sums), 255));
  trace.scores = trace.passes.back().scores;
}

Trace Model::run(std::span<const std::uint8_t> pixels, std::uint64_t image) const {
  assert(pixels.size() == layers_.front().inputs);
  const std::vector<std::uint8_t> received = received_pixels(faults_, image, pixels);
  Trace trace;
  if (settings_.input == InputKind::kFixedPoint) {
    trace.counts.assign(received.begin(), received.end());
    run_fixed_point(received, image, trace);
  } else {
    const std::size_t size = pixels.size();
    trace.bits.resize(random_values_.size());
    for (std::size_t at = 0; at < trace.bits.size(); ++at) {
      trace.bits[at] = compare(settings_.encoder, received[at % size], random_values_[at]);
    }
    spoil_bits(faults_, static_cast<std::size_t>(settings_.encoder.lanes), image, size, trace.bits);
    trace.counts.assign(size, 0);
    for (std::size_t at = 0; at < trace.bits.size(); ++at) {
      trace.counts[at % size] += trace.bits[at];
    }
    settings_.mode == Mode::kFirst ? run_first(image, trace) : run_output(image, trace);
  }
  const auto best = std::max_element(trace.scores.begin(), trace.scores.end());
  trace.predicted = static_cast<int>(best - trace.scores.begin());
  return trace;
}

Trace run(const Network& network, const FunctionSettings& settings,
          std::span<const std::uint8_t> pixels) {
  return Model(network, settings).run(pixels);
}

}  // namespace scbnn::golden
