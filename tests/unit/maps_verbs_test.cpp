// A network with convolutions as it is typed: what computes it, and who refuses it by name.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/unit/models_program.hpp"

using namespace scbnn;
using Catch::Contains;
using Json = nlohmann::json;

namespace {

const std::string kModel = std::string(SCBNN_SOURCE_DIR) + "/models/maps/shapes-cnn.onnx";
const std::string kSubject = "--model '" + kModel + "' --config c.toml ";

struct Place : test::DataFolder {
  Place() { write("c.toml", "presentations = 4\ncycles_per_image = 20000\n"); }
};

}  // namespace

TEST_CASE("evaluate computes convolutions by the golden model, and says so", "[evaluate][maps]") {
  const Place place;
  const std::string rest = kSubject + "--data shapes --count 300 --activations a --json ";
  const test::Ran ran = test::run_program(place, "evaluate " + rest + "f.json");
  CHECK(ran.status == 0);
  CHECK_THAT(ran.err, Contains("layer layer1 is a convolution; only the golden model"));
  CHECK_THAT(ran.out, Contains("run    golden model"));
  const Json rows = Json::parse(test::read_text(place.path() / "f.json"));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["accuracy"].get<double>() > 97);
  CHECK(std::filesystem::file_size(place.path() / "a" / "layer2.npy") > 300 * 12 * 12 * 16);
}

TEST_CASE("inspect shows convolutions and pools", "[inspect][maps]") {
  const Place place;
  const test::Ran ran = test::run_program(place, "inspect '" + kModel + "' --json f.json");
  CHECK(ran.status == 0);
  CHECK_THAT(ran.out, Contains("layer1   convolution") && Contains("24x24x16") &&
                          Contains("layer2   pooling") && Contains("layer6   dense layer"));
  const Json layers = Json::parse(test::read_text(place.path() / "f.json"))["layers"];
  CHECK(layers[0]["operation"] == "convolution");
  CHECK(layers[0]["weight_bits"] == 5 * 5 * 16);
  CHECK(layers[1]["output"] == Json{{"height", 12}, {"width", 12}, {"channels", 16}});
}

TEST_CASE("who takes dense layers alone refuses maps by name", "[maps]") {
  const Place place;
  const auto refused = [&](const std::string& command) {
    const test::Ran ran = test::run_program(place, command);
    CHECK(ran.status == 2);
    return ran.err;
  };
  CHECK_THAT(refused("generate " + kSubject + "--out d"),
             Contains("layer layer1 is a convolution; its hardware is not generated yet") &&
                 Contains("layer layer2 is a pooling; its hardware is not generated yet"));
  CHECK(!std::filesystem::exists(place.path() / "d"));
  CHECK_THAT(refused("faults " + kSubject + "--data shapes --rates 0.1 --seeds 1"),
             Contains("layer layer1 is a convolution; the fast model does not compute it yet"));
}
