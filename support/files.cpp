// Reads and writes whole files, and complains early.
#include "support/files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "support/problem.hpp"

namespace scbnn {

std::string read_file(const std::filesystem::path& file, std::string_view wanted,
                      std::size_t most) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    throw InputError(file.string(), fmt::format("is a folder; {} is needed", wanted));
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes;
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  while (stream && bytes.size() < most) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(most, before + kPiece));
    stream.read(bytes.data() + before, static_cast<std::streamsize>(bytes.size() - before));
    bytes.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.is_open() || stream.bad()) {
    throw InputError(file.string(), fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  return bytes;
}

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

}  // namespace scbnn
