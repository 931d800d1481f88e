// How one memory of a layer is built.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "generator/config/config.hpp"
#include "generator/tech/technology.hpp"

namespace scbnn {

/// Check bits of a code word, docs/faults.md.
inline constexpr int kCheckBits = 7;

/// The macros that a memory is built from: `down` in depth hold the rows, `across` side by
/// side the bits of a row.
struct TileMap {
  int rows = 0;     ///< of a tile
  int columns = 0;  ///< bits of a tile's row
  int mux = 1;      ///< rows of a narrow memory side by side in a row of a tile
  int down = 0;
  int across = 0;
  int write_cycles = 1;  ///< for which a write occupies a tile

  [[nodiscard]] int tiles() const { return down * across; }
  /// All cells, used or not.
  [[nodiscard]] std::int64_t cells() const { return std::int64_t{tiles()} * rows * columns; }
};

/// The weights of a layer, or its thresholds (in the last layer its scores): what the engine sees,
/// a row per read, and what the load port sees, lanes of a row.
struct MemoryPlan {
  MemoryKind kind = MemoryKind::kRom;
  std::string contents;  ///< "weights", "thresholds" or "scores"
  int rows = 0;
  int width = 0;       ///< bits of a row
  int lane_width = 0;  ///< bits that the load port moves at once; the last lane may have fewer
  int lanes = 0;       ///< ceil(width / lane_width)
  bool coded = false;  ///< each lane is stored as a code word, its check bits above it
  std::optional<TileMap> tiles;  ///< of macro kinds

  /// Check bits of a lane.
  [[nodiscard]] int check_bits() const { return coded ? kCheckBits : 0; }
  /// Bits of a row, and of a lane, as they are stored.
  [[nodiscard]] int stored_width() const { return width + lanes * check_bits(); }
  [[nodiscard]] int stored_lane_width() const { return lane_width + check_bits(); }
  /// The position of bit `bit` of a row in the row as it is stored.
  [[nodiscard]] int stored_place(int bit) const { return bit + bit / lane_width * check_bits(); }
  /// Bits stored.
  [[nodiscard]] std::int64_t bits() const { return std::int64_t{rows} * stored_width(); }
  /// Used cells over all cells; 1 where there are no tiles.
  [[nodiscard]] double utilization() const {
    return tiles ? static_cast<double>(bits()) / static_cast<double>(tiles->cells()) : 1.0;
  }

  /// Bits of the row address, at least 1.
  [[nodiscard]] int address_width() const;
  /// Bits of a lane's number, at least 1.
  [[nodiscard]] int lane_index_width() const;
};

/// Bits of a port through which memories are loaded: of the largest of those that share it.
struct LoadPort {
  int row_width = 1;
  int lane_index_width = 1;
  int lane_width = 1;

  void include(const MemoryPlan& memory);
};

/// A memory of that many rows and bits per row. A read needs the whole row, so that no map takes
/// fewer tiles side by side than its width; rows that are narrower than a tile share it.
[[nodiscard]] MemoryPlan plan_memory(MemoryKind kind, std::string contents, int rows, int width,
                                     const MacroSettings& macro, int write_cycles);

/// Cycles for which a write occupies a tile of this kind: the configuration's, or those of the
/// technology at the configuration's clock. Throws InputError where the technology does not have
/// the kind.
[[nodiscard]] int write_cycles(CellKind kind, const Technology& technology, const Config& config);

}  // namespace scbnn
