// Which sites fail, by docs/faults.md: a hash of their coordinates, site for site.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scbnn::golden {

/// The number of a kind of sites in a key.
enum class SiteKind : std::uint64_t {
  kWeights = 1,
  kReads = 2,
  kWrites = 3,
  kThresholds = 4,
  kStream = 5,
  kPixels = 6,
  kLanes = 7,
  kStuckValue = 8,
  kCheckCells = 9,
  kCheckReads = 10,
  kCheckWrites = 11,
};

/// What sites have in common; each kind says what its coordinates are.
struct SiteGroup {
  SiteKind kind;
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::uint64_t c = 0;
  std::uint64_t d = 0;
};

/// Coordinate c of read errors: the presentation, at a position of a map's windows (0 of a dense
/// layer).
[[nodiscard]] constexpr std::uint64_t read_coordinate(std::uint64_t presentation,
                                                      std::uint64_t position) {
  return presentation + (position << 32);
}

/// The numbers of the sites 0 .. sites - 1, each uniform in 0..2^32-1.
[[nodiscard]] std::vector<std::uint32_t> site_numbers(std::uint64_t seed, const SiteGroup& group,
                                                      std::size_t sites);

/// 1 for each of the sites 0 .. sites - 1 that fails: its number is below the limit.
[[nodiscard]] std::vector<std::uint8_t> failing(std::uint64_t seed, const SiteGroup& group,
                                                std::size_t sites, std::uint64_t limit);

}  // namespace scbnn::golden
