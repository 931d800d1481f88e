// Takes the streams' words apart and compares value by value.
#include "sim/cosim/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace scbnn::cosim {
namespace {

class Comparer {
 public:
  Comparer(const Frame& frame, const FrameRecord& record, bool bad_frame)
      : frame_(frame), record_(record), bad_frame_(bad_frame) {}

  void stage(const std::string& name, int presentation = -1) {
    stage_ = name;
    presentation_ = presentation;
  }

  /// One value of this many bits; `element` is called only where it differs.
  template <class Element>
  void value(std::int64_t rtl, std::int64_t golden, int bits, const Element& element) {
    result_.bits += static_cast<std::uint64_t>(bits);
    if (rtl == golden) return;
    result_.mismatches.push_back({frame_.image, frame_.presentations, bad_frame_, presentation_,
                                  stage_, element(), rtl, golden, record_.result_cycle});
  }

  void named(const char* element, std::int64_t rtl, std::int64_t golden, int bits) {
    value(rtl, golden, bits, [&] { return std::string(element); });
  }

  Comparison take() { return std::move(result_); }

 private:
  const Frame& frame_;
  const FrameRecord& record_;
  bool bad_frame_;
  std::string stage_;
  int presentation_ = -1;
  Comparison result_;
};

/// The beats of a stream: each a row of words.
class Beats {
 public:
  Beats(const Words& words, int bits_per_beat)
      : words_(words), words_per_beat_((static_cast<std::size_t>(bits_per_beat) + 31) / 32) {}

  [[nodiscard]] std::int64_t count() const {
    return static_cast<std::int64_t>(words_.size() / words_per_beat_);
  }

  /// `width` bits (at most 64) from bit `low` of a beat.
  [[nodiscard]] std::uint64_t bits(int beat, int low, int width) const {
    std::uint64_t value = 0;
    for (int bit = 0; bit < width;) {
      const auto at = static_cast<std::size_t>(low + bit);
      const std::uint32_t word = words_[static_cast<std::size_t>(beat) * words_per_beat_ + at / 32];
      value |= std::uint64_t{word >> (at % 32)} << static_cast<unsigned>(bit);
      bit += 32 - static_cast<int>(at % 32);
    }
    return width == 64 ? value : value & ((std::uint64_t{1} << static_cast<unsigned>(width)) - 1);
  }

