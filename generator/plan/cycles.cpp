// The cycles that the RTL takes; each formula restates the timing of one block of rtl/.
#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/plan/widths.hpp"

namespace scbnn {
namespace {

constexpr int kLayerLatency = 4;   // issue -> words -> counts -> sums -> beat, one register a count
constexpr int kResultLatency = 3;  // argmax two, result register one
constexpr int kOutputLatency = 6;  // totals one, argmax two, verdict two, result one
constexpr int kStageLatency = 8;   // of a layer with its gearbox and frame buffer, at most

/// A gearbox in time, after a register slice or without one: beats of some elements in, words of
/// others out. It pops a word in each cycle in which it holds one; a beat that enters in a cycle is
/// inside in the next one.
class Gearbox {
 public:
  Gearbox(int elements_in, int elements_out, int frame_elements, bool sliced)
      : in_(elements_in),
        out_(elements_out),
        frame_(frame_elements),
        aligned_(in_ % out_ == 0 || out_ % in_ == 0),
        sliced_(sliced) {}

  /// Takes a frame's beats: the first one is offered in cycle `time`, each next one `period` cycles
  /// after the one before it was taken. Returns the cycle in which the last one is taken.
  int take_frame(int time, int period) {
    for (int left = frame_;; left -= in_) {
      time = take(time, std::min(left, in_), left <= in_);
      if (left <= in_) return time;
      time += period;
    }
  }

  /// The cycle in which the last word leaves, if nothing enters any more.
  [[nodiscard]] int last_word() const { return entered_ + words_; }

  /// All that later beats depend on, counted from cycle `time`.
  [[nodiscard]] std::array<int, 3> state(int time) const {
    return {words_, entered_ - time, free_ - time};
  }

 private:
  /// A beat offered in cycle `offered`. A slice takes it once it is empty, and passes it on at once
  /// or keeps it until there is room.
  int take(int offered, int elements, bool last) {
    const int first = sliced_ ? std::max(offered, free_) : offered;
    const int enters = wait_for_room(first);
    words_ = std::max(words_ - (enters - entered_), 0);
    const int inside = part_ + elements;
    words_ += last ? (inside - 1) / out_ + 1 : inside / out_;
    part_ = last ? 0 : inside % out_;
    entered_ = enters;
    free_ = enters + 1;
    return sliced_ ? first : enters;
  }

  /// The first cycle from `time` on in which a beat may enter: one whose pop leaves room.
  [[nodiscard]] int wait_for_room(int time) const {
    const auto left = [&] { return std::max(words_ - (time - entered_), 0); };
    while (left() > ((!aligned_ && part_ == 0) ? 1 : 0)) ++time;
    return time;
  }

  int in_;
  int out_;
  int frame_;
  bool aligned_;
  bool sliced_;
  int words_ = 0;     // whole words inside in the cycle after a beat entered
  int part_ = 0;      // elements of the next word
  int entered_ = -1;  // the cycle in which the last beat entered
  int free_ = 0;      // the cycle from which the slice takes one
};

/// A gearbox and the cycles that the stage before it takes for a beat.
struct Link {
  Gearbox gearbox;
  int period = 1;
};

/// Cycles from a layer's last issue of a group to its beat.
int layer_latency(const LayerPlan& layer) {
  return kLayerLatency + layer.engine.count.registers - 1 + (layer.engine.multiplies ? 1 : 0);
}

/// Cycles that a layer takes for a frame: an image, or one presentation of it.
int frame_cycles(const LayerPlan& layer, int presentations) {
  return layer.groups * layer.chunks * layer.engine.visits(presentations);
}

std::vector<Link> links(const Design& design, int presentations) {
  std::vector<Link> result;
  std::vector<int> periods(design.streams.size(), design.encoder.beat_cycles(presentations));
  for (const LayerPlan& layer : design.layers) {
    const Stream& in = design.input_of(layer);
    result.push_back({{in.elements, layer.simd, layer.inputs, in.sliced}, periods[layer.input]});
    periods[layer.output] = frame_cycles(layer, presentations) / layer.groups;
  }
  return result;
}

/// Cycles from frame to frame at a link. The stage before it holds while a beat waits, so the time
/// lost with wide beats is not recovered by a narrow last one; this can be more than either stage.
int link_cycles(Link link) {
  int end = link.gearbox.take_frame(0, link.period);
  while (true) {
    // The delay that a frame leaves for the next one grows with the delay it met, up to where it
    // repeats.
    const auto before = link.gearbox.state(end);
    const int next = link.gearbox.take_frame(end + link.period, link.period);
    if (link.gearbox.state(next) == before) return next - end;
    end = next;
  }
}

/// Only the first image: every stage waits for the whole frame of the one before, and for its own
/// frame before.
int first_result(const Design& design, std::vector<Link> links, int presentations) {
  const int frames = design.totals ? presentations : 1;
  std::vector<int> idle_from(links.size(), 0);  // layers: after the frame before
  int last_beat = 0;
  for (int frame = 0; frame < frames; ++frame) {
    int offered = design.encoder.latency(presentations);
    for (std::size_t l = 0; l < links.size(); ++l) {
      const LayerPlan& layer = design.layers[l];
      const int work = frame_cycles(layer, presentations);
      int written = idle_from[l];  // an image store holds all presentations from the first one on
      if (!layer.image_store() || frame == 0) {
        links[l].gearbox.take_frame(offered, links[l].period);
        written = links[l].gearbox.last_word();
      }
      const int start = std::max(written, idle_from[l]);
      idle_from[l] = start + work;
      offered = start + work / layer.groups + layer_latency(layer);
      last_beat = start + work + layer_latency(layer);
    }
  }
  return last_beat + (design.totals ? kOutputLatency : kResultLatency);
}

}  // namespace

const LayerPlan& Design::scorer() const {
  const auto found = std::find_if(layers.begin(), layers.end(),
                                  [](const LayerPlan& layer) { return layer.scores() != nullptr; });
  assert(found != layers.end());
  return *found;
}

int Design::log2_presentations_max() const {
  assert(presentations_at_run_time);
  return planes_of(presentations_max) - 1;
}

int most_cycles_in_slot(const Design& design, int presentations) {
  const Cycles time = cycles(design, presentations);
  int drain = kOutputLatency;
  for (const LayerPlan& layer : design.layers) {
    drain += frame_cycles(layer, presentations) + layer.chunks + kStageLatency +
             layer_latency(layer) - kLayerLatency;
  }
  return time.stage.front() + design.layers.front().chunks + time.per_image + drain;
}

Cycles cycles(const Design& design, int presentations) {
  assert(design.presentations_at_run_time
             ? presentations <= design.presentations_max &&
                   std::has_single_bit(static_cast<unsigned>(presentations))
             : presentations == design.presentations_max);
  const int frames = design.totals ? presentations : 1;
  Cycles result;
  result.stage.push_back(design.encoder.beats * design.encoder.beat_cycles(presentations));
  for (const LayerPlan& layer : design.layers) {
    result.stage.push_back(frames * frame_cycles(layer, presentations));
  }
  result.per_image = *std::max_element(result.stage.begin(), result.stage.end());
  const std::vector<Link> between = links(design, presentations);
  for (std::size_t l = 0; l < between.size(); ++l) {
    result.per_image = std::max(
        result.per_image, (design.layers[l].image_store() ? 1 : frames) * link_cycles(between[l]));
  }
  result.first_result = first_result(design, between, presentations);
  return result;
}

}  // namespace scbnn
