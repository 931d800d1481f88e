// Which words may name the top module.
#pragma once

#include <string>
#include <string_view>

namespace scbnn {

/// Why `name` cannot name the top module, with what is allowed; empty if it can.
[[nodiscard]] std::string why_no_module_name(std::string_view name);

/// A module name made from any text: characters that it cannot have become _.
[[nodiscard]] std::string to_module_name(std::string_view text);

}  // namespace scbnn
