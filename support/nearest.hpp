// "Did you mean": the valid name nearest to a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace scbnn {

/// The candidate at the smallest edit distance from `name`, or empty if none is near enough
/// (distance at most a third of the name's length, at least 1, at most 3).
[[nodiscard]] std::string nearest(std::string_view name, std::span<const std::string> candidates);

/// " (did you mean 'x'?)", or empty if nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view name,
                                       std::span<const std::string> candidates);

}  // namespace scbnn
