// Looking up and complaining.
#include "generator/tech/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "generator/config/toml_node.hpp"
#include "support/files.hpp"
#include "support/nearest.hpp"
#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 64;  // longer ones are no typo of ours

bool is_printable(char c) { return c >= 0x20 && c < 0x7F; }

}  // namespace

std::string read_description(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) throw InputError(file.string(), "no such file");
  if (fs::is_directory(status)) {
    throw InputError(file.string(), "is a folder; allowed: a description file (TOML)");
  }
  return read_file(file, "a TOML file", kLongestToml + 1);
}

Description::Description(std::string_view text, std::string source)
    : source_(std::move(source)), root_(parse_toml(text, source_)) {}

void Description::complain(const std::string& key, const toml::node& node, std::string message) {
  const std::uint32_t line = std::max<std::uint32_t>(node.source().begin.line, 1);
  const std::string where = key.empty() ? fmt::format("{}:{}", source_, line)
                                        : fmt::format("{}:{}: {}", source_, line, key);
  found_.push_back({line, {where, std::move(message)}});
}

void Description::allow(const toml::table& table, const std::string& prefix,
                        std::span<const std::string> allowed) {
  for (const auto& [found_key, node] : table) {
    const std::string name(found_key.str());
    if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) continue;
    complain(prefix + toml_key(name), node,
             fmt::format("unknown key{}; allowed: {}",
                         name.size() > kLongestName ? "" : did_you_mean(name, allowed),
                         joined(allowed)));
  }
}

const toml::table* Description::table(const toml::table& parent, const std::string& prefix,
                                      const std::string& key) {
  const toml::node* node = parent.get(key);
  if (node == nullptr) return nullptr;
  if (const toml::table* found = node->as_table()) return found;
  const std::string name = prefix + toml_key(key);
  complain(name, *node, fmt::format("is {}; allowed: a table", kind_of(*node)));
  return nullptr;
}

std::optional<Value> Description::value(const toml::table& parent, const std::string& prefix,
                                        const std::string& key, const Domain& domain) {
  const toml::node* node = parent.get(key);
  if (node == nullptr) return std::nullopt;
  std::optional<Value> found = scalar(*node);
  std::string message =
      found ? check(domain, *found)
            : fmt::format("is {}; allowed: {}", kind_of(*node), allowed_text(domain));
  if (message.empty()) return found;
  complain(prefix + toml_key(key), *node, std::move(message));
  return std::nullopt;
}

std::optional<double> Description::number(const toml::table& parent, const std::string& prefix,
                                          const std::string& key, const Domain& domain) {
  const std::optional<Value> found = value(parent, prefix, key, domain);
  if (!found) return std::nullopt;
  const auto* integer = std::get_if<std::int64_t>(&*found);
  return integer != nullptr ? static_cast<double>(*integer) : std::get<double>(*found);
}

std::optional<std::string> Description::text(const toml::table& parent, const std::string& prefix,
                                             const std::string& key, std::size_t longest) {
  const toml::node* node = parent.get(key);
  if (node == nullptr) return std::nullopt;
  const auto* found = node->as_string();
  if (found != nullptr && !found->get().empty() && found->get().size() <= longest &&
      std::all_of(found->get().begin(), found->get().end(), is_printable)) {
    return found->get();
  }
  complain(
      prefix + toml_key(key), *node,
      fmt::format("is {}; allowed: a text of 1..{} printable characters", kind_of(*node), longest));
  return std::nullopt;
}

void Description::finish() {
  // toml++ keeps tables in the order of their keys.
  std::stable_sort(found_.begin(), found_.end(),
                   [](const Found& a, const Found& b) { return a.line < b.line; });
  std::vector<Problem> problems;
  for (Found& found : found_) problems.push_back(std::move(found.problem));
  if (!problems.empty()) throw InputError(std::move(problems));
}

}  // namespace scbnn
