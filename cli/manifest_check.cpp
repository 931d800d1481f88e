// Plans the folder's design again and compares what both manifests say.
#include "cli/manifest_check.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "deliverable/checksums.hpp"
#include "deliverable/manifest.hpp"
#include "generator/emit/emit.hpp"
#include "generator/plan/design.hpp"
#include "support/problem.hpp"
#include "support/version.hpp"

namespace scbnn::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostProblems = 20;

class Comparison {
 public:
  explicit Comparison(std::string file) : file_(std::move(file)) {}

  void compare(const std::string& place, const Json& found, const Json& given) {
    if (found.is_object() && given.is_object()) {
      for (const auto& [key, value] : given.items()) {
        const std::string inner = place.empty() ? key : place + "." + key;
        if (found.contains(key)) {
          compare(inner, found[key], value);
        } else {
          complain(inner, "is missing");
        }
      }
      for (const auto& [key, value] : found.items()) {
        if (!given.contains(key))
          complain(place.empty() ? key : place + "." + key, "does not belong there");
      }
    } else if (found.is_array() && given.is_array() && found.size() == given.size()) {
      for (std::size_t i = 0; i < found.size(); ++i) {
        compare(fmt::format("{}[{}]", place, i), found[i], given[i]);
      }
    } else if (found != given) {
      complain(place, fmt::format("is {}; the folder's model.onnx and config.toml give {}",
                                  shown(found), shown(given)));
    }
  }

  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

 private:
  static std::string shown(const Json& value) {
    if (value.is_array()) return fmt::format("a list of {}", value.size());
    if (value.is_object()) return "an object";
    return value.dump();
  }

  void complain(const std::string& place, std::string message) {
    if (problems_.size() < kMostProblems) {
      problems_.push_back({file_ + ": " + place, std::move(message)});
    }
  }

  std::string file_;
  std::vector<Problem> problems_;
};

}  // namespace

void check_manifest(const fs::path& folder, Network network, const Config& config) {
  manifest::Manifest found = manifest::read(folder);
  network.name = found.network.name;  // gives the top its name where the configuration does not
  const Design design = plan(network, config);
  manifest::Manifest given = manifest_of(design, network, Provenance{found.command, {}, {}});
  given.generator = found.generator;
  if (given.macros && found.macros) given.macros->technology = found.macros->technology;

  Comparison comparison((folder / kManifestName).string());
  comparison.compare("", Json::parse(manifest::to_text(found)),
                     Json::parse(manifest::to_text(given)));
  std::vector<Problem> problems = comparison.problems();
  if (problems.empty()) return;
  problems.push_back(
      {folder.string(), found.generator == generator_name()
                            ? "is not what 'scbnn generate' writes; generate it again"
                            : fmt::format("was written by {}, this is {}; generate it again",
                                          found.generator, generator_name())});
  throw InputError(std::move(problems));
}

}  // namespace scbnn::cli
