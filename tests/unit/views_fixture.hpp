// Macros of every kind for the tests of views, and other programs to read their files.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "generator/emit/macros/views.hpp"

namespace scbnn::test {

/// A fresh folder that is removed with the object.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "scbnn-views-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

 private:
  std::filesystem::path path_;
};

/// Exit status and everything that a shell command printed in a folder.
inline std::pair<int, std::string> run(const std::filesystem::path& folder,
                                       const std::string& command) {
  const std::string whole = "cd '" + folder.string() + "' && (" + command + ") 2>&1 </dev/null";
  std::FILE* const pipe = popen(whole.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string text;
  char buffer[4096];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
  return {pclose(pipe), text};
}

/// Whether a program can be called.
inline bool has_program(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

inline constexpr std::array kTileKinds = {CellKind::kSram, CellKind::kStMram, CellKind::kRram2t2r};

/// A tile as the leaf modules name it, from a built-in technology.
inline Macro macro_of(CellKind kind, int rows, int columns,
                      const std::string& technology = "22nm") {
  const char* const name = kind == CellKind::kSram     ? "sc_macro_sram"
                           : kind == CellKind::kStMram ? "sc_macro_mram"
                                                       : "sc_macro_rram";
  return tile_macro(find_technology(technology, "test"), kind, rows, columns, name);
}

}  // namespace scbnn::test
