// The arithmetic contract, one loop a rule.
#include "sim/golden/golden.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <utility>

#include "sim/golden/counting.hpp"
#include "sim/golden/faults.hpp"
#include "sim/golden/input_faults.hpp"
#include "sim/golden/patch.hpp"
#include "sim/golden/pool.hpp"

namespace scbnn::golden {
namespace {

/// theta_j(T) = ceil(T * numerator / denominator), no further out than always on and never on.
std::int64_t theta(const Threshold& threshold, std::int64_t presentations, std::int64_t never) {
  const std::int64_t product = presentations * threshold.numerator;
  const std::int64_t rounded_up = (product + threshold.denominator - 1) / threshold.denominator;
  return std::clamp(rounded_up, std::int64_t{0}, never);
}

/// (largest) - (second largest) >= margin; the second largest is the largest of the others.
bool is_ahead(const std::vector<std::int64_t>& totals, std::int64_t margin) {
  if (totals.size() < 2) return false;
  std::vector<std::int64_t> sorted = totals;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  return sorted[0] - sorted[1] >= margin;
}

/// How often a popcount of this layer counts in its sum.
std::int64_t counted_by(const scbnn::Layer& layer, const FunctionSettings& settings) {
  if (const auto* count = std::get_if<Count>(&layer.input.element)) return count->most;
  if (!std::holds_alternative<Pixel>(layer.input.element)) return 1;
  if (settings.input == InputKind::kFixedPoint) return 255;
  return settings.mode == Mode::kFirst ? settings.presentations : 1;
}

/// The largest popcount of a product, or result of a pool.
std::int64_t largest(const Operation& operation) {
  if (const auto* product = std::get_if<Product>(&operation)) return product->weights.columns();
  const auto& pool = std::get<Pool>(operation);
  return pool.kinds.front() == PoolKind::kCount ? pool.window.positions() : 1;
}

/// The weights that a layer has in a memory: a product's.
BitMatrix weights_of(const scbnn::Layer& layer) {
  const auto* product = std::get_if<Product>(&layer.operation);
  return product != nullptr ? product->weights : BitMatrix();
}

/// Steps of a sum in thresholds: halves where padding is 0.
int unit_of(const scbnn::Layer& layer) {
  const auto* product = std::get_if<Product>(&layer.operation);
  if (product == nullptr) return 1;
  const Padding& padding = product->window.padding;
  return padding.value == PadValue::kZero && !padding.is_none() ? 2 : 1;
}

}  // namespace

Model::Model(const Network& network, const FunctionSettings& settings, const FaultSettings& faults)
    : settings_(settings),
      faults_(faults),
      pixels_(static_cast<std::size_t>(network.input.shape.size())) {
  if (settings.input == InputKind::kStochastic) {
    random_values_ =
        random_values(settings.encoder, settings.presentations, network.input.shape.size());
  }
  for (const scbnn::Layer& layer : network.layers) {
    const BitMatrix weights = weights_of(layer);
    const int number = static_cast<int>(stages_.size()) + 1;
    Stage stage{layer,
                WeightMemory(weights, number, faults),
                {},
                counted_by(layer, settings),
                unit_of(layer),
                {}};
    if (!stage.memory.has_read_errors()) stage.weights = stage.memory.read(0, 0);
    stage.thresholds = stored(stage, static_cast<std::size_t>(number));
    stages_.push_back(std::move(stage));
  }
}

/// unit * theta(T) of every channel as its memory gives it, in as few bits as unit * T * N + 1
/// needs. Those of a sum are any integers, and do not fail.
std::vector<std::int64_t> Model::stored(const Stage& stage, std::size_t number) const {
  const auto* thresholds = std::get_if<Thresholds>(&stage.layer.finish);
  if (thresholds == nullptr) return {};
  std::vector<std::int64_t> result;
  if (std::holds_alternative<Add>(stage.layer.operation)) {
    for (const Threshold& threshold : thresholds->values) result.push_back(threshold.numerator);
    return result;
  }
  const std::int64_t most = stage.unit * stage.counted * largest(stage.layer.operation) + 1;
  std::size_t width = 0;
  while ((std::int64_t{1} << width) < most + 1) ++width;
  for (std::size_t j = 0; j < thresholds->values.size(); ++j) {
    const auto fails = failing(faults_.seed, {SiteKind::kThresholds, number, 0, j}, width,
                               faults_.limit(FaultKind::kThresholds, static_cast<int>(number)));
    std::int64_t value = theta(thresholds->values[j], stage.unit * stage.counted, most);
    for (std::size_t bit = 0; bit < width; ++bit) {
      value ^= static_cast<std::int64_t>(fails[bit]) << bit;
    }
    result.push_back(value);
  }
  return result;
}

Model::Weights::Weights(const Model& model, std::uint64_t image, std::uint64_t presentation)
    : model_(model) {
  for (const Stage& stage : model.stages_) {
    read_.emplace_back();
    if (!stage.memory.has_read_errors()) continue;
    const TensorShape& map = stage.layer.output.shape;
    const auto positions = static_cast<std::uint64_t>(map.height * map.width);
    for (std::uint64_t position = 0; position < positions; ++position) {
      read_.back().push_back(stage.memory.read(image, presentation, position));
    }
  }
}

const std::uint8_t* Model::Weights::row(std::size_t layer, std::size_t position,
                                        std::size_t channel) const {
  const Stage& of = model_.stages_[layer];
  const std::vector<std::uint8_t>& weights =
      of.memory.has_read_errors() ? read_[layer][position] : of.weights;
  const int synapses = std::get<Product>(of.layer.operation).weights.columns();
  return weights.data() + channel * static_cast<std::size_t>(synapses);
}

/// Every output of a product on one map: bits, counts or pixels.
Model::Sums Model::product(const Weights& weights, std::size_t number,
                           std::span<const std::uint8_t> map) const {
  const Stage& stage = stages_[number];
  const scbnn::Layer& layer = stage.layer;
  const auto& operation = std::get<Product>(layer.operation);
  const TensorShape& outputs = layer.output.shape;
  const int channels = outputs.channels / operation.groups;
  const bool bytes = std::holds_alternative<Pixel>(layer.input.element) &&
                     settings_.input == InputKind::kFixedPoint;
  const auto* counts = std::get_if<Count>(&layer.input.element);
  PadBytes pad{1, 2};
  if (bytes) pad = {255, 0};
  if (counts != nullptr) pad = {static_cast<std::uint8_t>(counts->most), 0};
  Sums sums;
  for (int y = 0; y < outputs.height; ++y) {
    for (int x = 0; x < outputs.width; ++x) {
      for (int group = 0; group < operation.groups; ++group) {
        const Patch patch = patch_at(operation, group, y, x, layer.input.shape, map, pad);
        for (int j = group * channels; j < (group + 1) * channels; ++j) {
          const auto position = static_cast<std::size_t>(y * outputs.width + x);
          const std::uint8_t* const row =
              weights.row(number, position, static_cast<std::size_t>(j));
          sums.missing.push_back(patch.missing);
          if (!bytes) {
            sums.found.push_back(counts != nullptr ? count_both_ways(row, patch, counts->most)
                                                   : count_agreements(row, patch));
            sums.counted.push_back(sums.found.back());
            continue;
          }
          // 255 more for each weight -1 is what 255 presentations would count.
          sums.found.push_back(dot_product(row, patch));
          sums.counted.push_back(sums.found.back() + 255 * count_negative(row, patch));
        }
      }
    }
  }
  return sums;
}

/// The results of a layer's operation on what the layers before it have made.
Model::Sums Model::operate(const Weights& weights, std::size_t number,
                           std::span<const std::uint8_t> input, const Pass& pass) const {
  const scbnn::Layer& layer = stages_[number].layer;
  const std::size_t source = layer.sources.front();
  if (std::holds_alternative<Add>(layer.operation)) {
    Sums sums;
    sums.found = pass.integers[source - 1];
    const std::vector<std::int64_t>& other = pass.integers[layer.sources.back() - 1];
    for (std::size_t i = 0; i < other.size(); ++i) sums.found[i] += other[i];
    sums.counted = sums.found;
    sums.missing.assign(other.size(), 0);
    return sums;
  }
  if (std::holds_alternative<Pool>(layer.operation)) {
    Sums sums;
    sums.found = pooled(layer, pass.activations[source - 1]);
    sums.counted = sums.found;
    sums.missing.assign(sums.found.size(), 0);
    return sums;
  }
  if (source != 0) return product(weights, number, pass.activations[source - 1]);
  Sums sums = product(weights, number, input.first(pixels_));
  for (std::size_t at = pixels_; at < input.size(); at += pixels_) {
    const Sums more = product(weights, number, input.subspan(at, pixels_));
    for (std::size_t i = 0; i < sums.found.size(); ++i) {
      sums.found[i] += more.found[i];
      sums.counted[i] += more.counted[i];
    }
  }
  return sums;
}

Pass Model::run_pass(const Weights& weights, std::span<const std::uint8_t> input) const {
  Pass pass;
  for (std::size_t number = 0; number < stages_.size(); ++number) {
    const Stage& stage = stages_[number];
    const Sums sums = operate(weights, number, input, pass);
    const auto channels = static_cast<std::size_t>(stage.layer.output.shape.channels);
    std::vector<std::uint8_t> activations;
    std::vector<std::int64_t> integers;
    for (std::size_t i = 0; i < sums.counted.size(); ++i) {
      const std::size_t j = i % channels;
      // The sum as if products of 0 were half a +1 each, doubled.
      const std::int64_t doubled = 2 * sums.counted[i] + stage.counted * sums.missing[i];
      if (std::holds_alternative<Thresholds>(stage.layer.finish)) {
        activations.push_back(stage.unit * doubled >= 2 * stage.thresholds[j]);
      } else if (const auto* scores = std::get_if<Scores>(&stage.layer.finish)) {
        pass.scores.push_back(scores->gain[j] * doubled / 2 + scores->offset[j] * stage.counted);
      } else if (std::holds_alternative<Product>(stage.layer.operation)) {
        const auto& scale = std::get<Integers>(stage.layer.finish);
        integers.push_back(scale.gain[j] * doubled / 2 + scale.offset[j] * stage.counted);
      } else if (std::holds_alternative<Add>(stage.layer.operation)) {
        integers.push_back(sums.counted[i]);
      } else {
        activations.push_back(static_cast<std::uint8_t>(sums.counted[i]));
      }
    }
    pass.sums.push_back(sums.found);
    if (std::holds_alternative<Scores>(stage.layer.finish)) continue;
    pass.activations.push_back(std::move(activations));
    pass.integers.push_back(std::move(integers));
  }
  return pass;
}

/// Mode `output`: a pass for each presentation, until the leading class is far enough ahead.
void Model::run_presentations(std::uint64_t image, Trace& trace) const {
  trace.scores.assign(static_cast<std::size_t>(stages_.back().layer.output.shape.channels), 0);
  for (int t = 0; t < settings_.presentations; ++t) {
    const auto at = static_cast<std::size_t>(t) * pixels_;
    const Weights weights(*this, image, static_cast<std::uint64_t>(t));
    trace.passes.push_back(run_pass(weights, std::span(trace.bits).subspan(at, pixels_)));
    for (std::size_t j = 0; j < trace.scores.size(); ++j) {
      trace.scores[j] += trace.passes.back().scores[j];
    }
    trace.used = t + 1;
    if (settings_.margin && is_ahead(trace.scores, *settings_.margin)) break;
  }
}

Trace Model::run(std::span<const std::uint8_t> pixels, std::uint64_t image) const {
  assert(pixels.size() == pixels_);
  const std::vector<std::uint8_t> received = received_pixels(faults_, image, pixels);
  Trace trace;
  if (settings_.input == InputKind::kFixedPoint) {
    trace.counts.assign(received.begin(), received.end());
    trace.passes.push_back(run_pass(Weights(*this, image, 0), received));
    trace.scores = trace.passes.back().scores;
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
    if (settings_.mode == Mode::kOutput) {
      run_presentations(image, trace);
    } else {
      trace.passes.push_back(run_pass(Weights(*this, image, 0), trace.bits));
      trace.scores = trace.passes.back().scores;
      trace.used = settings_.presentations;
    }
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
