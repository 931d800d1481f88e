// Cycles as measured between results, against the planned ones.
#pragma once

#include <vector>

#include "sim/cosim/check.hpp"

namespace scbnn::cosim {

struct Timing {
  int presentations = 0;
  int planned_per_image = 0;
  int planned_first_result = 0;
  int per_image = 0;     ///< between results in the steady state; the farthest off where they vary
  int first_result = 0;  ///< from the first pixel beat accepted to the first result

  [[nodiscard]] bool as_planned() const {
    return per_image == planned_per_image && first_result == planned_first_result;
  }
};

/// Good frames of one T, back to back, as many as it takes to reach the steady state and stay
/// there.
[[nodiscard]] Stimulus timing_stimulus(const Deliverable& deliverable, int presentations,
                                       const Dataset& data);

/// What the passages of a run of a timing stimulus show.
[[nodiscard]] Timing measure(const Deliverable& deliverable, int presentations,
                             const std::vector<Passage>& passages);

}  // namespace scbnn::cosim
