// Numbers that follow from a layer's plan.
#include "generator/plan/layer_plan.hpp"

#include <algorithm>

#include "generator/plan/widths.hpp"

namespace scbnn {

int EnginePlan::visits(int presentations_now) const {
  switch (word) {
    case WordKind::kBits:
      return 1;
    case WordKind::kBitPlanes:
      return planes_of(presentations_now);
    case WordKind::kPresentations:
      return presentations_now / per_cycle;
  }
  return 1;
}

std::string_view name_of(Counters counters) {
  return counters == Counters::kSixThree ? "6:3" : "3:2";
}

std::string LayerPlan::name_of(const MemoryPlan& memory) const {
  return name + '_' + memory.contents;
}

int LayerPlan::neuron_width() const {
  if (const ScorePlan* plan = scores()) return plan->gain_bits() + plan->offset_width;
  return thresholds()->width;
}

int LayerPlan::chunk_width() const { return std::max(1, unsigned_width(chunks - 1)); }

}  // namespace scbnn
