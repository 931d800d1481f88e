// Whole words, and nothing else, get the prefix.
#include "generator/emit/top/leaf_prefix.hpp"

#include <cctype>
#include <filesystem>
#include <set>
#include <string_view>

namespace scbnn {
namespace {

using Names = std::set<std::string, std::less<>>;

std::string renamed(std::string_view text, const Names& leaves, const std::string& prefix) {
  const auto is_word = [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
  };
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = at;
    while (at < text.size() && is_word(text[at])) ++at;
    const std::string_view word = text.substr(start, at - start);
    if (leaves.contains(word)) out += prefix;
    out += word;
    if (at < text.size()) out += text[at++];
  }
  return out;
}

bool names_modules(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".v" || extension == ".f" || extension == ".core" || path == "README.md";
}

}  // namespace

FileSet with_leaf_prefix(const FileSet& files, const std::string& prefix) {
  Names leaves;
  for (const auto& [path, text] : files) {
    const std::filesystem::path file(path);
    const std::string name = file.stem().string();
    if (file.parent_path() == "rtl" && name.starts_with("sc_")) leaves.insert(name);
  }
  FileSet result;
  for (const auto& [path, text] : files) {
    const bool renames = names_modules(path);
    result[renames ? renamed(path, leaves, prefix) : path] =
        renames ? renamed(text, leaves, prefix) : text;
  }
  return result;
}

}  // namespace scbnn
