// A manifest is somebody's file: what it names may be anywhere.
#include "deliverable/paths.hpp"

#include <filesystem>

namespace scbnn {

bool stays_inside(const std::string& path) {
  const std::filesystem::path given(path);
  return !path.empty() && given.is_relative() &&
         given.native() == given.lexically_normal().native() && *given.begin() != ".." &&
         *given.begin() != "." && given.has_filename() && path.find('\0') == std::string::npos;
}

}  // namespace scbnn
