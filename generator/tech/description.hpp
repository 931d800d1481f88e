// A TOML file that describes something: its keys are looked up one by one, and everything that is
// wrong with it is collected.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "generator/config/schema.hpp"
#include "generator/config/toml_source.hpp"
#include "support/problem.hpp"

namespace scbnn {

/// The text of a description file. Throws InputError that names `file` where it cannot be read.
[[nodiscard]] std::string read_description(const std::filesystem::path& file);

class Description {
 public:
  /// Throws InputError ("source:line: ...") where `text` is not TOML.
  Description(std::string_view text, std::string source);

  [[nodiscard]] const toml::table& root() const { return root_; }
  [[nodiscard]] const std::string& source() const { return source_; }

  // `prefix` of a table's keys is its full name followed by a dot: "sram."; empty for the root.

  /// Complains of each key of `table` that is not in `allowed`.
  void allow(const toml::table& table, const std::string& prefix,
             std::span<const std::string> allowed);

  /// The table under a key; nothing where it is absent. Complains of anything else there.
  const toml::table* table(const toml::table& parent, const std::string& prefix,
                           const std::string& key);

  /// The value under a key, within its domain; nothing where it is absent or wrong.
  std::optional<Value> value(const toml::table& parent, const std::string& prefix,
                             const std::string& key, const Domain& domain);

  /// A number under a key; nothing where it is absent or wrong.
  std::optional<double> number(const toml::table& parent, const std::string& prefix,
                               const std::string& key, const Domain& domain);

  /// A text of 1..`longest` printable characters under a key; nothing where it is absent or wrong.
  std::optional<std::string> text(const toml::table& parent, const std::string& prefix,
                                  const std::string& key, std::size_t longest);

  /// Reports what is wrong at a node, or what its table lacks.
  void complain(const std::string& key, const toml::node& node, std::string message);

  /// Throws InputError with every complaint, in the order of lines; returns if there is none.
  void finish();

 private:
  struct Found {
    std::uint32_t line;
    Problem problem;
  };

  std::string source_;
  toml::table root_;
  std::vector<Found> found_;
};

}  // namespace scbnn
