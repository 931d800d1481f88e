// Lays a network out for the kernels and drives them over blocks of images.
#include "sim/fast/fast.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <span>
#include <utility>

#include "sim/fast/kernels.hpp"
#include "sim/fast/lfsr.hpp"

namespace scbnn::fast {
namespace {

constexpr std::size_t kTilesPerBlock = 8;  ///< a group's weights are fetched once a block

std::size_t divide_up(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

Kernels kernels_of(Isa isa) {
#ifdef __x86_64__
  if (isa == Isa::kAvx512) return avx512_kernels();
  if (isa == Isa::kAvx2) return avx2_kernels();
#endif
  assert(isa == Isa::kPortable);
  static_cast<void>(isa);
  return portable_kernels();
}

/// S_j = base - Y_j; see kernels.hpp. `ones` is P_j.
std::int64_t base_of(std::int64_t inputs, std::int64_t presentations, std::size_t planes,
                     std::int64_t ones) {
  return presentations * inputs + ((std::int64_t{1} << planes) - 1 - presentations) * ones;
}

std::int64_t theta_of(const Threshold& threshold, std::int64_t presentations) {
  const std::int64_t scaled = presentations * threshold.numerator;
  return scaled / threshold.denominator + (scaled % threshold.denominator != 0 ? 1 : 0);
}

}  // namespace

std::string to_string(Isa isa) {
  switch (isa) {
    case Isa::kAvx512:
      return "avx512";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kPortable:
      break;
  }
  return "portable";
}

std::vector<Isa> available() {
  std::vector<Isa> isas{Isa::kPortable};
#ifdef __x86_64__
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) isas.push_back(Isa::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vpopcntdq")) {
    isas.push_back(Isa::kAvx512);
  }
#endif
  return isas;
}

struct Model::Impl {
  Impl(const Network& network, const FunctionSettings& settings, Isa isa);

  void pack_encoder(const Network& network, const FunctionSettings& settings);
  void pack_layer(const Layer& layer);

  Kernels kernels;
  std::size_t pixels = 0;
  std::int64_t presentations = 0;  ///< T of the first layer; 255 for 8-bit input
  PackedEncoder encoder;
  std::vector<PackedLayer> layers;
  std::vector<std::int64_t> score_bases;  ///< S_j = base - Y_j of the last layer
  std::vector<std::int64_t> gains;
  std::vector<std::int64_t> offsets;
};

Model::Impl::Impl(const Network& network, const FunctionSettings& settings, Isa isa)
    : kernels(kernels_of(isa)), pixels(static_cast<std::size_t>(network.input.size())) {
  pack_encoder(network, settings);
  for (const Layer& layer : network.layers) pack_layer(layer);
  // A last layer that is the first as well has counted T times.
  const std::int64_t times = layers.size() == 1 ? presentations : 1;
  for (std::size_t j = 0; j < score_bases.size(); ++j) {
    gains.push_back(network.scores.gain[j]);
    offsets.push_back(network.scores.offset[j] * times);
  }
}

void Model::Impl::pack_encoder(const Network& network, const FunctionSettings& settings) {
  const bool stochastic = settings.input == InputKind::kStochastic;
  presentations = stochastic ? settings.presentations : 255;
  encoder.words = divide_up(pixels, kWordBits);
  encoder.planes = std::bit_width(static_cast<std::uint64_t>(presentations));
  if (!stochastic) return;
  encoder.presentations = static_cast<std::size_t>(presentations);
  const std::vector<std::uint8_t> thresholds =
      lfsr_thresholds(settings.encoder, encoder.presentations, pixels);
  const std::size_t stride = encoder.words * kWordBits;
  encoder.thresholds.assign(encoder.presentations * stride, 255);
  for (std::size_t t = 0; t < encoder.presentations; ++t) {
    std::copy_n(thresholds.begin() + static_cast<std::ptrdiff_t>(t * pixels), network.input.size(),
                encoder.thresholds.begin() + static_cast<std::ptrdiff_t>(t * stride));
  }
}

void Model::Impl::pack_layer(const Layer& layer) {
  const bool first = layers.empty();
  const auto outputs = static_cast<std::size_t>(layer.outputs);
  const std::int64_t times = first ? presentations : 1;
  PackedLayer packed;
  packed.words = divide_up(static_cast<std::size_t>(layer.inputs), kWordBits);
  packed.groups = divide_up(outputs, kLanes);
  packed.planes = first ? encoder.planes : 1;
  packed.weights.assign(packed.groups * packed.words * kLanes, 0);
  packed.limits.assign(packed.groups * kLanes, -1);
  for (std::size_t j = 0; j < outputs; ++j) {
    const std::span<const std::uint64_t> row = layer.weights.row(static_cast<int>(j));
    std::int64_t ones = 0;
    for (std::size_t k = 0; k < packed.words; ++k) {
      packed.weights[(j / kLanes * packed.words + k) * kLanes + j % kLanes] = row[k];
      ones += std::popcount(row[k]);
    }
    const std::int64_t base = base_of(layer.inputs, times, packed.planes, ones);
    if (layer.thresholds.empty()) {
      score_bases.push_back(base);
    } else {
      packed.limits[j] = base - theta_of(layer.thresholds[j], times);
    }
  }
  layers.push_back(std::move(packed));
}

/// A block runs through one layer after the other; each layer's activations have a buffer.
class Block {
 public:
  explicit Block(std::size_t words_per_tile)
      : stride_(words_per_tile), words_(kTilesPerBlock * words_per_tile, 0) {}

