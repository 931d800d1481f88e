// What a correct configuration says arrives in Config, and nothing else changes.
#include "generator/config/config.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "generator/verilog/name.hpp"

namespace {

scbnn::Config parse(const std::string& text) { return scbnn::parse_config(text, "c.toml", {}); }

}  // namespace

TEST_CASE("an empty configuration is all defaults", "[config]") {
  const scbnn::Config config = parse("");
  CHECK(config.source == "c.toml");
  CHECK(config.function.input == scbnn::InputKind::kStochastic);
  CHECK(config.function.mode == scbnn::Mode::kFirst);
  CHECK(config.function.presentations == 4);
  CHECK(config.function.encoder.kind == scbnn::EncoderKind::kLfsr);
  CHECK(config.function.encoder.width == 8);
  CHECK(config.function.encoder.lanes == 16);
  CHECK(config.function.encoder.seed == 0);
  CHECK_FALSE(config.presentations_max);
  CHECK(config.memory == scbnn::MemoryKind::kRom);
  CHECK(config.pixels_per_beat == 16);
  CHECK(config.clock_mhz == 100.0);
  CHECK_FALSE(config.cycles_per_image);
  CHECK(config.folding.empty());
  CHECK_FALSE(config.top);
  CHECK(config.places.empty());
}

TEST_CASE("every key arrives in its field", "[config]") {
  const scbnn::Config config = parse(R"(
input = "fixed-point"
mode = "first"
presentations = 2
presentations_max = 128
memory = "rom"
control = "none"
pixels_per_beat = 7
cycles_per_image = 2048
clock_mhz = 12.5
top = "Accelerator_2"
[encoder]
kind = "lfsr"
width = 23
lanes = 11
seed = 4294967295
[layers.layer1]
pe = 3
simd = 50
[layers.layer2]
simd = 9
)");
  CHECK(config.function.input == scbnn::InputKind::kFixedPoint);
  CHECK(config.function.mode == scbnn::Mode::kFirst);
  CHECK(config.function.presentations == 2);
  CHECK(config.presentations_max == 128);
  CHECK(config.pixels_per_beat == 7);
  CHECK(config.cycles_per_image == 2048);
  CHECK(config.clock_mhz == 12.5);
  CHECK(config.top == "Accelerator_2");
  CHECK(config.function.encoder.width == 23);
  CHECK(config.function.encoder.lanes == 11);
  CHECK(config.function.encoder.seed == 4294967295U);
  REQUIRE(config.folding.size() == 2);
  CHECK(config.folding.at("layer1").pe == 3);
  CHECK(config.folding.at("layer1").simd == 50);
  CHECK_FALSE(config.folding.at("layer2").pe);
  CHECK(config.folding.at("layer2").simd == 9);
}

TEST_CASE("the ends of every range are allowed", "[config]") {
  CHECK(parse("presentations = 1").function.presentations == 1);
  CHECK(parse("presentations = 255").function.presentations == 255);
  CHECK(parse("presentations = 1\npresentations_max = 1").presentations_max == 1);
  CHECK(parse("pixels_per_beat = 1").pixels_per_beat == 1);
  CHECK(parse("pixels_per_beat = 16").pixels_per_beat == 16);
  CHECK(parse("cycles_per_image = 1").cycles_per_image == 1);
  CHECK(parse("cycles_per_image = 1000000000").cycles_per_image == 1'000'000'000);
  CHECK(parse("clock_mhz = 0.001").clock_mhz == 0.001);
  CHECK(parse("clock_mhz = 10000").clock_mhz == 10000.0);
  CHECK(parse("encoder.width = 8").function.encoder.width == 8);
  CHECK(parse("encoder.width = 32").function.encoder.width == 32);
  CHECK(parse("pixels_per_beat = 1\nencoder.lanes = 1").function.encoder.lanes == 1);
  CHECK(parse("encoder.lanes = 64").function.encoder.lanes == 64);
  CHECK(parse("layers.layer1.pe = 2147483647").folding.at("layer1").pe == 2147483647);
}

TEST_CASE("a key knows its line, and a missing one its file", "[config]") {
  const scbnn::Config config = parse("memory = \"rom\"\n\n[layers.layer1]\npe = 4\n");
  CHECK(config.place("memory") == "c.toml:1: memory");
  CHECK(config.place("layers.layer1.pe") == "c.toml:4: layers.layer1.pe");
  CHECK(config.place("clock_mhz") == "c.toml: clock_mhz");
}

TEST_CASE("a configuration is read from a file", "[config]") {
  const std::filesystem::path file =
      std::filesystem::path(SCBNN_BINARY_DIR) / "config_test_presentations.toml";
  std::ofstream(file) << "presentations = 9\n";
  const scbnn::Config config = scbnn::read_config(file, {});
  CHECK(config.function.presentations == 9);
  CHECK(config.source == file.string());
  std::filesystem::remove(file);
}

TEST_CASE("the canonical form is whole and fixed", "[config]") {
  CHECK(scbnn::to_toml(parse("")) == R"(mode = "first"
presentations = 4
engine = "bit-planes"
presentations_per_cycle = 1
memory = "rom"
control = "none"
pixels_per_beat = 16
clock_mhz = 100.0
target = "generic"

[input]
kind = "stochastic"

[encoder]
kind = "lfsr"
width = 8
lanes = 16
seed = 0
stride = 197

[macro]
technology = "22nm"
rows = 64
columns = 64
ecc = "none"
)");
}

TEST_CASE("any text becomes a module name", "[config]") {
  CHECK(scbnn::to_module_name("fashion-mnist-mlp") == "fashion_mnist_mlp");
  CHECK(scbnn::to_module_name("7segments") == "n_7segments");
  CHECK(scbnn::to_module_name("module") == "n_module");
  CHECK(scbnn::to_module_name("sc_rom") == "n_sc_rom");
  CHECK(scbnn::to_module_name("") == "n_");
  CHECK(scbnn::to_module_name(std::string(500, 'x')).size() == 60);
  for (const char* text : {"fashion-mnist-mlp", "7", "wire", "sc_x", "", "\xc3\xa9", "a b.c"}) {
    CHECK(scbnn::why_no_module_name(scbnn::to_module_name(text)).empty());
  }
}
