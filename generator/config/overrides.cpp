// Splits, parses and nests an override.
#include "generator/config/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "support/problem.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kLongestOverride = 1000;
constexpr std::size_t kMostParts = 8;

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool all_bare(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_bare);
}

std::string_view trimmed(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

/// The parts of a dotted key; empty if it is none.
std::vector<std::string> key_parts(std::string_view key) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t dot = key.find('.');
    const std::string_view part = trimmed(key.substr(0, dot));
    if (!all_bare(part) || parts.size() == kMostParts) return {};
    parts.emplace_back(part);
    if (dot == std::string_view::npos) return parts;
    key.remove_prefix(dot + 1);
  }
}

/// The value as a table {value = ...}.
toml::table parse_value(std::string_view value, const std::string& place) {
  std::string reason = "has more than one line";
  if (value.find_first_of("\r\n") == std::string_view::npos) {
    try {
      return parse_toml("value = " + std::string(value), place);
    } catch (const InputError& error) {
      if (all_bare(value)) return toml::table{{"value", std::string(value)}};
      reason = error.problems().front().message;
    }
  }
  throw InputError(place,
                   fmt::format("the value {}; allowed: a TOML value or a bare word", reason));
}

}  // namespace

std::string override_place(const std::string& text) {
  if (text.size() <= kLongestOverride) return "--set " + text;
  return "--set " + text.substr(0, 60) + "...";
}

toml::table parse_override(const std::string& text) {
  const std::string place = override_place(text);
  if (text.size() > kLongestOverride) throw InputError(place, "is too long");
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    throw InputError(place, "has no '='; allowed: KEY=VALUE, such as encoder.width=16");
  }
  const std::vector<std::string> parts = key_parts(std::string_view(text).substr(0, equals));
  if (parts.empty()) {
    throw InputError(place, "has no key before '='; allowed: KEY=VALUE, such as encoder.width=16");
  }
  const std::string_view value = trimmed(std::string_view(text).substr(equals + 1));
  if (value.empty()) {
    throw InputError(place, "has no value after '='; allowed: KEY=VALUE, such as encoder.width=16");
  }

  toml::table nested = parse_value(value, place);
  nested.insert(parts.back(), std::move(*nested.get("value")));
  if (parts.back() != "value") nested.erase("value");
  for (auto part = parts.rbegin() + 1; part != parts.rend(); ++part) {
    nested = toml::table{{*part, std::move(nested)}};
  }
  return nested;
}

}  // namespace scbnn