 private:
  const Words& words_;
  std::size_t words_per_beat_;
};

std::int64_t sign_extended(std::uint64_t value, int width) {
  const auto shift = static_cast<unsigned>(64 - width);
  return static_cast<std::int64_t>(value << shift) >> shift;
}

/// The bits of every pixel at every presentation.
void compare_bits(Comparer& comparer, const Deliverable& deliverable, const Frame& frame,
                  const FrameRecord& record, const golden::Trace& golden) {
  const int per_beat = deliverable.pixels_per_beat;
  const Beats beats(record.encoder, deliverable.planes * per_beat);
  comparer.stage("encoder");
  comparer.named("beats", beats.count(), deliverable.beats, 0);
  if (beats.count() != deliverable.beats) return;
  for (int t = 0; t < frame.presentations; ++t) {
    comparer.stage("encoder", t);
    for (int pixel = 0; pixel < deliverable.pixels; ++pixel) {
      const int place = t * per_beat + pixel % per_beat;
      const auto at = static_cast<std::size_t>(t * deliverable.pixels + pixel);
      comparer.value(static_cast<std::int64_t>(beats.bits(pixel / per_beat, place, 1)),
                     golden.bits[at], 1, [&] { return fmt::format("pixel {}", pixel); });
    }
  }
}

void compare_counts(Comparer& comparer, const Deliverable& deliverable, const Frame& frame,
                    const FrameRecord& record, const golden::Trace& golden) {
  comparer.stage("encoder");
  const int per_beat = deliverable.pixels_per_beat;
  const Beats beats(record.encoder, deliverable.planes * per_beat);
  comparer.named("beats", beats.count(), deliverable.beats, 0);
  if (beats.count() != deliverable.beats) return;
  // Plane 0 weighs what the other planes (1, 2, 4, ..) leave of T (docs/hardware.md).
  const int planes = std::bit_width(static_cast<unsigned>(frame.presentations));
  const int first_weight = frame.presentations - ((1 << (planes - 1)) - 1);
  for (int pixel = 0; pixel < deliverable.pixels; ++pixel) {
    std::int64_t count = 0;
    for (int plane = 0; plane < planes; ++plane) {
      const int weight = plane == 0 ? first_weight : 1 << (plane - 1);
      const int place = plane * per_beat + pixel % per_beat;
      count += weight * static_cast<std::int64_t>(beats.bits(pixel / per_beat, place, 1));
    }
    comparer.value(count, golden.counts[static_cast<std::size_t>(pixel)], planes,
                   [&] { return fmt::format("pixel {}", pixel); });
  }
}

void compare_layer(Comparer& comparer, const LayerStream& layer, const Words& words,
                   const std::vector<std::int64_t>& golden) {
  const int width = layer.score_width.value_or(1);
  const Beats beats(words, layer.pe * width);
  comparer.named("beats", beats.count(), layer.groups, 0);
  if (beats.count() != layer.groups) return;
  for (int neuron = 0; neuron < layer.outputs; ++neuron) {
    const std::uint64_t field = beats.bits(neuron / layer.pe, neuron % layer.pe * width, width);
    const std::int64_t rtl =
        layer.score_width ? sign_extended(field, width) : static_cast<std::int64_t>(field);
    comparer.value(rtl, golden[static_cast<std::size_t>(neuron)], width,
                   [&] { return fmt::format("neuron {}", neuron); });
  }
}

/// Every pass of every layer, as many as the golden model made and no more.
void compare_layers(Comparer& comparer, const Deliverable& deliverable, const FrameRecord& record,
                    const golden::Trace& golden) {
  for (std::size_t index = 0; index < deliverable.layers.size(); ++index) {
    const LayerStream& layer = deliverable.layers[index];
    const std::vector<Words>& passes = record.layers[index];
    comparer.stage(layer.name);
    comparer.named("presentations", static_cast<std::int64_t>(passes.size()),
                   static_cast<std::int64_t>(golden.passes.size()), 0);
    for (std::size_t t = 0; t < std::min(passes.size(), golden.passes.size()); ++t) {
      const golden::Pass& pass = golden.passes[t];
      comparer.stage(layer.name, deliverable.slots ? static_cast<int>(t) : -1);
      if (layer.score_width) {
        compare_layer(comparer, layer, passes[t], pass.scores);
      } else {
        const std::vector<std::uint8_t>& bits = pass.activations[index];
        compare_layer(comparer, layer, passes[t],
                      std::vector<std::int64_t>(bits.begin(), bits.end()));
      }
    }
  }
}

void compare_result(Comparer& comparer, const Deliverable& deliverable, const FrameRecord& record,
                    int predicted, std::int64_t top_score, int used, bool error) {
  comparer.stage("result");
  comparer.named("class", static_cast<std::int64_t>(record.result & 0xffU), predicted, 8);
  comparer.named("top score", sign_extended((record.result >> 8U) & 0xffffffU, 24), top_score, 24);
  if (deliverable.slots) {
    comparer.named("presentations used", static_cast<std::int64_t>((record.result >> 32U) & 0xffU),
                   used, 8);
  }
  comparer.named("error flag", record.error ? 1 : 0, error ? 1 : 0, 1);
  comparer.named("TLAST", record.last ? 1 : 0, 1, 1);
}

}  // namespace

std::string to_string(const Mismatch& mismatch) {
  return fmt::format(
      "image {}{}, T = {}, {}{}, {}: RTL {}, golden {} (cycle {})", mismatch.image,
      mismatch.bad_frame ? " (bad frame before it)" : "", mismatch.presentations,
      mismatch.presentation < 0 ? "" : fmt::format("t = {}, ", mismatch.presentation),
      mismatch.stage, mismatch.element, mismatch.rtl, mismatch.golden, mismatch.cycle);
}

Comparison compare(const Deliverable& deliverable, const Frame& frame, const FrameRecord& record,
                   const golden::Trace& golden) {
  Comparer comparer(frame, record, false);
  if (deliverable.by_presentation) {
    compare_bits(comparer, deliverable, frame, record, golden);
  } else {
    compare_counts(comparer, deliverable, frame, record, golden);
  }
  compare_layers(comparer, deliverable, record, golden);
  compare_result(comparer, deliverable, record, golden.predicted,
                 golden.scores[static_cast<std::size_t>(golden.predicted)], golden.used, false);
  return comparer.take();
}

Comparison compare_bad(const Deliverable& deliverable, const Frame& frame,
                       const FrameRecord& record) {
  Comparer comparer(frame, record, true);
  // A long frame passes no more beats than a good one; the layers see a whole frame.
  comparer.stage("encoder");
  const int width = deliverable.planes * deliverable.pixels_per_beat;
  comparer.named("beats", Beats(record.encoder, width).count(),
                 std::min(frame.beats, deliverable.beats), 0);
  for (std::size_t index = 0; index < deliverable.layers.size(); ++index) {
    const LayerStream& layer = deliverable.layers[index];
    comparer.stage(layer.name);
    comparer.named("presentations", static_cast<std::int64_t>(record.layers[index].size()), 1, 0);
    for (const Words& pass : record.layers[index]) {
      comparer.named("beats", Beats(pass, layer.pe * layer.score_width.value_or(1)).count(),
                     layer.groups, 0);
    }
  }
  compare_result(comparer, deliverable, record, 0, 0, 1, true);
  return comparer.take();
}

}  // namespace scbnn::cosim
