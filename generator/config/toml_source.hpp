// The door to toml++: text in, a table out, whatever the text is.
#pragma once

#include <string>
#include <string_view>

namespace scbnn {

/// toml++ has asserted: it was given a text that its authors did not think of.
struct TomlAssertion {};

[[noreturn]] inline void toml_assertion_failed() { throw TomlAssertion{}; }

}  // namespace scbnn

// Nesting is limited here, since toml++ frees nested tables by recursion; no key of ours is deep.
// Its assertions throw, in builds without NDEBUG and with it: bad text must not end the program.
#define TOML_MAX_NESTED_VALUES 16
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(condition) ((condition) ? void() : ::scbnn::toml_assertion_failed())
#pragma push_macro("NDEBUG")
#undef NDEBUG
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace scbnn {

/// The longest configuration that is read, in bytes.
inline constexpr std::size_t kLongestToml = 64 * 1024;

/// Parses TOML. Throws InputError ("source:line: ...") for text that is too long, too deep or
/// wrong.
[[nodiscard]] toml::table parse_toml(std::string_view text, const std::string& source);

}  // namespace scbnn
