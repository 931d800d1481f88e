// Spreads bits over words and lanes, and folds thresholds into limits.
#include "sim/fast/packed.hpp"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

#include "sim/fast/encoders/levels.hpp"

namespace scbnn::fast {
namespace {

std::size_t divide_up(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

/// S_j = base - Y_j; see kernels.hpp. `ones` is P_j.
std::int64_t base_of(std::int64_t inputs, std::int64_t presentations, std::size_t planes,
                     std::int64_t ones) {
  return presentations * inputs + ((std::int64_t{1} << planes) - 1 - presentations) * ones;
}

std::int64_t theta_of(const Threshold& threshold, std::int64_t presentations) {
  const std::int64_t scaled = presentations * threshold.numerator;
  return scaled / threshold.denominator + (scaled % threshold.denominator != 0 ? 1 : 0);
}

/// The largest count of a pixel in a pass: what the first layer sums over.
std::int64_t counted_in_a_pass(const FunctionSettings& settings) {
  if (settings.input == InputKind::kFixedPoint) return 255;
  return settings.mode == Mode::kOutput ? 1 : settings.presentations;
}

}  // namespace

Packed::Packed(const Network& network, const FunctionSettings& settings)
    : pixels(static_cast<std::size_t>(network.input.size())) {
  const std::int64_t counted = counted_in_a_pass(settings);
  pack_encoders(settings);
  for (const Layer& layer : network.layers) pack_layer(layer, layers.empty() ? counted : 1);
  // A last layer that is the first as well has counted several times.
  const std::int64_t times = layers.size() == 1 ? counted : 1;
  for (std::size_t j = 0; j < classes(); ++j) {
    gains.push_back(network.scores.gain[j]);
    offsets.push_back(network.scores.offset[j] * times);
  }
}

std::size_t Packed::words_per_tile(std::size_t layer) const {
  return layers[layer].planes * layers[layer].words * kTile;
}

void Packed::pack_encoders(const FunctionSettings& settings) {
  PackedEncoder pass;
  pass.words = divide_up(pixels, kWordBits);
  pass.planes = std::bit_width(static_cast<std::uint64_t>(counted_in_a_pass(settings)));
  if (settings.input == InputKind::kFixedPoint) {
    encoders.push_back(std::move(pass));
    return;
  }
  const auto presentations = static_cast<std::size_t>(settings.presentations);
  const std::vector<std::uint8_t> levels = encoder_levels(settings.encoder, presentations, pixels);
  const std::size_t stride = pass.words * kWordBits;
  pass.presentations = settings.mode == Mode::kOutput ? 1 : presentations;
  for (std::size_t first = 0; first < presentations; first += pass.presentations) {
    pass.levels.assign(pass.presentations * stride, 255);
    for (std::size_t t = 0; t < pass.presentations; ++t) {
      const auto row = levels.begin() + static_cast<std::ptrdiff_t>((first + t) * pixels);
      std::copy_n(row, pixels, pass.levels.begin() + static_cast<std::ptrdiff_t>(t * stride));
    }
    encoders.push_back(pass);
  }
}

void Packed::pack_layer(const Layer& layer, std::int64_t counted) {
  const auto outputs = static_cast<std::size_t>(layer.outputs);
  PackedLayer packed;
  packed.words = divide_up(static_cast<std::size_t>(layer.inputs), kWordBits);
  packed.groups = divide_up(outputs, kLanes);
  packed.planes = std::bit_width(static_cast<std::uint64_t>(counted));
  packed.weights.assign(packed.groups * packed.words * kLanes, 0);
  packed.limits.assign(packed.groups * kLanes, -1);
  for (std::size_t j = 0; j < outputs; ++j) {
    const std::span<const std::uint64_t> row = layer.weights.row(static_cast<int>(j));
    std::int64_t ones = 0;
    for (std::size_t k = 0; k < packed.words; ++k) {
      packed.weights[(j / kLanes * packed.words + k) * kLanes + j % kLanes] = row[k];
      ones += std::popcount(row[k]);
    }
    const std::int64_t base = base_of(layer.inputs, counted, packed.planes, ones);
    if (layer.thresholds.empty()) {
      score_bases.push_back(base);
    } else {
      packed.limits[j] = base - theta_of(layer.thresholds[j], counted);
    }
  }
  layers.push_back(std::move(packed));
}

}  // namespace scbnn::fast
