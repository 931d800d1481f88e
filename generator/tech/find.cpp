// A technology by its name: one of ours, or a user's file.
#include <fmt/format.h>

#include "generator/config/config.hpp"
#include "generator/tech/built_in.hpp"
#include "generator/tech/description.hpp"
#include "generator/tech/technology.hpp"
#include "support/nearest.hpp"
#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

constexpr std::string_view kEnding = ".toml";

}  // namespace

std::vector<std::string> built_in_technologies() {
  std::vector<std::string> names;
  for (const Embedded& file : technology_files()) {
    names.emplace_back(file.name.substr(0, file.name.size() - kEnding.size()));
  }
  return names;
}

Technology find_technology(const std::string& name, const std::string& place) {
  if (is_technology_file(name)) return parse_technology(read_description(name), name);
  for (const Embedded& file : technology_files()) {
    if (file.name == name + std::string(kEnding)) {
      return parse_technology(file.text, "tech/" + std::string(file.name));
    }
  }
  const std::vector<std::string> names = built_in_technologies();
  throw InputError(place, fmt::format("is {}{}; allowed: {}, or a file that ends in .toml",
                                      in_quotes(name), did_you_mean(name, names), joined(names)));
}

}  // namespace scbnn
