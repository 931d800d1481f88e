// approve_golden: writes tests/golden/ anew from what the generator makes now. Read the difference
// (git diff tests/golden) before you commit it.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/emit_golden.hpp"

int main() {
  namespace fs = std::filesystem;
  const fs::path root = fs::path(SCBNN_SOURCE_DIR) / "tests/golden";
  const scbnn::FileSet files = scbnn::test::golden_files();
  fs::remove_all(root);
  for (const auto& [path, text] : files) {
    fs::create_directories((root / path).parent_path());
    std::ofstream file(root / path, std::ios::binary);
    file << text;
    if (!file.flush()) {
      fmt::print(stderr, "{} cannot be written\n", (root / path).string());
      return 2;
    }
  }
  fmt::print("{} files approved in {}; read: git diff tests/golden\n", files.size(), root.string());
}
