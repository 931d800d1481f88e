// Takes images through the network: once each in mode `first`, a presentation at a time in mode
// `output`.
#include "sim/fast/fast.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sim/fast/block.hpp"
#include "sim/fast/early_stop.hpp"
#include "sim/fast/input_faults.hpp"
#include "sim/fast/kernels.hpp"
#include "sim/fast/packed.hpp"
#include "sim/fast/weight_faults.hpp"

namespace scbnn::fast {

struct Model::Impl {
  Impl(const Network& network, const FunctionSettings& settings, const FaultSettings& faults,
       Isa isa)
      : kernels(kernels_of(isa)),
        packed(network, settings, faults),
        weight_faults(network, faults),
        input_faults(packed, settings, faults),
        by_presentation(settings.input == InputKind::kStochastic && settings.mode == Mode::kOutput),
        margin(settings.margin),
        presentations(settings.input == InputKind::kStochastic ? settings.presentations : 1) {
    for (std::size_t layer = 0; layer < packed.layers.size(); ++layer) {
      if (!weight_faults.has_read_errors(layer)) put_weights(packed, layer, 0, 0);
    }
  }

  void run_once(const std::uint8_t* pixels, std::size_t images, std::int64_t* scores,
                std::uint64_t number) const;
  void run_by_presentation(const std::uint8_t* pixels, std::size_t images, std::int64_t* scores,
                           std::span<int> used, std::uint64_t number) const;
  void run_with_read_errors(const std::uint8_t* pixels, std::size_t images, std::int64_t* scores,
                            std::span<int> used, std::uint64_t number) const;

  /// The weights of a layer as image `image` reads them.
  void put_weights(Packed& into, std::size_t layer, std::uint64_t image,
                   std::uint64_t presentation) const;
  /// Image `image` in pass `pass`, which is its presentation in mode `output`, into a block.
  void encode(Block& block, std::size_t pass, const std::uint8_t* pixels, std::uint64_t image,
              std::size_t place) const;

