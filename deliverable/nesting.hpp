// How deep a JSON text nests: the JSON library follows any depth, to the end of the stack.
#pragma once

#include <string_view>

namespace scbnn {

/// Whether lists and objects of a text are within more than 32 others.
[[nodiscard]] bool nests_too_deep(std::string_view json);

}  // namespace scbnn
