// Which leaf modules a design needs: whatever is named outside comments, and so on from there, but
// for tiles of a kind that it has none of.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "generator/emit/top/verilog_files.hpp"
#include "rtl/sources.hpp"

namespace scbnn {
namespace {

/// The identifiers of a Verilog text that start with "sc_", without comments.
std::set<std::string, std::less<>> leaf_names(std::string_view text) {
  const auto is_word = [](char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
  };
  std::set<std::string, std::less<>> names;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
    } else if (is_word(text[at])) {
      const std::size_t start = at;
      while (at < text.size() && is_word(text[at])) ++at;
      const std::string_view word = text.substr(start, at - start);
      if (word.starts_with("sc_")) names.emplace(word);
    } else {
      ++at;
    }
  }
  return names;
}

}  // namespace

FileSet leaf_modules(std::span<const std::string> texts, const std::set<std::string>& tiles) {
  std::map<std::string_view, std::string_view> library;  // text by file name
  for (const Embedded& file : rtl_sources()) library[file.name] = file.text;

  std::vector<std::string_view> open(texts.begin(), texts.end());
  FileSet leaves;
  while (!open.empty()) {
    const std::string_view text = open.back();
    open.pop_back();
    for (const std::string& name : leaf_names(text)) {
      const auto file = library.find(name + ".v");
      if (file == library.end() || (name.starts_with("sc_macro_") && !tiles.contains(name)))
        continue;
      if (leaves.emplace("rtl/" + name + ".v", file->second).second) open.push_back(file->second);
    }
  }
  return leaves;
}

}  // namespace scbnn
