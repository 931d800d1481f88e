// What the RTL takes, cycle by cycle; each formula restates the timing of one block of rtl/.
#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>

#include "generator/plan/design.hpp"

namespace scbnn {
namespace {

constexpr int kEncoderLatency = 1;  // after a beat's T presentations
constexpr int kLayerLatency = 4;    // issue -> words -> counts -> sums -> beat
constexpr int kResultLatency = 3;   // argmax two, result register one

/// Beats on their way into a gearbox: the first one arrives in cycle `first`, each next one
/// `period` cycles after the one before it was taken.
struct Arrivals {
  int first = 0;
  int period = 1;
};

/// The cycle in which a frame's last word leaves its gearbox for the frame buffer. The gearbox pops
/// a word in each cycle in which it holds one; a beat taken in a cycle is inside in the next one.
int last_word(Arrivals arrivals, int elements_in, int elements_out, int frame_elements) {
  const bool aligned = elements_in % elements_out == 0 || elements_out % elements_in == 0;
  const int beats = (frame_elements - 1) / elements_in + 1;
  int time = arrivals.first;
  int words = 0;  // whole words inside at the start of this cycle
  int part = 0;   // elements of the next word
  for (int beat = 0;; ++beat) {
    const auto has_room = [&](int left) {
      return left == 0 || (!aligned && left == 1 && part == 0);
    };
    while (!has_room(std::max(words - 1, 0))) {
      --words;
      ++time;
    }
    words = std::max(words - 1, 0);
    if (beat == beats - 1) {
      const int rest = part + frame_elements - beat * elements_in;
      return time + words + (rest - 1) / elements_out + 1;
    }
    words += (part + elements_in) / elements_out;
    part = (part + elements_in) % elements_out;
    words = std::max(words - (arrivals.period - 1), 0);
    time += arrivals.period;
  }
}

int first_result(const Design& design, int presentations, const Cycles& cycles) {
  Arrivals arrivals{presentations + kEncoderLatency, presentations};
  int elements = design.encoder.pixels_per_beat;
  int last_beat = 0;
  for (std::size_t l = 0; l < design.layers.size(); ++l) {
    const LayerPlan& layer = design.layers[l];
    const int written = last_word(arrivals, elements, layer.simd, layer.inputs);
    const int group_cycles = cycles.stage[l + 1] / layer.groups;
    arrivals = {written + group_cycles + kLayerLatency, group_cycles};
    elements = layer.pe;
    last_beat = written + cycles.stage[l + 1] + kLayerLatency;
  }
  return last_beat + kResultLatency;
}

}  // namespace

int planes_of(int presentations) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(presentations)));
}

int Design::log2_presentations_max() const {
  assert(presentations_at_run_time);
  return planes_of(presentations_max) - 1;
}

Cycles cycles(const Design& design, int presentations) {
  assert(design.presentations_at_run_time
             ? presentations <= design.presentations_max &&
                   std::has_single_bit(static_cast<unsigned>(presentations))
             : presentations == design.presentations_max);
  Cycles result;
  result.stage.push_back(design.encoder.beats * presentations);
  for (const LayerPlan& layer : design.layers) {
    const bool first = result.stage.size() == 1;
    result.stage.push_back(layer.groups * layer.chunks * (first ? planes_of(presentations) : 1));
  }
  result.per_image = *std::max_element(result.stage.begin(), result.stage.end());
  result.first_result = first_result(design, presentations, result);
  return result;
}

}  // namespace scbnn
