// Generated folders against the approved ones in tests/golden/, whole files.
#include "tests/unit/emit_golden.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The first line in which two texts differ, with its number.
std::string difference(const std::string& approved, const std::string& now) {
  const auto [a, b] = std::mismatch(approved.begin(), approved.end(), now.begin(), now.end());
  const auto line = [](const std::string& text, auto at) {
    const auto start = std::find(std::make_reverse_iterator(at), text.rend(), '\n').base();
    return std::string(start, std::find(at, text.end(), '\n'));
  };
  const auto number = 1 + std::count(approved.begin(), a, '\n');
  return "line " + std::to_string(number) + "\n  approved: " + line(approved, a) +
         "\n  now:      " + line(now, b);
}

}  // namespace

TEST_CASE("generated folders are as approved (if a change is meant: make approve)", "[golden]") {
  const fs::path root = fs::path(SCBNN_SOURCE_DIR) / "tests/golden";
  const scbnn::FileSet now = scbnn::test::golden_files();
  std::set<std::string> approved;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) approved.insert(entry.path().lexically_relative(root).string());
  }
  for (const auto& [path, text] : now) {
    INFO(path);
    CHECK(approved.erase(path) == 1);
    const std::string before = text_of(root / path);
    if (before != text) FAIL_CHECK(difference(before, text));
  }
  for (const std::string& path : approved) FAIL_CHECK(path << " is approved, but no longer made");
}
