// Spreads bits over words and lanes, and folds thresholds into limits.
#include "sim/fast/packed.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <span>
#include <utility>

#include "network/dense.hpp"
#include "sim/fast/encoders/levels.hpp"
#include "sim/fast/fault_hash.hpp"

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

/// theta as the memory of thresholds gives it: in 0..T * N + 1, some of its bits inverted.
std::int64_t read_theta(std::int64_t theta, std::int64_t most, std::uint64_t key,
                        std::uint64_t limit) {
  const auto width = static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(most)));
  std::uint64_t inverted = 0;
  failing_sites(key, limit, width, {&inverted, 1});
  const auto stored = static_cast<std::uint64_t>(std::clamp(theta, std::int64_t{0}, most));
  return static_cast<std::int64_t>(stored ^ inverted);
}

/// The largest count of a pixel in a pass: what the first layer sums over.
std::int64_t counted_in_a_pass(const FunctionSettings& settings) {
  if (settings.input == InputKind::kFixedPoint) return 255;
  return settings.mode == Mode::kOutput ? 1 : settings.presentations;
}

}  // namespace

Packed::Packed(const Network& network, const FunctionSettings& settings,
               const FaultSettings& faults)
    : pixels(static_cast<std::size_t>(network.input.shape.size())) {
  assert(beyond_dense(network).empty());
  pack_encoders(settings);
  for (const Layer& layer : network.layers) pack_layer(layer, settings, faults);
  pack_tensors();
}

/// A tensor of bits is as long as the rows of the layer that reads it; one that no layer reads has
/// scores and no bits.
void Packed::pack_tensors() {
  tile_words.assign(layers.size() + 1, 0);
  for (const PackedLayer& layer : layers) {
    tile_words[layer.source] = layer.planes * layer.words * kTile;
  }
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

void Packed::pack_layer(const Layer& layer, const FunctionSettings& settings,
                        const FaultSettings& faults) {
  constexpr std::uint64_t kThresholdSites = 4;
  const BitMatrix& weights = dense(layer)->weights;
  const auto outputs = static_cast<std::size_t>(weights.rows());
  const bool reads_pixels = std::holds_alternative<Pixel>(layer.input.element);
  const std::int64_t counted = reads_pixels ? counted_in_a_pass(settings) : 1;
  PackedLayer packed;
  packed.source = layer.sources.front();
  packed.words = divide_up(static_cast<std::size_t>(weights.columns()), kWordBits);
  packed.groups = divide_up(outputs, kLanes);
  packed.planes = std::bit_width(static_cast<std::uint64_t>(counted));
  packed.weights.assign(packed.groups * packed.words * kLanes, 0);
  packed.limits.assign(packed.groups * kLanes, -1);
  const std::size_t number = layers.size() + 1;
  Rows rows{weights.columns(), outputs, counted, packed.words, {}, {}};
  for (std::size_t j = 0; j < outputs; ++j) {
    const std::span<const std::uint64_t> row = weights.row(static_cast<int>(j));
    rows.trained.insert(rows.trained.end(), row.begin(), row.end());
  }
  if (const auto* thresholds = std::get_if<Thresholds>(&layer.finish)) {
    const std::uint64_t limit = faults.limit(FaultKind::kThresholds, static_cast<int>(number));
    for (std::size_t j = 0; j < outputs; ++j) {
      const std::uint64_t key = fault_key(faults.seed, kThresholdSites, {number, 0, j, 0});
      rows.thresholds.push_back(read_theta(theta_of(thresholds->values[j], counted),
                                           counted * rows.inputs + 1, key, limit));
    }
  } else {
    const auto& scores = std::get<Scores>(layer.finish);
    score_bases.assign(outputs, 0);
    for (std::size_t j = 0; j < outputs; ++j) {
      gains.push_back(scores.gain[j]);
      offsets.push_back(scores.offset[j] * counted);
    }
  }
  layers.push_back(std::move(packed));
  rows_.push_back(std::move(rows));
  const std::vector<std::uint64_t> none(layers.back().words, 0);
  for (std::size_t j = 0; j < outputs; ++j) set_row(number - 1, j, none);
}

void Packed::set_row(std::size_t layer, std::size_t neuron, std::span<const std::uint64_t> errors) {
  const Rows& rows = rows_[layer];
  PackedLayer& packed = layers[layer];
  std::int64_t ones = 0;
  for (std::size_t k = 0; k < rows.words; ++k) {
    const std::uint64_t trained = rows.trained[neuron * rows.words + k];
    const std::uint64_t word = trained ^ errors[k];
    packed.weights[(neuron / kLanes * packed.words + k) * kLanes + neuron % kLanes] = word;
    ones += std::popcount(word);
  }
  const std::int64_t base = base_of(rows.inputs, rows.counted, packed.planes, ones);
  if (rows.thresholds.empty()) {
    score_bases[neuron] = base;
  } else {
    packed.limits[neuron] = base - rows.thresholds[neuron];
  }
}

}  // namespace scbnn::fast
