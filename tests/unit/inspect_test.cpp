// scbnn inspect: the figures of a model and of a generated folder.
#include "cli/inspect.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "deliverable/folder.hpp"
#include "generator/emit/emit.hpp"
#include "support/problem.hpp"
#include "tests/unit/emit_fixture.hpp"
#include "tests/unit/import_graphs.hpp"

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using scbnn::cli::Json;
using scbnn::test::Model;
using scbnn::test::TemporaryFolder;

namespace {

/// What was printed to a temporary file.
class Printed {
 public:
  [[nodiscard]] std::FILE* file() const { return file_.get(); }
  [[nodiscard]] std::string text() const {
    std::rewind(file_.get());
    std::string text;
    for (int c = std::fgetc(file_.get()); c != EOF; c = std::fgetc(file_.get())) {
      text += static_cast<char>(c);
    }
    return text;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_{std::tmpfile(), std::fclose};
};

/// A folder as `generate` writes it.
void generate(const fs::path& folder) {
  const scbnn::Network network = scbnn::test::random_network({12, 6, 4, 3}, 1);
  const scbnn::Design design = scbnn::test::design_of(network, scbnn::test::kRunTimeSettings);
  scbnn::write_folder(scbnn::test::deliverable(network, design), folder);
}

std::string refusal(const fs::path& folder) {
  try {
    static_cast<void>(scbnn::cli::inspect_folder(folder, Printed().file()));
  } catch (const scbnn::InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("inspect shows what became of a model", "[inspect]") {
  const TemporaryFolder folder;
  const fs::path file = folder / "small.onnx";
  Model model;
  model.input({1, 2, 2}).with("Flatten", {"image"}, "flat");
  model.floats("w", {4, 3}, {1, -1, -1, 1, 1, -1, -1, 1, -1, 1, -1, -1});
  model.with("MatMul", {"flat", "w"}, "sums");
  model.batch_norm("sums", "y", {1, -2, 0}, {0, 0.5F, 1}, {0.5F, 0, 0}, {1, 1, 1}, 0);
  model.with("Sign", {"y"}, "bits").finish("bits", 3);
  std::ofstream(file, std::ios::binary) << model.bytes();

  const Printed printed;
  const Json figures = scbnn::cli::inspect_model(file, "", false, printed.file());
  CHECK(figures["network"] == "small");
  CHECK(figures["input"]["height"] == 2);
  CHECK(figures["input_range"]["stated_by"] == "assumed");
  CHECK(figures["input_range"]["scale"] == Json({"2/255"}));
  CHECK(figures["trained_for"] == "fixed-point");
  CHECK(figures["trained_for_stated"] == false);
  CHECK(figures["classes"] == 2);
  CHECK(figures["weight_bits"] == 4 * 3 + 3 * 2);
  REQUIRE(figures["layers"].size() == 2);
  const Json& first = figures["layers"][0];
  CHECK(first["node"] == "sums");
  CHECK(first["inputs"] == 4);
  CHECK(first["outputs"] == 3);
  CHECK(first["flipped_rows"] == 1);
  CHECK(first["always_on"] == 1);
  CHECK(first["always_off"] == 0);
  CHECK(first["threshold_min"] == 0.0);
  CHECK(first["threshold_max"] == 2.25);
  CHECK(first["threshold_bits"] == 3 * 3);
  CHECK_FALSE(figures["layers"][1].contains("threshold_min"));
  CHECK(figures["warnings"].size() == 1);
  CHECK_THAT(printed.text(), Contains("0.00..2.25") &&
                                 Contains("assumed: the model does not say") &&
                                 Contains("pixel p in 0..255 is read as x = 2p/255 - 1 (assumed") &&
                                 Contains("warning  node 'bits' (Sign): Sign(0) = 0 can occur"));
}

TEST_CASE("inspect explains what each node became", "[inspect]") {
  const TemporaryFolder folder;
  Model model;
  model.input({2, 2})
      .with("Flatten", {"image"}, "flat")
      .floats("latent", {4, 3}, {0.5F, -1, 2, 1, 1, -1, -0.5F, 1, 1, 1, -2, 1});
  model.with("Sign", {"latent"}, "weights").with("MatMul", {"flat", "weights"}, "sums");
  model.batch_norm("sums", "norm", {1, -1, 2}, {0, 1, 0}, {1, 0, 0}, {1, 1, 4}, 1e-5F);
  model.with("Sign", {"norm"}, "bits").floats("last", {3, 2}, {1, -1, 1, 1, -1, 1});
  model.floats("bias", {2}, {1, 0}).with("MatMul", {"bits", "last"}, "z");
  model.with("Add", {"z", "bias"}, "scores").output(2);
  std::ofstream(folder / "m.onnx", std::ios::binary) << model.bytes();
  const Printed printed;
  const Json figures =
      scbnn::cli::inspect_model(folder / "m.onnx", "", true, printed.file());
  const auto line = [](const std::string& node, const Json& layer, const std::string& became) {
    return Json{{"node", node}, {"layer", layer}, {"became", became}};
  };
  CHECK(figures["nodes"] ==
        Json{line("node 'flat' (Flatten)", nullptr, "the image, in another shape"),
             line("node 'weights' (Sign)", nullptr, "a constant of shape [4, 3]"),
             line("node 'sums' (MatMul)", "layer1", "3 sums of 4 products each"),
             line("node 'norm' (BatchNormalization)", "layer1", "folded into the thresholds"),
             line("node 'bits' (Sign)", "layer1",
                  "the comparison with the thresholds: bits that stand for 1 and -1"),
             line("node 'z' (MatMul)", "layer2", "2 sums of 3 products each"),
             line("node 'scores' (Add)", "layer2", "folded into the scores")});
  CHECK_THAT(printed.text(),
             Contains("layer1   node 'norm' (BatchNormalization)  folded into the thresholds"));
}

TEST_CASE("inspect shows what a generated folder says of itself", "[inspect]") {
  const TemporaryFolder folder;
  generate(folder / "out");
  const Printed printed;
  const Json figures = scbnn::cli::inspect_folder(folder / "out", printed.file());
  CHECK(figures["top"] == "tiny_run_time");
  CHECK(figures["changed"].empty());
  CHECK_THAT(printed.text(), Contains("12-6-4-3") &&
                                 Contains("T = 1, 2, 4, 8, chosen at run time") &&
                                 Contains("s_axis_tdata") && Contains("mem/layer1_weights.hex") &&
                                 Contains("all as generated"));
}

TEST_CASE("inspect names files that are not as generated", "[inspect]") {
  const TemporaryFolder folder;
  generate(folder / "out");
  std::ofstream(folder / "out/notes.txt") << "mine\n";
  std::ofstream(folder / "out/mem/layer1_weights.hex", std::ios::app) << "00\n";
  fs::remove(folder / "out/README.md");
  const Printed printed;
  const Json figures = scbnn::cli::inspect_folder(folder / "out", printed.file());
  CHECK(figures["changed"] ==
        Json({"README.md (missing)", "mem/layer1_weights.hex (changed)", "notes.txt"}));
  CHECK_THAT(printed.text(), Contains("not as generated:\n  README.md (missing)"));
}

TEST_CASE("inspect shows what macros cost, layer by layer", "[inspect]") {
  const scbnn::Network network = scbnn::test::random_network({12, 6, 4, 3}, 1);
  std::vector<std::string> settings(scbnn::test::kRunTimeSettings.begin(),
                                    scbnn::test::kRunTimeSettings.end());
  settings.push_back("memory=st-mram");
  settings.push_back("layers.layer2.memory=rom");
  const scbnn::Design design = scbnn::test::design_of(network, settings);
  const TemporaryFolder place;
  scbnn::write_folder(scbnn::test::deliverable(network, design), place / "out");
  const Printed printed;
  const Json manifest = scbnn::cli::inspect_folder(place / "out", printed.file());
  CHECK(manifest.at("macros").at("layers").size() == 2);
  CHECK_THAT(printed.text(), Contains("sc_macro_mram_64x64") && Contains("pJ of reads per image") &&
                                 Contains("technology 22nm"));
}

TEST_CASE("inspect refuses folders that are none of ours", "[inspect]") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal(folder.path()), Contains("has no manifest.json"));
  std::ofstream(folder / "manifest.json") << "[1, 2";
  CHECK_THAT(refusal(folder.path()), Contains("manifest.json: is not valid JSON"));
  std::ofstream(folder / "manifest.json") << R"({"files": {}, "network": 3})";
  CHECK_THAT(refusal(folder.path()), Contains("network: is not an object"));
}
