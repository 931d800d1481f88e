// Words and numbers as text.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace scbnn {

/// 0..9 of ASCII, whatever the locale.
[[nodiscard]] constexpr bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

/// "a, b, c"
[[nodiscard]] std::string joined(std::span<const std::string> words);

/// The shortest decimal number that reads back equal, never without a point: 100.0.
[[nodiscard]] std::string decimal(double value);

/// ASCII letters in upper case, for names of registers and macros.
[[nodiscard]] std::string upper(std::string name);

}  // namespace scbnn
