// Text between users and the program: words, keys and numbers as TOML writes them.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace scbnn {

/// A text as a TOML string: quoted, escaped, whole.
[[nodiscard]] std::string toml_string(std::string_view text);

/// A user's text for a message: the same, but cut when long. Never for a file.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// A part of a dotted key as TOML writes it: bare where it can be, quoted otherwise.
[[nodiscard]] std::string toml_key(std::string_view name);

/// "a, b, c"
[[nodiscard]] std::string joined(std::span<const std::string> words);

/// The shortest decimal number that reads back equal, never without a point: 100.0.
[[nodiscard]] std::string decimal(double value);

/// ASCII letters in upper case, for names of registers and macros.
[[nodiscard]] std::string upper(std::string name);

}  // namespace scbnn
