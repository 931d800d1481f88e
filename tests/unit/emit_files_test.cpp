// The deliverable as a whole: complete, reproducible, true to its manifest, readable.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "deliverable/checksums.hpp"
#include "deliverable/sha256.hpp"
#include "rtl/sources.hpp"
#include "tests/unit/emit_fixture.hpp"

using namespace scbnn;
using Json = nlohmann::ordered_json;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

FileSet tiny(const std::vector<std::string>& settings) {
  const Network network = test::random_network({12, 6, 4, 3}, 1, true);
  return test::deliverable(network, test::design_of(network, settings));
}

}  // namespace

TEST_CASE("SHA-256 of the standard's examples", "[files]") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("the folder holds what it promises", "[files]") {
  const FileSet files = tiny(test::kRunTimeSettings);
  for (const char* path :
       {"README.md", "config.toml", "manifest.json", "model.onnx", "tiny_run_time.f",
        "tiny_run_time.sdc", "tiny_run_time.core", "rtl/tiny_run_time.v",
        "rtl/tiny_run_time_layer1.v", "rtl/tiny_run_time_layer3.v", "rtl/sc_layer.v",
        "mem/layer1_weights.hex", "mem/layer1_thresholds.hex", "mem/layer3_scores.hex",
        "tb/tiny_run_time_tb.v", "tb/beats.hex"}) {
    CHECK(files.contains(path));
  }
  CHECK(files.at("model.onnx") == "not really ONNX\n");
}

TEST_CASE("the same input gives the same bytes", "[files]") {
  CHECK(tiny(test::kRunTimeSettings) == tiny(test::kRunTimeSettings));
  CHECK(tiny(test::kFixedSettings) != tiny(test::kRunTimeSettings));
}

TEST_CASE("generated text is fit to be read and to travel", "[files]") {
  // 64 lanes of 32 bits make the longest parameter there is; a long command the longest header.
  const Network network = test::random_network({130, 6, 3}, 1, true);
  const Design design =
      test::design_of(network, {"encoder.width=32", "encoder.lanes=64", "cycles_per_image=200"});
  const Provenance provenance{
      "scbnn generate --model models/a-rather-long-name-of-a-network-of-the-third-generation.onnx "
      "--config configs/another-quite-long-name.toml --set encoder.width=32 --set encoder.lanes=64 "
      "--out build/demo",
      "models/a-rather-long-name-of-a-network-of-the-third-generation.onnx", "model"};
  for (const FileSet& files : {emit(design, network, provenance), tiny(test::kFixedSettings)}) {
    for (const auto& [path, text] : files) {
      if (path.starts_with("rtl/sc_")) continue;  // written by hand, checked elsewhere
      INFO(path);
      CHECK((text.empty() || text.back() == '\n' || path == "model.onnx"));
      CHECK(text.find('\r') == std::string::npos);
      CHECK_FALSE(std::regex_search(text, std::regex("(19|20)[0-9][0-9]-[0-9][0-9]-[0-9][0-9]")));
      for (const std::string& line : lines_of(text)) {
        INFO(line);
        if (path.ends_with(".v")) {
          CHECK(line.size() <= 100);
          CHECK(line.find('\t') == std::string::npos);
        }
        if (!path.ends_with(".json")) CHECK((line.empty() || line.back() != ' '));
        CHECK(line.find(" /work") == std::string::npos);
        CHECK(line.find(" /home") == std::string::npos);
      }
    }
  }
}

TEST_CASE("the file list names every Verilog file once, leaves before their users", "[files]") {
  const FileSet files = tiny(test::kFixedSettings);
  const std::vector<std::string> list = lines_of(files.at("tiny_fixed.f"));
  CHECK(list.back() == "rtl/tiny_fixed.v");
  std::set<std::string> expected;
  for (const auto& [path, text] : files) {
    if (path.starts_with("rtl/")) expected.insert(path);
  }
  CHECK(std::set<std::string>(list.begin(), list.end()) == expected);
  CHECK(list.size() == expected.size());
}

TEST_CASE("leaf modules travel unchanged, and only those that are needed", "[files]") {
  const FileSet files = tiny(test::kFixedSettings);
  std::string instantiated;
  for (const auto& [path, text] : files) {
    if (path.ends_with(".v")) instantiated += text;
  }
  int carried = 0;
  for (const Embedded& leaf : rtl_sources()) {
    const auto file = files.find("rtl/" + std::string(leaf.name));
    const std::string module(leaf.name.substr(0, leaf.name.size() - 2));
    const bool needed = std::regex_search(instantiated, std::regex("\n +" + module + " (#\\(|u_)"));
    INFO(module);
    CHECK((file != files.end()) == needed);
    if (file != files.end()) CHECK(file->second == leaf.text);
    carried += file != files.end() ? 1 : 0;
  }
  CHECK(carried > 10);
}

