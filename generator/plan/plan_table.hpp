// A plan as people read it.
#pragma once

#include <string>

#include "generator/plan/design.hpp"

namespace scbnn {

/// One line per stage (folding, cycles, weight bits, utilization) at T presentations, the slowest
/// stage marked, and the totals below. Utilization is the share of a layer's XNORs, over all cycles
/// between two results, that a neuron needs.
[[nodiscard]] std::string plan_table(const Design& design, int presentations);

/// The same at the configuration's T, with the cycles at every other T that can be chosen.
[[nodiscard]] std::string plan_table(const Design& design);

}  // namespace scbnn
