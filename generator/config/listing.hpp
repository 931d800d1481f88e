// The keys as people read them: on a terminal and in docs/configuration.md.
#pragma once

#include <string>

namespace scbnn {

/// A plain text list of every key: allowed values, default, meaning; at most 100 columns.
[[nodiscard]] std::string list_keys();

/// The same as the Markdown table of docs/configuration.md.
[[nodiscard]] std::string markdown_keys();

}  // namespace scbnn
