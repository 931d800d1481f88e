// The arithmetic contract, one loop a rule.
#include "sim/golden/golden.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "sim/golden/lfsr.hpp"

namespace scbnn::golden {
namespace {

/// x_i(t): an 8-bit register never shows 0, so it compares with >=; a longer one shows 0..255.
std::uint8_t compare(int width, std::uint8_t pixel, std::uint8_t random) {
  return width == 8 ? pixel >= random : pixel > random;
}

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

}  // namespace

std::vector<std::uint8_t> random_values(const EncoderSettings& encoder, int presentations,
                                        int pixels) {
  std::vector<std::uint32_t> states = lfsr_start_states(encoder.width, encoder.lanes, encoder.seed);
  const auto size = static_cast<std::size_t>(pixels);
  const auto steps = static_cast<std::size_t>(presentations);
  std::vector<std::uint8_t> values(steps * size);
  for (std::size_t i = 0; i < size; ++i) {
    std::uint32_t& state = states[i % states.size()];
    for (std::size_t t = 0; t < steps; ++t) {
      values[t * size + i] = static_cast<std::uint8_t>(state & 0xffU);
      state = lfsr_next_sample(encoder.width, state);
    }
  }
  return values;
}

std::vector<std::uint8_t> encode(const EncoderSettings& encoder, int presentations,
                                 std::span<const std::uint8_t> pixels) {
  std::vector<std::uint8_t> bits =
      random_values(encoder, presentations, static_cast<int>(pixels.size()));
  for (std::size_t at = 0; at < bits.size(); ++at) {
    bits[at] = compare(encoder.width, pixels[at % pixels.size()], bits[at]);
  }
  return bits;
}

Model::Model(const Network& network, const FunctionSettings& settings)
    : settings_(settings), scores_(network.scores) {
  const bool stochastic = settings.input == InputKind::kStochastic;
  if (stochastic) {
    random_values_ = random_values(settings.encoder, settings.presentations, network.input.size());
  }
  for (const scbnn::Layer& source : network.layers) {
    Layer layer;
    layer.inputs = static_cast<std::size_t>(source.inputs);
    layer.outputs = static_cast<std::size_t>(source.outputs);
    for (int j = 0; j < source.outputs; ++j) {
      for (int i = 0; i < source.inputs; ++i) layer.weights.push_back(source.weights.get(j, i));
    }
    for (std::size_t j = 0; j < layer.outputs; ++j) {
      const auto row = layer.weights.begin() + static_cast<std::ptrdiff_t>(j * layer.inputs);
      layer.negatives.push_back(std::count(row, row + source.inputs, std::uint8_t{0}));
    }
    const bool first = layers_.empty();
    for (std::size_t j = 0; j < source.thresholds.size(); ++j) {
      const Threshold& threshold = source.thresholds[j];
      if (!first) {
        layer.thetas.push_back(theta(threshold, 1, source.inputs));
      } else if (stochastic) {
        layer.thetas.push_back(theta(threshold, settings.presentations, source.inputs));
      } else {
        // ceil(255 * (tau + sum w) / 2). With u = (N + tau) / 2 and sum w = N - 2 * negative this
        // is ceil(255 * u - 255 * negative), and ceil(255 * u) is theta(255).
        const auto row = layer.weights.begin() + static_cast<std::ptrdiff_t>(j * layer.inputs);
        const std::int64_t negative = std::count(row, row + source.inputs, std::uint8_t{0});
        layer.thetas.push_back(theta(threshold, 255, source.inputs) - 255 * negative);
      }
    }
    layers_.push_back(std::move(layer));
  }
}

Trace Model::run(std::span<const std::uint8_t> pixels) const {
  assert(pixels.size() == layers_.front().inputs);
  const bool stochastic = settings_.input == InputKind::kStochastic;
  const std::size_t size = pixels.size();
  Trace trace;

  // Encoding.
  std::vector<std::uint8_t> bits(random_values_.size());
  for (std::size_t at = 0; at < bits.size(); ++at) {
    bits[at] = compare(settings_.encoder.width, pixels[at % size], random_values_[at]);
  }
  trace.counts.assign(size, 0);
  for (std::size_t at = 0; at < bits.size(); ++at) trace.counts[at % size] += bits[at];
  if (!stochastic) trace.counts.assign(pixels.begin(), pixels.end());

  for (std::size_t number = 0; number < layers_.size(); ++number) {
    const Layer& layer = layers_[number];
    const bool first = number == 0;
    const bool last = number + 1 == layers_.size();

    std::vector<std::int64_t> sums(layer.outputs, 0);
    for (std::size_t j = 0; j < layer.outputs; ++j) {
      const std::uint8_t* weights = layer.weights.data() + j * layer.inputs;
      if (!first) {
        sums[j] = count_agreements(weights, trace.activations.back().data(), layer.inputs);
      } else if (stochastic) {
        for (std::size_t t = 0; t < static_cast<std::size_t>(settings_.presentations); ++t) {
          sums[j] += count_agreements(weights, bits.data() + t * size, size);
        }
      } else {
        sums[j] = dot_product(weights, pixels.data(), size);
      }
    }

    if (!last) {
      std::vector<std::uint8_t> activations(layer.outputs);
      for (std::size_t j = 0; j < layer.outputs; ++j) activations[j] = sums[j] >= layer.thetas[j];
      trace.activations.push_back(std::move(activations));
    } else {
      // A last layer that is the first as well has counted T times.
      const std::int64_t times = !first ? 1 : stochastic ? settings_.presentations : 255;
      for (std::size_t j = 0; j < layer.outputs; ++j) {
        const std::int64_t count = sums[j] + (first && !stochastic ? 255 * layer.negatives[j] : 0);
        trace.scores.push_back(scores_.gain[j] * count + scores_.offset[j] * times);
      }
    }
    trace.sums.push_back(std::move(sums));
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
