// Limits first, then toml++.
#include "generator/config/toml_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/support/problem.hpp"

namespace scbnn {
namespace {

// A dotted key nests one table a dot, which toml++ does not limit.
constexpr int kMostDots = 64;

void check_limits(std::string_view text, const std::string& source) {
  if (text.size() > kLongestToml) {
    throw InputError(
        source, fmt::format("is longer than {} bytes, too long for a configuration", kLongestToml));
  }
  int line_number = 1;
  for (std::size_t begin = 0; begin < text.size(); ++line_number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t");
    const bool comment = first != std::string_view::npos && line[first] == '#';
    if (!comment && std::count(line.begin(), line.end(), '.') > kMostDots) {
      throw InputError(fmt::format("{}:{}", source, line_number),
                       fmt::format("has more than {} dots in a line", kMostDots));
    }
    begin = end + 1;
  }
}

}  // namespace

toml::table parse_toml(std::string_view text, const std::string& source) {
  check_limits(text, source);
  try {
    return toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("{}:{}", source, error.source().begin.line),
                     fmt::format("is not TOML: {}", error.description()));
  }
}

}  // namespace scbnn
