// A manifest that does not follow from the folder's own model and configuration is refused by key.
#include "cli/manifest_check.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "deliverable/checksums.hpp"
#include "deliverable/folder.hpp"
#include "generator/emit/emit.hpp"
#include "generator/import/import.hpp"
#include "generator/plan/design.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

using namespace scbnn;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// A generated folder, and what is read from it.
struct Generated {
  explicit Generated(const std::vector<std::string>& overrides) {
    const fs::path source(SCBNN_SOURCE_DIR);
    std::string name = (fs::temp_directory_path() / "scbnn-manifest-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    root = name;
    const fs::path model = source / "models/shapes-mlp.onnx";
    network = import_onnx(model).network;
    config = read_config(source / "configs/small.toml", overrides);
    write_folder(emit(plan(network, config), network, {"a command", "m.onnx", read_file(model)}),
                 folder());
    config = read_config(folder() / "config.toml", {});
  }
  ~Generated() { fs::remove_all(root); }
  Generated(const Generated&) = delete;
  Generated& operator=(const Generated&) = delete;

  [[nodiscard]] fs::path folder() const { return root / "design"; }
  [[nodiscard]] fs::path manifest() const { return folder() / kManifestName; }

  /// What is said of the folder with this manifest.
  [[nodiscard]] std::string refusal(const Json& manifest_text) const {
    write_file(manifest(), manifest_text.dump(2));
    try {
      cli::check_manifest(folder(), network, config);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  fs::path root;
  Network network;
  Config config;
};

/// Every value of a manifest as a JSON pointer; of a list's objects those of the first.
void leaves(const Json& json, const std::string& place, std::vector<std::string>& found) {
  if (json.is_structured()) {
    for (const auto& [key, value] : json.items()) {
      if (json.is_array() && key != "0") break;
      leaves(value, place + "/" + key, found);
    }
  } else {
    found.push_back(place);
  }
}

/// Another value of the same kind, in range wherever the first one is.
Json other(const Json& value) {
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number_integer()) return value.get<std::int64_t>() + 1;
  if (value.is_number()) return value.get<double>() + 1;
  return value.get<std::string>() + "x";
}

}  // namespace

TEST_CASE("every value of a manifest follows from the model and the configuration", "[manifest]") {
  const std::vector<std::vector<std::string>> designs{
      {},
      {"mode=\"output\"", "presentations=4", "presentations_max=8"},
      {"control=\"axi4-lite\"", "memory=\"sram-macro\"", "macro.ecc=\"secded\""}};
  // Where the folder came from, and what its checksums say: not in question here.
  const std::set<std::string> free{"/generator", "/command", "/network/name", "/manifest_sha256",
                                   "/macros/technology"};
  for (const std::vector<std::string>& overrides : designs) {
    const Generated generated(overrides);
    const Json manifest = Json::parse(read_file(generated.manifest()));
    CHECK(generated.refusal(manifest).empty());
    std::vector<std::string> places;
    leaves(manifest, "", places);
    CHECK(places.size() > 50);
    for (const std::string& place : places) {
      if (place.starts_with("/files/") || free.contains(place)) continue;
      Json changed = manifest;
      Json& value = changed[Json::json_pointer(place)];
      value = other(value);
      INFO(place << " becomes " << value);
      const std::string refusal = generated.refusal(changed);
      std::string key = place.substr(place.rfind('/') + 1);
      if (key == "0") key = place.substr(1, place.rfind('/') - 1);  // of a list of numbers
      CHECK_THAT(refusal, Catch::Contains(key.substr(key.rfind('/') + 1)));
    }
  }
}

TEST_CASE("lists of a manifest are neither shorter nor longer than planned", "[manifest]") {
  const Generated generated({});
  const Json manifest = Json::parse(read_file(generated.manifest()));
  for (const char* list : {"/plan/layers", "/memories", "/ports", "/plan/cycles"}) {
    const Json::json_pointer place{std::string(list)};
    Json longer = manifest;
    longer[place].push_back(longer[place].back());
    CHECK_THAT(generated.refusal(longer), Catch::Contains("a list of"));
    Json shorter = manifest;
    shorter[place].erase(shorter[place].size() - 1);
    CHECK_FALSE(generated.refusal(shorter).empty());
  }
}

TEST_CASE("a folder of another version says so", "[manifest]") {
  const Generated generated({});
  Json manifest = Json::parse(read_file(generated.manifest()));
  manifest["generator"] = "scbnn 0.0";
  CHECK(generated.refusal(manifest).empty());
  manifest["plan"]["layers"][0]["pe"] = 2;
  CHECK_THAT(generated.refusal(manifest),
             Catch::Contains("was written by scbnn 0.0, this is scbnn"));
}
