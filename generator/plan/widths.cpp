// Every width from the largest number that can occur.
#include "generator/plan/widths.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <limits>

namespace scbnn {
namespace {

struct Range {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;

  void include(std::int64_t value) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  [[nodiscard]] int width() const { return signed_width(lowest, highest); }
};

/// score = gain * sum + offset, with offset counted once per presentation.
void set_score_widths(LayerPlan& layer, const Scores& scores, std::int64_t presentations,
                      bool at_run_time) {
  const std::int64_t highest_sum = presentations * layer.inputs;
  Range offsets;
  Range results;
  std::int64_t highest_gain = 0;
  bool scaled = false;
  for (std::size_t j = 0; j < scores.gain.size(); ++j) {
    const std::int64_t gain = scores.gain[j];
    const std::int64_t offset = scores.offset[j];
    scaled |= gain != 1;
    highest_gain = std::max(highest_gain, gain);
    offsets.include(at_run_time ? offset : presentations * offset);
    results.include(presentations * offset);
    results.include(gain * highest_sum + presentations * offset);
  }
  ScorePlan plan;
  if (scaled) plan.gain_width = std::max(1, unsigned_width(highest_gain));
  plan.offset_width = offsets.width();
  plan.score_width = std::max(results.width(), layer.sum_width);  // the sum passes through it
  layer.finish = plan;
}

}  // namespace

int unsigned_width(std::int64_t highest) {
  assert(highest >= 0);
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(highest)));
}

int signed_width(std::int64_t lowest, std::int64_t highest) {
  // A negative number needs as many bits as its complement, and one for the sign.
  return 1 + std::max(highest < 0 ? 0 : unsigned_width(highest),
                      lowest < 0 ? unsigned_width(-(lowest + 1)) : 0);
}

int planes_of(int presentations) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(presentations)));
}

std::uint32_t low_bits(int width) {
  assert(width >= 0 && width <= 32);
  return static_cast<std::uint32_t>((std::uint64_t{1} << width) - 1);
}

int index_width(std::int64_t count) { return std::max(1, unsigned_width(count - 1)); }

void set_widths(LayerPlan& layer, const Scores* scores, int presentations, bool at_run_time) {
  const std::int64_t highest_sum = std::int64_t{presentations} * layer.inputs;
  layer.count_width = unsigned_width(layer.simd);
  layer.sum_width = unsigned_width(highest_sum);
  if (scores != nullptr) {
    set_score_widths(layer, *scores, presentations, at_run_time);
  } else {
    // A threshold of one over the largest sum is never reached. Stored for run time it counts
    // half presentations: B for T_max = 2^F has the unit 2^-(F+1).
    layer.finish = ThresholdPlan{unsigned_width((at_run_time ? 2 : 1) * highest_sum + 1)};
  }
}

Totals totals_of(const LayerPlan& last, const Scores& scores, int presentations) {
  Range range{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  for (std::size_t j = 0; j < scores.gain.size(); ++j) {
    const std::int64_t offset = scores.offset[j];
    range.include(presentations * offset);
    range.include(presentations * (std::int64_t{scores.gain[j]} * last.inputs + offset));
  }
  return {range.width(), range.highest - range.lowest};
}

}  // namespace scbnn
