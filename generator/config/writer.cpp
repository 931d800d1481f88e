// A Config as canonical TOML, row by row of the schema.
#include <fmt/format.h>

#include <string>

#include "generator/config/schema.hpp"
#include "support/quoting.hpp"

namespace scbnn {
namespace {

std::string lines(const Config& config, Section section, const std::string& layer) {
  std::string text;
  for (const Key& key : schema()) {
    if (key.section != section) continue;
    if (const auto value = key.get(config, layer)) {
      text += fmt::format("{} = {}\n", key.name, toml_text(key.domain, *value));
    }
  }
  return text;
}

}  // namespace

std::string to_toml(const Config& config) {
  std::string text = lines(config, Section::kTop, "");
  text += "\n[input]\n" + lines(config, Section::kInput, "");
  text += "\n[encoder]\n" + lines(config, Section::kEncoder, "");
  text += "\n[macro]\n" + lines(config, Section::kMacro, "");
  for (const auto& [layer, folding] : config.folding) {
    text += fmt::format("\n[layers.{}]\n", toml_key(layer)) + lines(config, Section::kLayer, layer);
  }
  return text;
}

}  // namespace scbnn
