// A TOML value as values and messages of ours.
#pragma once

#include <optional>
#include <string>

#include "generator/config/schema.hpp"
#include "generator/config/toml_source.hpp"

namespace scbnn {

/// A TOML value as the schema knows it; nothing for tables, arrays, booleans and dates.
[[nodiscard]] std::optional<Value> scalar(const toml::node& node);

/// An array of numbers and strings as texts; nothing for everything else.
[[nodiscard]] std::optional<Value> list(const toml::node& node);

/// What is there, for a message: "a table", true, "text", 12.
[[nodiscard]] std::string kind_of(const toml::node& node);

}  // namespace scbnn