  Kernels kernels;
  Packed packed;
  WeightFaults weight_faults;
  InputFaults input_faults;
  bool by_presentation;  ///< mode `output`
  std::optional<std::int64_t> margin;
  int presentations;  ///< T; 1 with 8-bit input
};

void Model::Impl::put_weights(Packed& into, std::size_t layer, std::uint64_t image,
                              std::uint64_t presentation) const {
  if (!weight_faults.has_errors(layer)) return;
  std::vector<std::uint64_t> errors(into.layers[layer].words);
  for (std::size_t neuron = 0; neuron < into.outputs(layer); ++neuron) {
    weight_faults.errors(layer, neuron, image, presentation, errors);
    into.set_row(layer, neuron, errors);
  }
}

void Model::Impl::encode(Block& block, std::size_t pass, const std::uint8_t* pixels,
                         std::uint64_t image, std::size_t place) const {
  const PackedEncoder& encoder = packed.encoders[pass];
  if (input_faults.any()) {
    input_faults.encode(encoder, kernels, pixels, image, pass, block.place(place));
  } else {
    block.encode(encoder, pixels, 1, place);
  }
}

void Model::Impl::run_once(const std::uint8_t* pixels, std::size_t images, std::int64_t* scores,
                           std::uint64_t number) const {
  Block block(packed, kernels);
  for (std::size_t first = 0; first < images; first += Block::kImages) {
    const std::size_t count = std::min(Block::kImages, images - first);
    const std::uint8_t* const from = pixels + first * packed.pixels;
    if (input_faults.any()) {
      for (std::size_t place = 0; place < count; ++place) {
        encode(block, 0, from + place * packed.pixels, number + first + place, place);
      }
    } else {
      block.encode(packed.encoders.front(), from, count);
    }
    block.run(count, scores + first * packed.classes());
  }
}

/// As in the hardware, an image takes the place of one that has stopped, so that the block stays
/// full; images of a block are at different presentations.
void Model::Impl::run_by_presentation(const std::uint8_t* pixels, std::size_t images,
                                      std::int64_t* scores, std::span<int> used,
                                      std::uint64_t number) const {
  struct Place {
    std::size_t image;
    std::size_t presentation;
  };
  const std::size_t classes = packed.classes();
  Block block(packed, kernels);
  std::vector<Place> places;
  std::vector<std::int64_t> pass_scores(Block::kImages * classes);
  std::fill_n(scores, images * classes, 0);
  std::size_t next = 0;
  while (true) {
    while (places.size() < Block::kImages && next < images) places.push_back({next++, 0});
    if (places.empty()) break;
    for (std::size_t place = 0; place < places.size(); ++place) {
      const auto [image, presentation] = places[place];
      encode(block, presentation, pixels + image * packed.pixels, number + image, place);
    }
    block.run(places.size(), pass_scores.data());
    for (std::size_t place = places.size(); place-- > 0;) {
      Place& current = places[place];
      const std::span totals(scores + current.image * classes, classes);
      std::transform(totals.begin(), totals.end(), pass_scores.data() + place * classes,
                     totals.begin(), std::plus<>());
      ++current.presentation;
      const bool ahead = margin && lead(totals) >= *margin;
      if (!ahead && current.presentation < packed.encoders.size()) continue;
      if (!used.empty()) used[current.image] = static_cast<int>(current.presentation);
      current = places.back();
      places.pop_back();
    }
  }
}

/// Every pass has its own weights, so it takes a block by itself.
void Model::Impl::run_with_read_errors(const std::uint8_t* pixels, std::size_t images,
                                       std::int64_t* scores, std::span<int> used,
                                       std::uint64_t number) const {
  const std::size_t classes = packed.classes();
  Packed own = packed;
  Block block(own, kernels);
  std::vector<std::int64_t> pass_scores(classes);
  std::fill_n(scores, images * classes, 0);
  for (std::size_t image = 0; image < images; ++image) {
    const std::span totals(scores + image * classes, classes);
    for (std::size_t pass = 0; pass < packed.encoders.size(); ++pass) {
      for (std::size_t layer = 0; layer < own.layers.size(); ++layer) {
        if (weight_faults.has_read_errors(layer)) put_weights(own, layer, number + image, pass);
      }
      encode(block, pass, pixels + image * packed.pixels, number + image, 0);
      block.run(1, pass_scores.data());
      std::transform(totals.begin(), totals.end(), pass_scores.begin(), totals.begin(),
                     std::plus<>());
      if (!used.empty()) used[image] = by_presentation ? static_cast<int>(pass) + 1 : presentations;
      if (margin && by_presentation && lead(totals) >= *margin) break;
    }
  }
}

Model::Model(const Network& network, const FunctionSettings& settings, Isa isa)
    : Model(network, settings, FaultSettings{}, isa) {}
Model::Model(const Network& network, const FunctionSettings& settings, const FaultSettings& faults,
             Isa isa)
    : impl_(std::make_unique<Impl>(network, settings, faults, isa)) {}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

int Model::classes() const { return static_cast<int>(impl_->packed.classes()); }

void Model::run(std::span<const std::uint8_t> pixels, int count, std::span<std::int64_t> scores,
                std::span<int> used, std::uint64_t first) const {
  const auto images = static_cast<std::size_t>(count);
  assert(pixels.size() == images * impl_->packed.pixels);
  assert(scores.size() == images * impl_->packed.classes());
  assert(used.empty() || used.size() == images);
  if (impl_->weight_faults.has_read_errors()) {
    impl_->run_with_read_errors(pixels.data(), images, scores.data(), used, first);
  } else if (impl_->by_presentation) {
    impl_->run_by_presentation(pixels.data(), images, scores.data(), used, first);
  } else {
    impl_->run_once(pixels.data(), images, scores.data(), first);
    std::fill(used.begin(), used.end(), impl_->presentations);
  }
}

void Model::run_totals(std::span<const std::uint8_t> pixels, int count,
                       std::span<std::int64_t> totals) const {
  const Packed& packed = impl_->packed;
  const auto images = static_cast<std::size_t>(count);
  const std::size_t of_presentation = images * packed.classes();
  assert(impl_->by_presentation);
  assert(!impl_->weight_faults.has_read_errors() && !impl_->input_faults.any());
  assert(pixels.size() == images * packed.pixels);
  assert(totals.size() == packed.encoders.size() * of_presentation);
  Block block(packed, impl_->kernels);
  for (std::size_t first = 0; first < images; first += Block::kImages) {
    const std::size_t some = std::min(Block::kImages, images - first);
    std::int64_t* total = totals.data() + first * packed.classes();
    for (std::size_t t = 0; t < packed.encoders.size(); ++t, total += of_presentation) {
      block.encode(packed.encoders[t], pixels.data() + first * packed.pixels, some);
      block.run(some, total);
      if (t == 0) continue;
      std::transform(total, total + some * packed.classes(), total - of_presentation, total,
                     std::plus<>());
    }
  }
}

}  // namespace scbnn::fast
