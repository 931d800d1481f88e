// Every file of configs/ is read and planned for the networks that it is for.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "generator/plan/design.hpp"
#include "generator/plan/plan_table.hpp"
#include "tests/unit/plan_fixture.hpp"

namespace {

namespace fs = std::filesystem;
using scbnn::plan_test::dense;

const fs::path kSource = SCBNN_SOURCE_DIR;

// The shipped networks' sizes.
const scbnn::Network kFashionMnist = dense({784, 1024, 1024, 10});
const scbnn::Network kShapes = dense({784, 96, 96, 10});

scbnn::Config read(const std::string& name) {
  return scbnn::read_config(kSource / "configs" / name, {});
}

int xnors(const scbnn::Design& design) {
  int sum = 0;
  for (const scbnn::LayerPlan& layer : design.layers) sum += layer.pe * layer.simd;
  return sum;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("there is a test for every configuration", "[plan][configs]") {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(kSource / "configs")) {
    names.insert(entry.path().filename().string());
  }
  CHECK(names == std::set<std::string>{"conventional.toml", "default.toml", "early-stop.toml",
                                       "paper.toml", "small.toml"});
}

TEST_CASE("configs/default.toml", "[plan][configs]") {
  const scbnn::Config config = read("default.toml");
  CHECK(config.function.presentations == 4);
  CHECK_FALSE(config.presentations_max);
  CHECK(config.function.encoder.kind == scbnn::EncoderKind::kLattice);
  const scbnn::Design design = scbnn::plan(kFashionMnist, config);
  CHECK(xnors(design) >= 2048);
  CHECK(scbnn::cycles(design, 4).per_image <= *config.cycles_per_image);
}

TEST_CASE("configs/early-stop.toml", "[plan][configs]") {
  const scbnn::Config config = read("early-stop.toml");
  CHECK(config.function.mode == scbnn::Mode::kOutput);
  CHECK(config.function.presentations == 8);
  CHECK(config.function.margin);
  const scbnn::Design design = scbnn::plan(kFashionMnist, config);
  CHECK(design.totals->slots >= 8);
  CHECK(scbnn::cycles(design, 8).per_image <= *config.cycles_per_image);
}

TEST_CASE("configs/paper.toml", "[plan][configs]") {
  const scbnn::Config config = read("paper.toml");
  CHECK(config.function.presentations == 4);
  CHECK(config.presentations_max == 16);
  CHECK(config.function.encoder.kind == scbnn::EncoderKind::kLfsr);
  CHECK(config.function.encoder.width == 8);

  const scbnn::Design design = scbnn::plan(kFashionMnist, config);
  CHECK(xnors(design) >= 2048);
  CHECK(scbnn::cycles(design, 4).per_image <= *config.cycles_per_image);
  CHECK(scbnn::cycles(scbnn::plan(kShapes, config), 4).per_image <= *config.cycles_per_image);
}

TEST_CASE("configs/small.toml", "[plan][configs]") {
  const scbnn::Config config = read("small.toml");
  CHECK_FALSE(config.presentations_max);
  const scbnn::Design design = scbnn::plan(kShapes, config);
  CHECK(xnors(design) <= 32);
  CHECK(scbnn::cycles(design, 4).per_image <= *config.cycles_per_image);
}

TEST_CASE("configs/conventional.toml", "[plan][configs]") {
  const scbnn::Config config = read("conventional.toml");
  CHECK(config.function.input == scbnn::InputKind::kFixedPoint);
  const scbnn::Design design = scbnn::plan(kFashionMnist, config);
  CHECK(design.encoder.coding == scbnn::PixelCoding::kRounded);
  CHECK(design.encoder.pixel_bits == 8);
  CHECK(design.presentation_choices == std::vector<int>{255});
  CHECK(scbnn::cycles(design, 255).per_image <= *config.cycles_per_image);
}

TEST_CASE("the documents show the plan that is made", "[plan][configs]") {
  std::string indented;
  const std::string table = scbnn::plan_table(scbnn::plan(kFashionMnist, read("paper.toml")));
  for (std::size_t begin = 0; begin < table.size();) {
    const std::size_t end = table.find('\n', begin) + 1;
    indented += "    " + table.substr(begin, end - begin);
    begin = end;
  }
  INFO("docs/configuration.md should contain:\n" << indented);
  CHECK(text_of(kSource / "docs" / "configuration.md").find(indented) != std::string::npos);
}
