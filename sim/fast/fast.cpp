// Takes images through the network: once each in mode `first`, a presentation at a time in mode
// `output`.
#include "sim/fast/fast.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "sim/fast/block.hpp"
#include "sim/fast/early_stop.hpp"
#include "sim/fast/kernels.hpp"
#include "sim/fast/packed.hpp"

namespace scbnn::fast {

struct Model::Impl {
  Impl(const Network& network, const FunctionSettings& settings, Isa isa)
      : kernels(kernels_of(isa)),
        packed(network, settings),
        by_presentation(settings.input == InputKind::kStochastic && settings.mode == Mode::kOutput),
        margin(settings.margin),
        presentations(settings.input == InputKind::kStochastic ? settings.presentations : 1) {}

  void run_once(const std::uint8_t* pixels, std::size_t images, std::int64_t* scores) const;
  void run_by_presentation(const std::uint8_t* pixels, std::size_t images, std::int64_t* scores,
                           std::span<int> used) const;

  Kernels kernels;
  Packed packed;
  bool by_presentation;  ///< mode `output`
  std::optional<std::int64_t> margin;
  int presentations;  ///< T; 1 with 8-bit input
};

void Model::Impl::run_once(const std::uint8_t* pixels, std::size_t images,
                           std::int64_t* scores) const {
  Block block(packed, kernels);
  for (std::size_t first = 0; first < images; first += Block::kImages) {
    const std::size_t count = std::min(Block::kImages, images - first);
    block.encode(packed.encoders.front(), pixels + first * packed.pixels, count);
    block.run(count, scores + first * packed.classes());
  }
}

/// As in the hardware, an image takes the place of one that has stopped, so that the block stays
/// full; images of a block stand at different presentations.
void Model::Impl::run_by_presentation(const std::uint8_t* pixels, std::size_t images,
                                      std::int64_t* scores, std::span<int> used) const {
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
      block.encode(packed.encoders[presentation], pixels + image * packed.pixels, 1, place);
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

Model::Model(const Network& network, const FunctionSettings& settings, Isa isa)
    : impl_(std::make_unique<Impl>(network, settings, isa)) {}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

int Model::classes() const { return static_cast<int>(impl_->packed.classes()); }

void Model::run(std::span<const std::uint8_t> pixels, int count, std::span<std::int64_t> scores,
                std::span<int> used) const {
  const auto images = static_cast<std::size_t>(count);
  assert(pixels.size() == images * impl_->packed.pixels);
  assert(scores.size() == images * impl_->packed.classes());
  assert(used.empty() || used.size() == images);
  if (impl_->by_presentation) {
    impl_->run_by_presentation(pixels.data(), images, scores.data(), used);
  } else {
    impl_->run_once(pixels.data(), images, scores.data());
    std::fill(used.begin(), used.end(), impl_->presentations);
  }
}

void Model::run_totals(std::span<const std::uint8_t> pixels, int count,
                       std::span<std::int64_t> totals) const {
  const Packed& packed = impl_->packed;
  const auto images = static_cast<std::size_t>(count);
  const std::size_t of_presentation = images * packed.classes();
  assert(impl_->by_presentation);
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
