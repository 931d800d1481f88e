// The manifest as a type: what is written reads back, and what is broken is refused by key.
#include "deliverable/manifest.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/files.hpp"
#include "support/problem.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;
using Json = nlohmann::ordered_json;

namespace {

const std::filesystem::path kGolden = std::filesystem::path(SCBNN_SOURCE_DIR) / "tests/golden";
const std::vector<std::string> kDesigns = {"tiny_control", "tiny_fixed", "tiny_output",
                                           "tiny_run_time"};

Json golden(const std::string& design) {
  return Json::parse(read_file(kGolden / design / "manifest.json"));
}

std::string refusal(const Json& manifest) {
  try {
    static_cast<void>(manifest::parse(manifest.dump(), "m.json"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// Every place in the manifest but its files, as pointers.
void collect(const Json& json, const Json::json_pointer& at,
             std::vector<Json::json_pointer>& places) {
  if (!at.empty()) places.push_back(at);
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      if (key != "files" && key != "manifest_sha256") collect(value, at / key, places);
    }
  }
  if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) collect(json[i], at / i, places);
  }
}

}  // namespace

TEST_CASE("a manifest reads back as it was written", "[manifest]") {
  for (const std::string& design : kDesigns) {
    Json whole = golden(design);
    const manifest::Manifest manifest = manifest::parse(whole.dump(), design);
    CHECK(manifest.files.size() == whole.at("files").size());
    whole.erase("files");
    whole.erase("manifest_sha256");
    CHECK(manifest::to_text(manifest) == whole.dump(2));
  }
}

TEST_CASE("whatever stands in a manifest, it is taken or refused by key", "[manifest]") {
  const std::vector<Json> values = {nullptr,
                                    true,
                                    -1,
                                    0,
                                    2147483648,
                                    18446744073709551615U,
                                    1e300,
                                    "",
                                    "../../etc/passwd",
                                    Json::array(),
                                    Json::object(),
                                    Json::array({Json::object(), 3, "x"})};
  int refused = 0;
  int taken = 0;
  for (const std::string& design : kDesigns) {
    const Json whole = golden(design);
    std::vector<Json::json_pointer> places;
    collect(whole, Json::json_pointer(), places);
    for (const Json::json_pointer& place : places) {
      for (const Json& value : values) {
        Json changed = whole;
        changed[place] = value;
        const std::string message = refusal(changed);
        (message.empty() ? taken : refused) += 1;
        if (!message.empty()) CHECK_THAT(message, Contains("m.json"));
      }
    }
  }
  CHECK(refused > 10 * taken / 2);
  CHECK(taken > 0);
}

TEST_CASE("numbers outside their range and missing keys are named", "[manifest]") {
  const auto with = [](const std::string& place, const Json& value) {
    Json manifest = golden("tiny_control");
    manifest[Json::json_pointer(place)] = value;
    return refusal(manifest);
  };
  CHECK(with("/plan/encoder/pixels_per_beat", 0) ==
        "m.json: plan.encoder.pixels_per_beat: is 0; allowed: 1..64");
  CHECK(with("/plan/layers/1/outputs", 2147483647) ==
        "m.json: plan.layers[1].outputs: is 2147483647; allowed: 1..1073741824");
  CHECK(with("/plan/layers/0/pe", "four") == "m.json: plan.layers[0].pe: is not an integer");
  CHECK(with("/format", 2) == "m.json: format: is 2; allowed: 1..1");
  CHECK(with("/plan/layers", Json::array()) == "m.json: plan.layers: is empty");
  Json manifest = golden("tiny_fixed");
  manifest["plan"].erase("encoder");
  CHECK(refusal(manifest) == "m.json: plan.encoder: is missing");
}

TEST_CASE("no path leaves the folder", "[manifest]") {
  for (const char* path :
       {"../x.hex", "/etc/passwd", "mem/../../x", "mem/./x.hex", "mem//x.hex", "", ".", "mem/"}) {
    CAPTURE(path);
    Json memory = golden("tiny_fixed");
    memory["memories"][0]["file"] = path;
    CHECK_THAT(refusal(memory), Contains("leaves the folder"));
    Json file = golden("tiny_fixed");
    file["files"][path] = std::string(64, '0');
    CHECK_THAT(refusal(file), Contains("leaves the folder"));
  }
}

TEST_CASE("what is nested without end is an error, not a crash", "[manifest]") {
  const std::string deep(3'000'000, '[');
  CHECK_THROWS_AS(manifest::parse(deep, "m.json"), InputError);
  const std::string whole = deep + std::string(3'000'000, ']');
  CHECK_THROWS_AS(manifest::parse(whole, "m.json"), InputError);
  for (const char* key : {"plan", "files", "ports", "command"}) {
    std::string text = golden("tiny_fixed").dump();
    const std::string quoted = std::string("\"") + key + "\":";
    text.insert(text.find(quoted) + quoted.size(), whole + ",\"other\":");
    CHECK_THROWS_AS(manifest::parse(text, "m.json"), InputError);
  }
}