TEST_CASE("the manifest carries every checksum and its own seal", "[files]") {
  const FileSet files = tiny(test::kRunTimeSettings);
  const std::string text = files.at("manifest.json");
  Json manifest = Json::parse(text);
  CHECK(manifest.at("format") == 1);
  CHECK(manifest.at("files").size() == files.size() - 1);
  for (const auto& [path, sum] : manifest.at("files").items()) {
    CHECK(sum == sha256(files.at(path)));
  }
  const std::string seal = manifest.at("manifest_sha256");
  manifest["manifest_sha256"] = std::string(64, '0');
  CHECK(sha256(manifest.dump(2) + '\n') == seal);
}

TEST_CASE("the manifest describes the design", "[files]") {
  const Network network = test::random_network({12, 6, 4, 3}, 1, true);
  const Design design = test::design_of(network, test::kRunTimeSettings);
  const Json manifest = Json::parse(test::deliverable(network, design).at("manifest.json"));
  CHECK(manifest.at("top") == "tiny_run_time");
  CHECK(manifest.at("function").at("presentations") == Json({1, 2, 4, 8}));
  CHECK(manifest.at("plan").at("encoder").at("start_states") == Json(design.encoder.start_states));
  const Json& layers = manifest.at("plan").at("layers");
  REQUIRE(layers.size() == 3);
  CHECK(layers[0].at("pe") == 4);
  CHECK(layers[0].at("module") == "tiny_run_time_layer1");
  for (const Json& row : manifest.at("plan").at("cycles")) {
    const Cycles planned = cycles(design, row.at("presentations"));
    CHECK(row.at("per_image") == planned.per_image);
    CHECK(row.at("first_result") == planned.first_result);
    CHECK(row.at("stage") == Json(planned.stage));
  }
  int bits = 0;
  for (const Json& memory : manifest.at("memories")) {
    bits += memory.at("rows").get<int>() * memory.at("width").get<int>();
  }
  CHECK(bits > 12 * 6 + 6 * 4 + 4 * 3);
  std::string ports;
  for (const Json& port : manifest.at("ports")) ports += port.at("name").get<std::string>() + ' ';
  CHECK(ports ==
        "aclk aresetn s_axis_tdata s_axis_tvalid s_axis_tready s_axis_tlast cfg_log2_presentations "
        "m_axis_tdata m_axis_tvalid m_axis_tready m_axis_tlast m_axis_tuser ");
}

TEST_CASE("the port for T is there only where T is chosen at run time", "[files]") {
  CHECK(tiny(test::kRunTimeSettings).at("rtl/tiny_run_time.v").find("cfg_log2_presentations") !=
        std::string::npos);
  CHECK(tiny(test::kFixedSettings).at("rtl/tiny_fixed.v").find("cfg_log2_presentations") ==
        std::string::npos);
}

TEST_CASE("the configuration in the folder makes the same folder", "[files]") {
  const Network network = test::random_network({12, 6, 4, 3}, 1, true);
  for (const auto& settings : {test::kRunTimeSettings, test::kFixedSettings}) {
    const Design design = test::design_of(network, settings);
    const FileSet files = test::deliverable(network, design);
    Design again = plan(network, parse_config(files.at("config.toml"), "config.toml", {}));
    again.config.source = design.config.source;
    CHECK(test::deliverable(network, again) == files);
  }
}

TEST_CASE("the manual explains every key of the manifest", "[files]") {
  std::ifstream file(std::string(SCBNN_SOURCE_DIR) + "/docs/generated-design.md");
  const std::string manual{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_FALSE(manual.empty());
  Json manifest;
  for (const auto& settings :
       {test::kRunTimeSettings, test::kFixedSettings, test::kOutputSettings}) {
    manifest.push_back(Json::parse(tiny(settings).at("manifest.json")));
    manifest.back()["files"].clear();  // keyed by path
  }
  std::set<std::string> keys;
  const auto collect = [&](const auto& self, const Json& value) -> void {
    if (!value.is_structured()) return;
    for (const auto& [key, inner] : value.items()) {
      if (value.is_object()) keys.insert(key);
      self(self, inner);
    }
  };
  collect(collect, manifest);
  CHECK(keys.size() > 50);
  for (const std::string& key : keys) {
    INFO(key);
    CHECK(manual.find('`' + key + '`') != std::string::npos);
  }
}
