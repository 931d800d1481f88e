// Whatever configuration is valid reads back from its canonical form.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "generator/config/config.hpp"

namespace {

std::vector<scbnn::MemoryKind> memory_kinds() {
  return {scbnn::kMemoryKinds.begin(), scbnn::kMemoryKinds.end()};
}

/// A path as a user may have one: up to 255 bytes of letters, blanks, quotes and other signs.
std::string arbitrary_file() {
  const std::string signs = "abcXYZ019 ./-_'\"\\#=$()";
  std::string file = "/";
  const int size = *rc::gen::inRange(1, 255);
  for (int i = 0; i < size; ++i) file += *rc::gen::elementOf(signs);
  return file;
}

/// Numbers and fractions as people write them.
std::vector<std::string> arbitrary_fractions(int count) {
  std::vector<std::string> fractions;
  for (int i = 0; i < count; ++i) {
    std::string text = std::to_string(*rc::gen::inRange(-1000, 1000)) + ".25";
    if (*rc::gen::arbitrary<bool>()) text += "e-" + std::to_string(*rc::gen::inRange(0, 9));
    if (*rc::gen::arbitrary<bool>()) text += "/" + std::to_string(*rc::gen::inRange(1, 300));
    fractions.push_back(text);
  }
  return fractions;
}

scbnn::Config arbitrary_config() {
  scbnn::Config config;
  if (*rc::gen::arbitrary<bool>()) config.function.input = scbnn::InputKind::kFixedPoint;
  if (*rc::gen::arbitrary<bool>()) {
    config.input_range.scale = arbitrary_fractions(*rc::gen::inRange(1, 4));
    config.input_range.offset = arbitrary_fractions(*rc::gen::inRange(1, 4));
  }
  if (*rc::gen::arbitrary<bool>()) {
    const int log2 = *rc::gen::inRange(0, 8);
    config.presentations_max = 1 << log2;
    config.function.presentations = 1 << *rc::gen::inRange(0, log2 + 1);
  } else {
    config.function.presentations = *rc::gen::inRange(1, 256);
  }
  config.function.encoder.width = *rc::gen::inRange(8, 33);
  config.function.encoder.lanes = *rc::gen::inRange(1, 65);
  config.function.encoder.seed = *rc::gen::arbitrary<std::uint32_t>();
  config.pixels_per_beat = *rc::gen::inRange(1, std::min(16, config.function.encoder.lanes) + 1);
  config.memory = *rc::gen::elementOf(memory_kinds());
  config.clock_mhz = *rc::gen::inRange(1, 10'000'001) / 1000.0;
  if (*rc::gen::arbitrary<bool>()) {
    config.cycles_per_image = *rc::gen::inRange(1, 1'000'000'001);
  }
  config.target = *rc::gen::elementOf(
      std::vector<scbnn::Target>(scbnn::kTargets.begin(), scbnn::kTargets.end()));
  if (*rc::gen::arbitrary<bool>()) config.pipeline = *rc::gen::inRange(0, 4);
  if (*rc::gen::arbitrary<bool>()) config.top = "accelerator";
  if (*rc::gen::arbitrary<bool>()) config.leaf_prefix = "npu_";
  config.macro.technology = arbitrary_file();
  if (*rc::gen::arbitrary<bool>()) config.macro.foundry = arbitrary_file();
  for (const char* name : {"layer1", "layer2", "layer10", "a-layer_b"}) {
    scbnn::Folding folding;
    if (*rc::gen::arbitrary<bool>()) folding.pe = *rc::gen::inRange(1, 2000);
    if (*rc::gen::arbitrary<bool>()) folding.simd = *rc::gen::inRange(1, 2000);
    if (*rc::gen::arbitrary<bool>()) folding.memory = *rc::gen::elementOf(memory_kinds());
    if (*rc::gen::arbitrary<bool>()) folding.pipeline = *rc::gen::inRange(0, 4);
    if (folding.pe || folding.simd || folding.memory || folding.pipeline)
      config.folding[name] = folding;
  }
  return config;
}

}  // namespace

TEST_CASE("the canonical form reads back equal", "[config]") {
  CHECK(rc::check([] {
    const scbnn::Config config = arbitrary_config();
    const std::string text = scbnn::to_toml(config);
    const scbnn::Config again = scbnn::parse_config(text, "c.toml", {});
    RC_ASSERT(scbnn::to_toml(again) == text);
    RC_ASSERT(again.function.input == config.function.input);
    RC_ASSERT(again.input_range == config.input_range);
    RC_ASSERT(again.function.presentations == config.function.presentations);
    RC_ASSERT(again.function.encoder.width == config.function.encoder.width);
    RC_ASSERT(again.function.encoder.lanes == config.function.encoder.lanes);
    RC_ASSERT(again.function.encoder.seed == config.function.encoder.seed);
    RC_ASSERT(again.presentations_max == config.presentations_max);
    RC_ASSERT(again.pixels_per_beat == config.pixels_per_beat);
    RC_ASSERT(again.clock_mhz == config.clock_mhz);
    RC_ASSERT(again.target == config.target);
    RC_ASSERT(again.pipeline == config.pipeline);
    RC_ASSERT(again.cycles_per_image == config.cycles_per_image);
    RC_ASSERT(again.top == config.top);
    RC_ASSERT(again.leaf_prefix == config.leaf_prefix);
    RC_ASSERT(again.macro.technology == config.macro.technology);
    RC_ASSERT(again.macro.foundry == config.macro.foundry);
    RC_ASSERT(again.memory == config.memory);
    RC_ASSERT(again.folding.size() == config.folding.size());
    for (const auto& [name, folding] : config.folding) {
      RC_ASSERT(again.folding.at(name).pe == folding.pe);
      RC_ASSERT(again.folding.at(name).simd == folding.simd);
      RC_ASSERT(again.folding.at(name).memory == folding.memory);
    }
  }));
}
