// Whole numbers as options take them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>

namespace scbnn::cli {

/// Threads that one program may start.
inline constexpr std::uint64_t kMostJobs = 256;

inline constexpr std::uint64_t kMostImages = std::numeric_limits<std::int32_t>::max();

/// Accepts digits that make a number of low..high, and nothing else: no sign, no number that would
/// wrap around.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t low, std::uint64_t high);

}  // namespace scbnn::cli
