// How one memory of a layer is built.
#pragma once

#include <string>

#include "generator/config/memory_kind.hpp"

namespace scbnn {

/// The weights of a layer, or its thresholds (in the last layer its scores): what the engine sees,
/// a row a read, and what the load port sees, lanes of a row.
struct MemoryPlan {
  MemoryKind kind = MemoryKind::kRom;
  std::string contents;  ///< "weights", "thresholds" or "scores"
  int rows = 0;
  int width = 0;       ///< bits of a row
  int lane_width = 0;  ///< bits that the load port moves at once; the last lane may have fewer
  int lanes = 0;       ///< ceil(width / lane_width)

  /// Bits of the row address, at least 1.
  [[nodiscard]] int address_width() const;
  /// Bits of a lane's number, at least 1.
  [[nodiscard]] int lane_index_width() const;
};

/// A memory of that many rows and bits a row.
[[nodiscard]] MemoryPlan plan_memory(MemoryKind kind, std::string contents, int rows, int width);

}  // namespace scbnn
