// The points of a sweep: encoders, modes, presentations and margins in every combination.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "network/function.hpp"

namespace scbnn::study {

/// One run over the images. Its rows differ only in the margin, and share the run.
struct SweepPoint {
  FunctionSettings settings;                         ///< without a margin
  std::vector<std::optional<std::int64_t>> margins;  ///< one per row; mode `first`: one, absent

  /// The settings of one row.
  [[nodiscard]] FunctionSettings row(std::size_t index) const;
};

/// What is varied; every list has an entry.
struct SweepLists {
  std::vector<EncoderKind> encoders;
  std::vector<Mode> modes;
  std::vector<int> presentations;
  std::vector<std::optional<std::int64_t>> margins;  ///< absent: never
};

/// Every combination, in the order encoder, mode, presentations, margin. An encoder whose kind is
/// not that of `base` takes its width, lanes and seed where they fit, and its own defaults where
/// not.
[[nodiscard]] std::vector<SweepPoint> sweep(const SweepLists& lists, const FunctionSettings& base);

}  // namespace scbnn::study
