// --set key=value stands over the file, and its mistakes name it.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "support/problem.hpp"

namespace {

using Overrides = std::vector<std::string>;

scbnn::Config parse(const std::string& text, const Overrides& overrides) {
  return scbnn::parse_config(text, "c.toml", overrides);
}

std::string complaints(const std::string& text, const Overrides& overrides) {
  try {
    (void)parse(text, overrides);
  } catch (const scbnn::InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("an override wins over the file, the last one over the others", "[config]") {
  const scbnn::Config config =
      parse("presentations = 8\nmemory = \"rom\"\n[layers.layer2]\npe = 4\nsimd = 5\n",
            {"presentations=2", "presentations = 16", "layers.layer2.pe=8", "encoder.width=16"});
  CHECK(config.function.presentations == 16);
  CHECK(config.folding.at("layer2").pe == 8);
  CHECK(config.folding.at("layer2").simd == 5);
  CHECK(config.function.encoder.width == 16);
  CHECK(config.place("presentations") == "--set presentations = 16");
  CHECK(config.place("memory") == "c.toml:2: memory");
}

TEST_CASE("a value is TOML, a bare word a string", "[config]") {
  CHECK(parse("", {"input=fixed-point"}).function.input == scbnn::InputKind::kFixedPoint);
  CHECK(parse("", {"input=\"fixed-point\""}).function.input == scbnn::InputKind::kFixedPoint);
  CHECK(parse("", {"top=accelerator"}).top == "accelerator");
  CHECK(parse("", {"clock_mhz=1e2"}).clock_mhz == 100.0);
  CHECK(parse("", {"encoder.seed=0xFF"}).function.encoder.seed == 255);
  CHECK(parse("", {"encoder={width=9, lanes=17}"}).function.encoder.lanes == 17);
}

TEST_CASE("mistakes in overrides name them", "[config]") {
  CHECK(complaints("", {"encoder.width=40"}) ==
        "--set encoder.width=40: is 40; allowed: integer, 8..32");
  CHECK(complaints("", {"memory=srm"}) ==
        "--set memory=srm: is \"srm\"; allowed: \"rom\" or \"registers\" or \"sram\" or "
        "\"sram-macro\" or \"st-mram\" or \"rram-2t2r\" (did you mean 'sram'?)");
  CHECK(complaints("", {"encoder.widt=9"}) ==
        "--set encoder.widt=9: unknown key (did you mean 'width'?); allowed: kind, width, lanes, "
        "seed, stride, presentations_per_cycle");
  CHECK(complaints("", {"presentations"}) ==
        "--set presentations: has no '='; allowed: KEY=VALUE, such as encoder.width=16");
  CHECK(complaints("", {"=4"}) ==
        "--set =4: has no key before '='; allowed: KEY=VALUE, such as encoder.width=16");
  CHECK(complaints("", {"encoder..width=9"}).starts_with("--set encoder..width=9: has no key"));
  CHECK(complaints("", {"presentations="}) ==
        "--set presentations=: has no value after '='; allowed: KEY=VALUE, such as "
        "encoder.width=16");
  CHECK(complaints("", {"presentations=yes"}) ==
        "--set presentations=yes: is \"yes\"; allowed: integer, 1..255");
  CHECK(complaints("", {"presentations=true"}) ==
        "--set presentations=true: is true; allowed: integer, 1..255");
  CHECK(complaints("", {"top=[1,"}).starts_with("--set top=[1,: the value is not TOML: "));
  CHECK(complaints("", {"top=a b"}).starts_with("--set top=a b: the value is not TOML: "));
  CHECK(complaints("", {"presentations=4\nmode='output'"})
            .ends_with("the value has more than one line; allowed: a TOML value or a bare word"));
  CHECK(complaints("", {"pixels_per_beat=16 # four", "encoder.lanes=8"}) ==
        "--set pixels_per_beat=16 # four: is 16; allowed: 1..8, as encoder.lanes is 8");
}

TEST_CASE("problems of file and overrides come together", "[config]") {
  CHECK(complaints("presentations = 0", {"pixels_per_beat=0", "presentations=4"}) ==
        "c.toml:1: presentations: is 0; allowed: integer, 1..255\n"
        "--set pixels_per_beat=0: is 0; allowed: integer, 1..16");
}

TEST_CASE("hostile overrides are refused", "[config]") {
  CHECK(complaints("", {std::string(100000, 'a') + "=1"}).size() < 200);
  CHECK(complaints("", {"a.a.a.a.a.a.a.a.a.a=1"}).find("has no key") != std::string::npos);
  CHECK(complaints("", {"top=" + std::string(500, '[')}).find("not TOML") != std::string::npos);
  CHECK(complaints("", {"value=1"}).starts_with("--set value=1: unknown key"));
  CHECK(complaints("", {""}).starts_with("--set : has no '='"));
}
