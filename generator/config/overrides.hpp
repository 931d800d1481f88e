// `--set key=value`: one key over what the file says.
#pragma once

#include <string>

#include "generator/config/toml_source.hpp"

namespace scbnn {

/// "encoder.width=16" as the table that a file with this one key would give. The value is TOML; a
/// bare word is a string. Throws InputError that names the --set.
[[nodiscard]] toml::table parse_override(const std::string& text);

/// "--set encoder.width=16"
[[nodiscard]] std::string override_place(const std::string& text);

}  // namespace scbnn
