// Walks a TOML table along the schema.
#include "generator/config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "generator/config/toml_node.hpp"
#include "support/nearest.hpp"
#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kLongestName = 64;  // longer ones are no typo of ours

/// The keys and tables allowed in a section, as a user writes them.
std::vector<std::string> names_in(Section section) {
  std::vector<std::string> names;
  if (section == Section::kTop) names.emplace_back("input");  // a word, or a table
  for (const Key& key : schema()) {
    if (key.section == section) names.emplace_back(key.name);
  }
  if (section == Section::kTop) names.insert(names.end(), {"encoder", "macro", "layers"});
  return names;
}

/// What to write instead of an unknown key: a near name here, or the same name elsewhere.
std::string hint(Section section, const std::string& name) {
  if (name.size() > kLongestName) return {};
  const std::string near = did_you_mean(name, names_in(section));
  if (!near.empty()) return near;
  for (const Key& key : schema()) {
    if (key.name != name) continue;
    return key.section == Section::kTop
               ? fmt::format(" ('{}' belongs above the first [table])", name)
               : fmt::format(" (did you mean '{}'?)", full_name(key, "NAME"));
  }
  return {};
}

/// The section of a table; kTop if no table above has this name.
Section section_named(const std::string& name) {
  if (name == "input") return Section::kInput;
  if (name == "encoder") return Section::kEncoder;
  if (name == "macro") return Section::kMacro;
  return Section::kTop;
}

const Key* find_key(Section section, const std::string& name) {
  const auto key = std::find_if(schema().begin(), schema().end(), [&](const Key& row) {
    return row.section == section && row.name == name;
  });
  return key != schema().end() ? &*key : nullptr;
}

}  // namespace

void Reader::add(const InputError& error) {
  problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
}

void Reader::complain(const std::string& key, const toml::node& node, std::string message) {
  const std::uint32_t line = node.source().begin.line;
  found_.push_back({line, {place_of_(key, line), std::move(message)}});
  refused_.insert(key);
}

void Reader::read(const toml::table& table, const PlaceOf& place_of) {
  place_of_ = place_of;
  found_.clear();
  read_section(table, Section::kTop, "");
  // toml++ keeps tables in the order of their keys.
  std::stable_sort(found_.begin(), found_.end(),
                   [](const Found& a, const Found& b) { return a.line < b.line; });
  for (Found& found : found_) problems_.push_back(std::move(found.problem));
}

void Reader::read_section(const toml::table& table, Section section, const std::string& layer) {
  const std::string prefix = section == Section::kInput     ? "input."
                             : section == Section::kEncoder ? "encoder."
                             : section == Section::kMacro   ? "macro."
                             : section == Section::kLayer   ? "layers." + toml_key(layer) + "."
                                                            : "";
  for (const auto& [found_key, node] : table) {
    const std::string name(found_key.str());
    const std::string where = prefix + toml_key(name);
    const bool is_top = section == Section::kTop;
    const Section inner = is_top ? section_named(name) : Section::kTop;
    if (const Key* key = find_key(section, name)) {
      read_key(*key, where, node, layer);
    } else if (is_top && name == "input" && !node.is_table()) {
      read_key(*find_key(Section::kInput, "kind"), where, node, layer);
    } else if (section == Section::kTop && name == "layers") {
      read_layers(node);
    } else if (inner != Section::kTop) {
      if (const toml::table* of_section = node.as_table()) {
        read_section(*of_section, inner, "");
      } else {
        complain(where, node,
                 fmt::format("is {}; allowed: a table [{}] with the keys {}", kind_of(node), name,
                             joined(names_in(inner))));
      }
    } else {
      complain(where, node,
               fmt::format("unknown key{}; allowed: {}", hint(section, name),
                           joined(names_in(section))));
    }
  }
}

void Reader::read_layers(const toml::node& layers) {
  const std::string allowed = fmt::format("allowed: a table [layers.NAME] with the keys {}",
                                          joined(names_in(Section::kLayer)));
  const toml::table* table = layers.as_table();
  if (table == nullptr) {
    complain("layers", layers, fmt::format("is {}; {}", kind_of(layers), allowed));
    return;
  }
  for (const auto& [name, node] : *table) {
    if (toml_key(name.str()) != name.str()) {
      complain("layers." + toml_key(name.str()), node,
               "cannot be a layer; allowed: layer1, layer2, ..");
    } else if (const toml::table* layer = node.as_table()) {
      read_section(*layer, Section::kLayer, std::string(name.str()));
    } else {
      complain("layers." + toml_key(name.str()), node,
               fmt::format("is {}; {}", kind_of(node), allowed));
    }
  }
}

void Reader::read_key(const Key& key, const std::string& name, const toml::node& node,
                      const std::string& layer) {
  std::optional<Value> value = scalar(node);
  if (!value && key.domain.type == Domain::Type::kFractions) value = list(node);
  if (!value) {
    complain(name, node,
             fmt::format("is {}; allowed: {}", kind_of(node), allowed_text(key.domain)));
    return;
  }
  std::string message = check(key.domain, *value);
  if (!message.empty()) {
    complain(name, node, std::move(message));
    return;
  }
  key.set(config_, layer, *value);
  config_.places[full_name(key, layer)] = place_of_(name, node.source().begin.line);
  refused_.erase(name);
}

}  // namespace scbnn
