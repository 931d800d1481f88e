// The shipped networks: what they hold, and how long import may take.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "generator/import/import.hpp"
#include "network/invariants.hpp"

using scbnn::Imported;
using scbnn::InputKind;

namespace {

std::filesystem::path model(const std::string& name) {
  return std::filesystem::path(SCBNN_SOURCE_DIR) / "models" / (name + ".onnx");
}

}  // namespace

TEST_CASE("the shipped networks import without a warning", "[import]") {
  const auto [name, kind, hidden] = GENERATE(table<std::string, InputKind, int>({
      {"fashion-mnist-mlp", InputKind::kStochastic, 1024},
      {"fashion-mnist-mlp-conventional", InputKind::kFixedPoint, 1024},
      {"shapes-mlp", InputKind::kStochastic, 0},
  }));
  INFO(name);
  const Imported imported = scbnn::import_onnx(model(name));
  const scbnn::Network& network = imported.network;
  CHECK(scbnn::broken_invariants(network).empty());
  CHECK(imported.warnings.empty());
  CHECK(imported.states_training);
  CHECK(network.name == name);
  CHECK(network.trained_for == kind);
  CHECK(network.input.shape == scbnn::TensorShape{28, 28, 1});
  CHECK(network.classes() == 10);
  CHECK(network.scores().fraction_bits == 0);
  if (hidden != 0) {
    REQUIRE(network.layers.size() == 3);
    CHECK(network.layers[0].output.shape.size() == hidden);
    CHECK(network.layers[1].output.shape.size() == hidden);
  } else {
    int weights = 0;
    for (const scbnn::Layer& layer : network.layers)
      weights += layer.input.shape.size() * layer.output.shape.size();
    CHECK(weights <= 90000);
  }
}
