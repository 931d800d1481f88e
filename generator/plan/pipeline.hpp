// What an engine's counts are made of, and where registers stand in them.
#pragma once

#include <optional>

#include "generator/config/target.hpp"
#include "generator/plan/layer_plan.hpp"

namespace scbnn {

/// What goes through one PE in a cycle, and how often it is there.
struct CountTask {
  int products = 1;   ///< of a PE in a cycle
  int pe = 1;         ///< that the activations go to
  int sum_width = 1;  ///< of the sum that a count is added into
};

/// The counters that fit a target.
[[nodiscard]] Counters counters_of(Target target);

/// Levels of the tree that brings `products` bits down to two numbers: those of
/// rtl/sc_compressor.v.
[[nodiscard]] int compressor_levels(int products, Counters counters);

/// The longest path between registers in ns, as measured on the target; of a kind that was not
/// measured, on one that is slower.
[[nodiscard]] double longest_path(const CountTask& task, Target target, const CountPlan& count);

/// The fewest registers (1..3, or as many as are told), the last one as late as possible, with
/// which the path fits a clock; the shortest path if none does.
[[nodiscard]] CountPlan plan_count(const CountTask& task, Target target, double clock_mhz,
                                   std::optional<int> told);

}  // namespace scbnn
