// The door to toml++: text in, a table out, whatever the text is.
#pragma once

#include <string>
#include <string_view>

// Nesting is limited here, since toml++ frees nested tables by recursion; no key of ours is deep.
#define TOML_MAX_NESTED_VALUES 16
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace scbnn {

/// The longest configuration that is read, in bytes.
inline constexpr std::size_t kLongestToml = 64 * 1024;

/// Parses TOML. Throws InputError ("source:line: ...") for text that is too long, too deep or
/// wrong.
[[nodiscard]] toml::table parse_toml(std::string_view text, const std::string& source);

}  // namespace scbnn