  [[nodiscard]] std::size_t stride() const { return stride_; }
  [[nodiscard]] std::uint64_t* tile(std::size_t index) { return words_.data() + index * stride_; }

 private:
  std::size_t stride_;
  Aligned<std::uint64_t> words_;
};

Model::Model(const Network& network, const FunctionSettings& settings, Isa isa)
    : impl_(std::make_unique<Impl>(network, settings, isa)) {}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

int Model::classes() const { return static_cast<int>(impl_->score_bases.size()); }

void Model::run(std::span<const std::uint8_t> pixels, int count,
                std::span<std::int64_t> scores) const {
  const Impl& model = *impl_;
  const auto images = static_cast<std::size_t>(count);
  const std::size_t classes = model.score_bases.size();
  assert(pixels.size() == images * model.pixels && scores.size() == images * classes);

  // Bits that no kernel writes (of the last word, behind the last neuron) stay 0.
  std::vector<Block> activations;
  for (const PackedLayer& layer : model.layers) {
    activations.emplace_back(layer.planes * layer.words * kTile);
  }
  alignas(64) std::int64_t counts[kTile * kLanes];

  constexpr std::size_t kBlock = kTilesPerBlock * kTile;
  for (std::size_t start = 0; start < images; start += kBlock) {
    const std::size_t in_block = std::min(kBlock, images - start);
    const std::size_t tiles = divide_up(in_block, kTile);
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      const std::size_t first = start + tile * kTile;
      model.kernels.encode(model.encoder, pixels.data() + first * model.pixels, model.pixels,
                           std::min(kTile, images - first), activations[0].tile(tile));
    }
    for (std::size_t l = 0; l + 1 < model.layers.size(); ++l) {
      Block& from = activations[l];
      Block& to = activations[l + 1];
      for (std::size_t group = 0; group < model.layers[l].groups; ++group) {
        model.kernels.hidden(model.layers[l], group, tiles, from.tile(0), from.stride(), to.tile(0),
                             to.stride());
      }
    }
    const PackedLayer& last = model.layers.back();
    for (std::size_t group = 0; group < last.groups; ++group) {
      for (std::size_t tile = 0; tile < tiles; ++tile) {
        model.kernels.count(last, group, activations.back().tile(tile), counts);
        const std::size_t first = start + tile * kTile;
        for (std::size_t b = 0; b < std::min(kTile, images - first); ++b) {
          for (std::size_t j = group * kLanes; j < std::min(classes, (group + 1) * kLanes); ++j) {
            const std::int64_t sum = model.score_bases[j] - counts[b * kLanes + j % kLanes];
            scores[(first + b) * classes + j] = model.gains[j] * sum + model.offsets[j];
          }
        }
      }
    }
  }
}

}  // namespace scbnn::fast
