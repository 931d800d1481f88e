// Decoding of UTF-8, and what each language needs escaped.
#include "support/quoting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "support/text.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kLongestShown = 80;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// A byte of a UTF-8 character after its first.
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The character that `text` starts with, and its bytes; no code where they are not UTF-8 (RFC
/// 3629), then one byte.
struct Character {
  std::optional<std::uint32_t> code;
  std::size_t bytes = 1;
};

Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  std::uint32_t code = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(text[i])) return {};
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {};
  return {code, bytes};
}

bool shows_as_it_is(std::uint32_t code) {
  const auto among = [code](std::uint32_t low, std::uint32_t high) {
    return code >= low && code <= high;
  };
  return !(code < 0x20 || among(0x7F, 0x9F) ||                // C0, DEL, C1
           code == 0xAD || code == 0x34F || code == 0x61C ||  // soft hyphen, joiner, Arabic mark
           code == 0x180E || among(0x200B, 0x200F) ||         // zero width, marks of direction
           among(0x2028, 0x202E) ||                           // separators, embeddings, overrides
           among(0x2060, 0x206F) ||                           // invisible operators, isolates
           code == 0xFEFF || among(0xFFF9, 0xFFFB) ||         // byte order, annotations
           among(0xE0000, 0xE007F) ||                         // tags
           (code & 0xFFFEU) == 0xFFFE);                       // no characters
}

std::string escaped(std::uint32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return code < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{{{:x}}}", code);
  }
}

/// `text` with each character that does not show as it is given to `escape`, which returns its
/// replacement; bytes that are no UTF-8 come without a code.
template <typename Escape>
std::string replaced(std::string_view text, Escape escape) {
  std::string result;
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
    const std::string_view found = text.substr(0, bytes);
    if (code && shows_as_it_is(*code)) {
      result += found;
    } else {
      result += escape(code, found);
    }
    text.remove_prefix(bytes);
  }
  return result;
}

std::string bytes_in_hexadecimal(std::string_view bytes) {
  std::string result;
  for (const char byte : bytes) {
    result += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  }
  return result;
}

std::string made_plain(const std::optional<std::uint32_t>& code, std::string_view bytes) {
  return code ? escaped(*code) : bytes_in_hexadecimal(bytes);
}

}  // namespace

bool is_plain(std::string_view text) {
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
    if (!code || !shows_as_it_is(*code)) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string plain(std::string_view text) { return replaced(text, made_plain); }

std::string plain_lines(std::string_view text) {
  return replaced(text, [](const std::optional<std::uint32_t>& code, std::string_view bytes) {
    return code == std::uint32_t{'\n'} ? std::string("\n") : made_plain(code, bytes);
  });
}

std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c :
       replaced(text, [](const std::optional<std::uint32_t>&code, std::string_view bytes) {
         // The mark of an escape that is written below; it cannot come from `text`.
         return code ? fmt::format("\x01{}{:0{}X}", *code > 0xFFFF ? 'U' : 'u', *code,
                                   *code > 0xFFFF ? 8 : 4)
                     : bytes_in_hexadecimal(bytes);
       })) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\x01' ? '\\' : c;
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

std::string shell_word(std::string_view word) {
  const bool bare = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("-+=./,:@%").find(c) != std::string::npos;
  });
  if (bare) return std::string(word);
  const bool shows = is_plain(word);
  std::string quoted = shows ? "'" : "$'";
  for (const char c :
       replaced(word, [](const std::optional<std::uint32_t>&, std::string_view bytes) {
         std::string result;  // octal ends after three digits, whatever follows
         for (const char byte : bytes) {
           result += fmt::format("\x01{:03o}", static_cast<unsigned char>(byte));
         }
         return result;
       })) {
    if (c == '\x01') {
      quoted += '\\';
    } else if (c == '\'') {
      quoted += shows ? "'\\''" : "\\'";
    } else if (c == '\\' && !shows) {
      quoted += "\\\\";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string block_comment(std::string_view text) {
  std::string result;
  for (const char c : plain(text)) {
    const bool joins = !result.empty() &&
                       ((result.back() == '*' && c == '/') || (result.back() == '/' && c == '*'));
    if (joins) result += ' ';
    result += c;
  }
  return result;
}

std::string markdown_text(std::string_view text) {
  std::string result;
  for (const char c : plain(text)) {
    if (std::string_view("\\`*_[]<>|&~").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string markdown_code(std::string_view text) {
  const std::string content = plain(text);
  std::size_t longest = 0;
  for (std::size_t at = 0, run = 0; at < content.size(); ++at) {
    run = content[at] == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool padded = !content.empty() && (content.front() == '`' || content.back() == '`');
  const std::string space = padded ? " " : "";
  return fence + space + content + space + fence;
}

}  // namespace scbnn
