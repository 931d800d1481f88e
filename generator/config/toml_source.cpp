// Limits first, then toml++.
#include "generator/config/toml_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "support/problem.hpp"
#include "support/quoting.hpp"

namespace scbnn {
namespace {

// A dotted key nests one table a dot, which toml++ does not limit.
constexpr int kMostDots = 64;

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// Where a line's comment begins: its first # outside quotes.
std::size_t comment_of(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == 0 && c == '#') return i;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (quote == '"' && c == '\\') {
      ++i;
    } else if (c == quote) {
      quote = 0;
    }
  }
  return line.size();
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// A [ at the start of a line that no table's name follows: toml++ takes one for granted.
bool has_bad_header(std::string_view content) {
  const auto skip = [&](auto skipped) {
    while (!content.empty() && skipped(content.front())) content.remove_prefix(1);
  };
  skip(is_space);
  if (!content.starts_with('[')) return false;
  skip([](char c) { return is_space(c) || c == '['; });
  if (content.empty()) return true;
  const char first = content.front();
  return first != '"' && first != '\'' && toml_key(content.substr(0, 1)) != content.substr(0, 1);
}

/// The line as toml++ may have it. Its classes of Unicode characters are undefined for some (issue
/// 190 of its project), so that none gets there: comments lose them, elsewhere they are refused.
/// Comments lose dots and quotes too, so that a # within a string of many lines hides none.
std::string checked_line(std::string_view line, const std::string& place) {
  const std::size_t comment = comment_of(line);
  const std::string_view content = line.substr(0, comment);
  if (std::count(content.begin(), content.end(), '.') > kMostDots) {
    throw InputError(place, fmt::format("has more than {} dots", kMostDots));
  }
  if (!std::all_of(content.begin(), content.end(), is_ascii)) {
    throw InputError(place, "has a character outside ASCII; allowed: in comments");
  }
  if (has_bad_header(content)) throw InputError(place, "is not TOML: a table's name must follow [");
  std::string result(content);
  for (const char c : line.substr(comment)) {
    result += is_ascii(c) && !(c == '.' || c == '"' || c == '\'') ? c : '?';
  }
  return result;
}

std::string checked(std::string_view text, const std::string& source) {
  if (text.size() > kLongestToml) {
    throw InputError(
        source, fmt::format("is longer than {} bytes, too long for a configuration", kLongestToml));
  }
  std::string result;
  for (int line_number = 1; !text.empty(); ++line_number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    result += checked_line(text.substr(0, end), fmt::format("{}:{}", source, line_number)) + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace

toml::table parse_toml(std::string_view text, const std::string& source) {
  const std::string readable = checked(text, source);
  try {
    return toml::parse(readable, source);
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("{}:{}", source, error.source().begin.line),
                     fmt::format("is not TOML: {}", error.description()));
  } catch (const TomlAssertion&) {
    throw InputError(source, "is not TOML");
  }
}

}  // namespace scbnn
