// How many bits the numbers of a layer need.
#pragma once

#include <cstdint>

#include "generator/plan/layer_plan.hpp"
#include "network/network.hpp"

namespace scbnn {

/// Bits of 0..highest.
[[nodiscard]] int unsigned_width(std::int64_t highest);

/// Bits of a two's complement number that holds lowest..highest; at least 1.
[[nodiscard]] int signed_width(std::int64_t lowest, std::int64_t highest);

/// Planes of a count 0..T: ceil(log2(T + 1)).
[[nodiscard]] int planes_of(int presentations);

/// Bits of the numbers 0..count-1, at least 1.
[[nodiscard]] int index_width(std::int64_t count);

/// The lowest `width` bits set, 0..32 of them.
[[nodiscard]] std::uint32_t low_bits(int width);

/// Fills in count, sum and threshold (or score) widths of a folded layer. `presentations` is T_max
/// of the layer: 1 after the first. In a network of one layer T is in the last layer's scores.
void set_widths(LayerPlan& layer, const Scores* scores, int presentations, bool at_run_time);

/// What the class scores of several presentations add up to.
struct Totals {
  int width = 0;                  ///< bits of a signed total
  std::int64_t largest_lead = 0;  ///< no total is ahead of another by more
};
[[nodiscard]] Totals totals_of(const LayerPlan& last, const Scores& scores, int presentations);

}  // namespace scbnn
