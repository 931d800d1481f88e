// A file that travels inside the program (scbnn_embed in embed.cmake puts it there).
#pragma once

#include <span>
#include <string_view>

namespace scbnn {

struct Embedded {
  std::string_view name;  ///< the file's name without its folder
  std::string_view text;
};

}  // namespace scbnn
