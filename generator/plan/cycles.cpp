// The cycles that the RTL takes; each formula restates the timing of one block of rtl/.
#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/plan/widths.hpp"

namespace scbnn {
namespace {

constexpr int kLayerLatency = 4;   // issue -> words -> counts -> sums -> beat
constexpr int kResultLatency = 3;  // argmax two, result register one
constexpr int kOutputLatency = 6;  // totals one, argmax two, verdict two, result one
constexpr int kStageLatency = 8;   // of a layer with its gearbox and frame buffer, at most

/// A gearbox in time: beats of some elements in, words of others out. It pops a word in each cycle
/// in which it holds one; a beat taken in a cycle is inside in the next one.
class Gearbox {
 public:
  Gearbox(int elements_in, int elements_out, int frame_elements)
      : in_(elements_in),
        out_(elements_out),
        frame_(frame_elements),
        aligned_(in_ % out_ == 0 || out_ % in_ == 0) {}

  /// Takes a frame's beats: the first one is offered in cycle `time`, each next one `period` cycles
  /// after the one before it was taken. Returns the cycle in which the last one is taken.
  int take_frame(int time, int period) {
    for (int left = frame_;; left -= in_) {
      time += wait_for_room();
      words_ = std::max(words_ - 1, 0);
      const int inside = part_ + std::min(left, in_);
      const bool last = left <= in_;
      words_ += last ? (inside - 1) / out_ + 1 : inside / out_;
      part_ = last ? 0 : inside % out_;
      if (last) return time;
      pass(period);
      time += period;
    }
  }

  /// From the cycle in which a beat was taken to `period` cycles later.
  void pass(int period) { words_ = std::max(words_ - (period - 1), 0); }

  /// Words inside in the cycle after a beat was taken.
  [[nodiscard]] int words() const { return words_; }

 private:
  int wait_for_room() {
    const auto has_room = [&](int left) {
      return left == 0 || (!aligned_ && left == 1 && part_ == 0);
    };
    int waited = 0;
    for (; !has_room(std::max(words_ - 1, 0)); ++waited) --words_;
    return waited;
  }

  int in_;
  int out_;
  int frame_;
  bool aligned_;
  int words_ = 0;  // whole words inside at the start of a cycle
  int part_ = 0;   // elements of the next word
};

/// A gearbox and the cycles that the stage before it takes for a beat.
struct Link {
  Gearbox gearbox;
  int period = 1;
};

/// Cycles from a layer's last issue of a group to its beat.
int layer_latency(const LayerPlan& layer) {
  return kLayerLatency + (layer.engine.multiplies ? 1 : 0);
}

/// Cycles that a layer takes for a frame: an image, or one presentation of it.
int frame_cycles(const LayerPlan& layer, int presentations) {
  return layer.groups * layer.chunks * layer.engine.visits(presentations);
}

std::vector<Link> links(const Design& design, int presentations) {
  std::vector<Link> result;
  std::vector<int> periods(design.streams.size(), design.encoder.beat_cycles(presentations));
  for (const LayerPlan& layer : design.layers) {
    result.push_back(
        {{design.input_of(layer).elements, layer.simd, layer.inputs}, periods[layer.input]});
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
    const int words = link.gearbox.words();
    link.gearbox.pass(link.period);
    const int next = link.gearbox.take_frame(end + link.period, link.period);
    if (link.gearbox.words() == words) return next - end;
    end = next;
  }
}

/// Only the first image: every stage waits for the whole frame of the one before, and for its own
/// frame before.
int first_result(const Design& design, std::vector<Link> links, int presentations) {
  const int frames = design.totals ? presentations : 1;
  std::vector<int> idle_from(links.size(), 0);  // layers: after the frame before
  std::vector<int> taken(links.size(), 0);      // gearboxes: the last beat
  int last_beat = 0;
  for (int frame = 0; frame < frames; ++frame) {
    int offered = design.encoder.latency(presentations);
    for (std::size_t l = 0; l < links.size(); ++l) {
      const LayerPlan& layer = design.layers[l];
      const int work = frame_cycles(layer, presentations);
      int written = idle_from[l];  // an image store holds all presentations from the first one on
      if (!layer.image_store() || frame == 0) {
        Link& link = links[l];
        if (frame > 0) link.gearbox.pass(offered - taken[l]);
        taken[l] = link.gearbox.take_frame(offered, link.period);
        written = taken[l] + link.gearbox.words();  // the frame's last word
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
