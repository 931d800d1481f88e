// The steady state begins when every stage has had an image.
#include "sim/cosim/timing.hpp"

#include <cstdlib>

namespace scbnn::cosim {
namespace {

std::size_t stages(const Deliverable& deliverable) { return deliverable.layers.size() + 2; }

}  // namespace

Stimulus timing_stimulus(const Deliverable& deliverable, int presentations, const Dataset& data) {
  Stimulus stimulus;
  const int frames = 3 * static_cast<int>(stages(deliverable)) + 4;
  for (int frame = 0; frame < frames; ++frame) {
    stimulus.frames.push_back({frame % data.count(), presentations, 0, deliverable.beats, 0, 0});
  }
  return stimulus;
}

Timing measure(const Deliverable& deliverable, int presentations,
               const std::vector<Passage>& passages) {
  const PlannedCycles* planned = deliverable.planned(presentations);
  Timing timing{presentations, planned->per_image, planned->first_result, 0, 0};
  if (passages.empty()) return timing;
  timing.first_result =
      static_cast<int>(passages.front().result_cycle - passages.front().first_beat_cycle);
  for (std::size_t i = stages(deliverable); i < passages.size(); ++i) {
    const auto interval = static_cast<int>(passages[i].result_cycle - passages[i - 1].result_cycle);
    const bool farther =
        std::abs(interval - planned->per_image) > std::abs(timing.per_image - planned->per_image);
    if (timing.per_image == 0 || farther) timing.per_image = interval;
  }
  return timing;
}

}  // namespace scbnn::cosim
