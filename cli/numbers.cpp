// The check that CLI11 leaves to strtoull, which wraps -1 and cuts 2^64.
#include "cli/numbers.hpp"

#include <fmt/format.h>

#include <charconv>

#include "support/quoting.hpp"

namespace scbnn::cli {

CLI::Validator whole_number(std::uint64_t low, std::uint64_t high) {
  const auto check = [low, high](const std::string& text) -> std::string {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc{} && stopped == end && value >= low && value <= high) return {};
    return fmt::format("is {}; allowed: whole numbers, {}..{}", in_quotes(text), low, high);
  };
  return {check, fmt::format("{}..{}", low, high)};
}

}  // namespace scbnn::cli
