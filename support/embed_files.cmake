# Writes OUTPUT, a C++ source in which FUNCTION() gives the names and texts of FILES.
list(LENGTH FILES count)
set(entries "")
foreach(path IN LISTS FILES)
  get_filename_component(name ${path} NAME)
  file(READ ${path} text)
  string(APPEND entries "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by embed_files.cmake.
#include <array>

#include \"support/embedded.hpp\"

namespace scbnn {

std::span<const Embedded> ${FUNCTION}() {
  static constexpr std::array<Embedded, ${count}> kFiles{{
${entries}  }};
  return kFiles;
}

}  // namespace scbnn
")
