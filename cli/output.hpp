// What the verbs share when they talk: lines for people, figures as JSON.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace scbnn::cli {

/// Figures keep the order in which they are written.
using Json = nlohmann::ordered_json;

/// Prints text that may hold what others wrote: line breaks stay, whatever else would drive a
/// terminal is made plain (support/quoting.hpp). Everything that the program says goes through it.
void print_plain(std::FILE* out, std::string_view text);

template <typename... Values>
void say(std::FILE* out, fmt::format_string<Values...> format, Values&&... values) {
  print_plain(out, fmt::format(format, std::forward<Values>(values)...));
}

/// Writes `figures` to a file, or to standard output for "-" (and nothing for an empty name).
/// Throws InputError if the file cannot be written.
void write_json(const Json& figures, const std::string& file_or_dash);

}  // namespace scbnn::cli
