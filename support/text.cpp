// Quoting and numbers.
#include "support/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scbnn {
namespace {

constexpr std::size_t kLongestShown = 80;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A byte of a UTF-8 character after its first.
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      result += fmt::format("\\u{:04X}", byte);
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string in_quotes(std::string_view text) {
  std::string_view shown = text.substr(0, kLongestShown);
  while (shown.size() < text.size() && is_continuation(text[shown.size()])) shown.remove_suffix(1);
  return toml_string(shown) + (text.size() > shown.size() ? "..." : "");
}

std::string toml_key(std::string_view name) {
  const bool bare = !name.empty() && name.size() <= kLongestShown &&
                    std::all_of(name.begin(), name.end(),
                                [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
  return bare ? std::string(name) : in_quotes(name);
}

std::string joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string decimal(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

std::string upper(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return name;
}

}  // namespace scbnn
