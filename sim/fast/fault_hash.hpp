// The fast model's own reading of docs/faults.md: 64 sites are decided at once, and eight such
// blocks side by side.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace scbnn::fast {

/// The key of a kind of sites and its coordinates a, b, c, d.
[[nodiscard]] std::uint64_t fault_key(std::uint64_t seed, std::uint64_t kind,
                                      const std::array<std::uint64_t, 4>& coordinates);

/// The coordinates of a read besides its image: the presentation below, the position of the window
/// above.
[[nodiscard]] constexpr std::uint64_t visit_of(std::uint64_t presentation, std::uint64_t position) {
  return position << 32 | presentation;
}

/// Bit i of word k is set if site 64 k + i is one of `sites` and its number is below the limit.
/// `words` holds as many as the sites need.
void failing_sites(std::uint64_t key, std::uint64_t limit, std::size_t sites,
                   std::span<std::uint64_t> words);

}  // namespace scbnn::fast
