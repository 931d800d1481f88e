// Files that travel inside the program (scbnn_embed in embed.cmake puts them there).
#pragma once

#include <span>
#include <string_view>

namespace scbnn {

struct Embedded {
  std::string_view name;  ///< the file's name without its folder
  std::string_view text;
};

/// The leaf modules, rtl/*.v, in the order of their names.
[[nodiscard]] std::span<const Embedded> rtl_sources();

}  // namespace scbnn
