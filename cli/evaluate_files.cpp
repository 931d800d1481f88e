// Writes whole files, and complains early.
#include "cli/evaluate_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "support/problem.hpp"

namespace scbnn::cli {

void write_file(const std::string& file, const std::string& bytes) {
  errno = 0;
  std::ofstream stream(file, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) throw InputError(file, fmt::format("cannot be written: {}", std::strerror(errno)));
}

void check_writable(const std::string& file) {
  if (file.empty() || file == "-") return;
  std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (folder.empty()) folder = ".";
  errno = 0;
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    throw InputError(file, fmt::format("cannot be written: {}", std::strerror(errno)));
  }
}

}  // namespace scbnn::cli
