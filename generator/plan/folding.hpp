// Which PE and SIMD reach a number of cycles with the least hardware.
#pragma once

#include <cstdint>

#include "generator/config/config.hpp"

namespace scbnn {

/// A layer to be folded, as the planner sees it.
struct FoldingTask {
  int inputs = 0;
  int outputs = 0;
  int elements_in = 1;  ///< of the stream that the layer's words are filled from
  int visits = 1;       ///< of an input word per image and group, at the T that is planned for
  Folding fixed;        ///< what the configuration fixes, already in range
};

struct FoldingChoice {
  int pe = 0;
  int simd = 0;
};

/// Cycles per image: ceil(outputs / pe) * ceil(inputs / simd) * visits.
[[nodiscard]] std::int64_t layer_cycles(const FoldingTask& task, FoldingChoice choice);

/// The fewest cycles that any folding reaches.
[[nodiscard]] std::int64_t least_cycles(const FoldingTask& task);

/// The folding for at most `target` cycles, which is at least least_cycles(task). Foldings within
/// 1/8 of the fewest XNORs (PE * SIMD) count as equally small. Among those the choice falls on a
/// SIMD that fits the stream (one divides the other: a gearbox without shifters), then on round
/// numbers (factors of two in PE and SIMD, up to 64 each), then on the least padding, the fewest
/// XNORs, the smallest PE + SIMD and the smallest PE.
[[nodiscard]] FoldingChoice fold(const FoldingTask& task, std::int64_t target);

}  // namespace scbnn
