// What the verbs share when they talk: figures as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace scbnn::cli {

/// Figures keep the order in which they are written.
using Json = nlohmann::ordered_json;

/// Writes `figures` to a file, or to standard output for "-" (and nothing for an empty name).
/// Throws InputError if the file cannot be written.
void write_json(const Json& figures, const std::string& file_or_dash);

}  // namespace scbnn::cli
