// Texts from the schema.
#include "generator/config/listing.hpp"

#include <fmt/format.h>

#include <string_view>

#include "generator/config/schema.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kColumns = 96;

std::string default_text(const Key& key) {
  const auto value = key.get(Config{}, "");
  return value ? toml_text(key.domain, *value) : std::string(key.absent);
}

/// `text` broken between words, each line indented.
std::string wrapped(std::string_view text, const std::string& indent) {
  std::string result;
  std::string line = indent;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    if (line.size() > indent.size() && line.size() + 1 + word.size() > kColumns) {
      result += line + '\n';
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return result + line + '\n';
}

}  // namespace

std::string list_keys() {
  std::string text;
  for (const Key& key : schema()) {
    text += full_name(key, "NAME") + '\n';
    text += wrapped(fmt::format("{}; default: {}", allowed_text(key.domain), default_text(key)),
                    "    ");
    text += wrapped(key.meaning, "    ");
  }
  return text;
}

std::string markdown_keys() {
  std::string text = "| key | allowed | default | meaning |\n|---|---|---|---|\n";
  for (const Key& key : schema()) {
    const bool has_value = key.get(Config{}, "").has_value();
    text += fmt::format(
        "| `{}` | {} | {} | {} |\n", full_name(key, "NAME"), allowed_text(key.domain),
        has_value ? fmt::format("`{}`", default_text(key)) : default_text(key), key.meaning);
  }
  return text;
}

}  // namespace scbnn
