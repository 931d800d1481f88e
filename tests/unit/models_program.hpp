// Runs the built program and keeps what it said.
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/unit/data_folder.hpp"

namespace scbnn::test {

struct Ran {
  int status = 0;
  std::string out;
  std::string err;
};

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Runs `scbnn arguments` in `folder`, through the shell.
inline Ran run_program(const DataFolder& folder, const std::string& arguments) {
  const std::string place = folder.path().string();
  const std::string command = "cd '" + place + "' && '" SCBNN_BINARY_DIR "/scbnn' " + arguments +
                              " >'" + place + "/.out' 2>'" + place + "/.err'";
  const int status = std::system(command.c_str());
  Ran ran{WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(folder.path() / ".out"),
          read_text(folder.path() / ".err")};
  std::filesystem::remove(folder.path() / ".out");
  std::filesystem::remove(folder.path() / ".err");
  return ran;
}

}  // namespace scbnn::test
