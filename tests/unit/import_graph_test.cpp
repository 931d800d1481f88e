// Every supported construct on a graph small enough to check over all binary inputs.
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "network/invariants.hpp"
#include "tests/unit/import_graphs.hpp"

using scbnn::Imported;
using scbnn::InputKind;
using scbnn::Layer;
using scbnn::Network;
using scbnn::Scores;
using scbnn::Threshold;
using scbnn::Thresholds;
using scbnn::test::Model;

namespace {

constexpr int kInputs = 4;
constexpr int kOutputs = 3;

// [inputs, outputs]; the columns sum to 2, 0 and -4.
const std::vector<float> kWeights = {1,  -1, -1,  //
                                     1,  1,  -1,  //
                                     -1, 1,  -1,  //
                                     1,  -1, -1};
const std::vector<float> kWeightsTransposed = {1,  1,  -1, 1,   //
                                               -1, 1,  1,  -1,  //
                                               -1, -1, -1, -1};

/// Element i of the input with a number: -1 or +1.
int element(unsigned input, int i) { return ((input >> i) & 1U) != 0 ? 1 : -1; }

/// The dot product of neuron j's weights in the graph with an input.
int dot(unsigned input, int j) {
  int z = 0;
  for (int i = 0; i < kInputs; ++i) {
    z += element(input, i) * static_cast<int>(kWeights[static_cast<std::size_t>(i * kOutputs + j)]);
  }
  return z;
}

/// The imported neuron's bit.
bool bit(const Layer& layer, int j, unsigned input) {
  int popcount = 0;
  for (int i = 0; i < layer.input.shape.size(); ++i) {
    popcount += dense(layer)->weights.get(j, i) == (element(input, i) > 0) ? 1 : 0;
  }
  const Threshold& threshold =
      std::get<Thresholds>(layer.finish).values[static_cast<std::size_t>(j)];
  return popcount * threshold.denominator >= threshold.numerator;
}

/// All neurons of the first layer over all inputs; `wanted` takes the neuron and its dot product.
void check_first_layer(const Imported& imported, const std::function<bool(int, double)>& wanted) {
  REQUIRE(scbnn::broken_invariants(imported.network).empty());
  const Layer& layer = imported.network.layers.front();
  REQUIRE(layer.input.shape.size() == kInputs);
  REQUIRE(layer.output.shape.size() == kOutputs);
  for (int j = 0; j < kOutputs; ++j) {
    for (unsigned input = 0; input < 16; ++input) {
      INFO("neuron " << j << ", input " << input << ", dot product " << dot(input, j));
      CHECK(bit(layer, j, input) == wanted(j, dot(input, j)));
    }
  }
}

Model flat_model(int opset = 13) {
  return Model(opset).input({kInputs}).floats("w", {kInputs, kOutputs}, kWeights);
}

/// image -> sums, with the small constants that comparisons need.
Model with_sums(int opset = 13) {
  Model model = flat_model(opset);
  model.with("MatMul", {"image", "w"}, "sums");
  return model.scalar("zero", 0).scalar("one", 1).scalar("two", 2).scalar("minus_one", -1);
}

/// The first layer's bits where they are decided by comparing the sums with Sign.
Model& sign_and_finish(Model& model, const std::string& sums) {
  return model.with("Sign", {sums}, "bits").finish("bits", kOutputs);
}

}  // namespace

TEST_CASE("the structure that the trainer writes", "[import]") {
  Model model;
  model.input({1, 2, 2}).with("Flatten", {"image"}, "pixels");
  std::vector<std::int8_t> stored(kWeights.begin(), kWeights.end());
  model.int8("w8", {kInputs, kOutputs}, stored).int8("zero_point", {}, {0}).scalar("scale", 1);
  model.with("DequantizeLinear", {"w8", "scale", "zero_point"}, "w");
  model.with("MatMul", {"pixels", "w"}, "sums");
  model.batch_norm("sums", "normed", {1, -2, 0}, {0.5F, 0.5F, -1}, {1, -1, 0}, {3, 0, 1}, 1e-5F);
  model.scalar("zero", 0).scalar("plus", 1).scalar("minus", -1);
  model.with("GreaterOrEqual", {"normed", "zero"}, "on")
      .with("Where", {"on", "plus", "minus"}, "act");
  model.floats("w2", {kOutputs, 2}, {1, -1, 1, 1, -1, 1}).with("MatMul", {"act", "w2"}, "product");
  model.floats("offset", {2}, {2, -4}).with("Add", {"product", "offset"}, "scores").output(2);
  model.metadata("scbnn.input", "stochastic");

  const Imported imported = model.import();
  const Network& network = imported.network;
  CHECK(imported.warnings.empty());
  CHECK(network.name == "small");
  CHECK(network.input.shape == scbnn::TensorShape{2, 2, 1});
  CHECK(network.trained_for == InputKind::kStochastic);
  CHECK(imported.states_training);
  REQUIRE(network.layers.size() == 2);
  CHECK(network.layers[0].name == "layer1");
  CHECK(network.layers[0].node == "sums");
  CHECK(network.layers[1].name == "layer2");
  CHECK(std::holds_alternative<Scores>(network.layers[1].finish));
  CHECK(imported.folding[0].flipped_rows == 1);
  CHECK(imported.folding[0].always_off == 1);
  CHECK(imported.folding[0].always_on == 0);
  check_first_layer(imported, [](int j, double z) {
    if (j == 0) return (z - 1) / std::sqrt(3.00001) + 0.5 >= 0;
    if (j == 1) return -2 * (z + 1) / std::sqrt(0.00001) + 0.5 >= 0;
    return false;
  });
  CHECK(network.scores().gain == std::vector<std::int32_t>{1, 1});
  CHECK(network.scores().offset == std::vector<std::int32_t>{1, -2});
  CHECK(network.scores().fraction_bits == 0);
}

TEST_CASE("ways from the image to the first product", "[import]") {
  const auto check = [](Model& model) {
    sign_and_finish(model.with("MatMul", {"flat", "w"}, "sums"), "sums");
    const Imported imported = model.import();
    CHECK(imported.network.input.shape.size() == kInputs);
    check_first_layer(imported, [](int, double z) { return z >= 0; });
  };
  Model model = Model().floats("w", {kInputs, kOutputs}, kWeights);
  SECTION("a flat image") { check(model.input({4}).with("Identity", {"image"}, "flat")); }
  SECTION("Flatten") { check(model.input({1, 2, 2}).with("Flatten", {"image"}, "flat")); }
  SECTION("Flatten with a negative axis") {
    Model::set_int(model.input({1, 2, 2}).node("Flatten", {"image"}, "flat"), "axis", -3);
    check(model);
  }
  SECTION("Flatten of channels") {
    check(model.input({4, 1, 1}).with("Flatten", {"image"}, "flat"));
  }
  SECTION("Reshape") {
    const std::vector<std::int64_t> shape =
        GENERATE(std::vector<std::int64_t>{-1, 4}, std::vector<std::int64_t>{0, 4},
                 std::vector<std::int64_t>{0, -1}, std::vector<std::int64_t>{1, -1});
    check(model.input({2, 2}).int64s("shape", shape).with("Reshape", {"image", "shape"}, "flat"));
  }
  SECTION("Reshape by a Constant node") {
    Model::set_ints(model.input({2, 2}).node("Constant", {}, "shape"), "value_ints", {-1, 4});
    check(model.with("Reshape", {"image", "shape"}, "flat"));
  }
}

TEST_CASE("image shapes", "[import]") {
  const auto shape = [](const std::vector<std::int64_t>& dims, std::int64_t size) {
    Model model;
    model.input(dims).with("Flatten", {"image"}, "flat");
    model.floats("w", {size, 2}, std::vector<float>(static_cast<std::size_t>(size) * 2, 1));
    return model.with("MatMul", {"flat", "w"}, "scores").output(2).import().network.input.shape;
  };
  CHECK(shape({3, 5, 7}, 105) == scbnn::TensorShape{5, 7, 3});
  CHECK(shape({5, 7}, 35) == scbnn::TensorShape{5, 7, 1});
  CHECK(shape({784}, 784) == scbnn::TensorShape{28, 28, 1});
  CHECK(shape({35}, 35) == scbnn::TensorShape{1, 35, 1});
}

TEST_CASE("weights on channels follow the pixels' order, channel last", "[import]") {
  // Two channels of 2 x 3, flattened channel first: column (c * 2 + y) * 3 + x. Column k of output
  // j is +1 where bit k of j's number is set.
  const std::vector<std::uint32_t> numbers{0b100110'010111, 0b000001'101010};
  std::vector<float> weights;
  for (const std::uint32_t number : numbers) {
    for (unsigned k = 0; k < 12; ++k) weights.push_back((number >> k & 1U) != 0 ? 1.0F : -1.0F);
  }
  Model model = Model().input({2, 2, 3}).with("Flatten", {"image"}, "flat");
  SECTION("of the first product") {}
  SECTION("after a Reshape that changes nothing") {
    model.int64s("shape", {-1, 12}).with("Reshape", {"flat", "shape"}, "again");
  }
  const std::string flat = model.graph().node_size() > 1 ? "again" : "flat";
  Model::set_int(model.floats("w", {2, 12}, weights).node("Gemm", {flat, "w"}, "scores"), "transB",
                 1);
  const Network network = model.output(2).import().network;
  CHECK(network.input.shape == scbnn::TensorShape{2, 3, 2});
  for (int j = 0; j < 2; ++j) {
    for (int c = 0; c < 2; ++c) {
      for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < 3; ++x) {
          INFO("output " << j << ", channel " << c << ", row " << y << ", column " << x);
          CHECK(dense(network.layers[0])->weights.get(j, (y * 3 + x) * 2 + c) ==
                ((numbers[static_cast<std::size_t>(j)] >> ((c * 2 + y) * 3 + x) & 1U) != 0));
        }
      }
    }
  }
}

TEST_CASE("ways to write weights", "[import]") {
  Model model = Model().input({kInputs});
  const auto check = [&](double scale = 1) {
    model.scalar("limit", 1).with("Greater", {"sums", "limit"}, "on").with("Cast", {"on"}, "bits");
    Model::set_int(*model.graph().mutable_node(model.graph().node_size() - 1), "to",
                   onnx::TensorProto::FLOAT);
    check_first_layer(model.finish("bits", kOutputs).import(),
                      [&](int, double z) { return scale * z > 1; });
  };
  SECTION("a magnitude") {
    std::vector<float> weights = kWeights;
    for (float& weight : weights) weight *= 0.375F;
    model.floats("w", {kInputs, kOutputs}, weights).with("MatMul", {"image", "w"}, "sums");
    check(0.375);
  }
  SECTION("Sign of latent weights") {
    std::vector<float> weights = kWeights;
    for (std::size_t i = 0; i < weights.size(); ++i)
      weights[i] *= 0.01F * static_cast<float>(i + 1);
    model.floats("latent", {kInputs, kOutputs}, weights).with("Sign", {"latent"}, "w");
    model.with("MatMul", {"image", "w"}, "sums");
    check();
  }
  SECTION("Sign and Transpose, as torch exports a linear layer") {
    model.floats("latent", {kOutputs, kInputs}, kWeightsTransposed)
        .with("Sign", {"latent"}, "signs");
    model.with("Transpose", {"signs"}, "w").with("MatMul", {"image", "w"}, "sums");
    check();
  }
  SECTION("a comparison and Where") {
    model.floats("latent", {kInputs, kOutputs}, kWeights)
        .scalar("0", 0)
        .scalar("+", 1)
        .scalar("-", -1);
    model.with("GreaterOrEqual", {"latent", "0"}, "positive")
        .with("Where", {"positive", "+", "-"}, "w");
    model.with("MatMul", {"image", "w"}, "sums");
    check();
  }
  SECTION("a Constant node") {
    auto& node = model.node("Constant", {}, "w");
    auto& attribute = *node.add_attribute();
    attribute.set_name("value");
    attribute.set_type(onnx::AttributeProto::TENSOR);
    auto& tensor = *attribute.mutable_t();
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.add_dims(kInputs);
    tensor.add_dims(kOutputs);
    tensor.set_raw_data(std::string(reinterpret_cast<const char*>(kWeights.data()),
                                    kWeights.size() * sizeof(float)));
    model.with("MatMul", {"image", "w"}, "sums");
    check();
  }
  SECTION("Gemm with transB") {
    model.floats("w", {kOutputs, kInputs}, kWeightsTransposed);
    Model::set_int(model.node("Gemm", {"image", "w"}, "sums"), "transB", 1);
    check();
  }
  SECTION("int8 with one scale") {
    model.int8("w8", {kInputs, kOutputs}, {kWeights.begin(), kWeights.end()})
        .scalar("scale", 0.25F);
    model.with("DequantizeLinear", {"w8", "scale"}, "w").with("MatMul", {"image", "w"}, "sums");
    check(0.25);
  }
  SECTION("int8 around a zero point") {
    std::vector<std::int8_t> stored;
    for (const float weight : kWeights) stored.push_back(static_cast<std::int8_t>(5 + weight));
    model.int8("w8", {kInputs, kOutputs}, stored).scalar("scale", 1).int8("zero", {}, {5});
    model.with("DequantizeLinear", {"w8", "scale", "zero"}, "w");
    model.with("MatMul", {"image", "w"}, "sums");
    check();
  }
  SECTION("int8 of another magnitude, transposed after dequantizing") {
    std::vector<std::int8_t> stored;
    for (const float weight : kWeightsTransposed)
      stored.push_back(static_cast<std::int8_t>(3 * weight));
    model.int8("w8", {kOutputs, kInputs}, stored).scalar("scale", 0.5F);
    model.with("DequantizeLinear", {"w8", "scale"}, "dequantized");
    model.with("Transpose", {"dequantized"}, "w").with("MatMul", {"image", "w"}, "sums");
    check(1.5);
  }
}

TEST_CASE("a scale for each output moves each threshold", "[import]") {
  const std::vector<float> scales = {0.5F, 0.25F, 4};
  const bool last_axis = GENERATE(true, false);
  Model model = Model().input({kInputs}).floats("scales", {kOutputs}, scales);
  if (last_axis) {
    model.int8("w8", {kInputs, kOutputs}, {kWeights.begin(), kWeights.end()});
    Model::set_int(model.node("DequantizeLinear", {"w8", "scales"}, "w"), "axis", -1);
    model.with("Gemm", {"image", "w"}, "sums");
  } else {
    model.int8("w8", {kOutputs, kInputs}, {kWeightsTransposed.begin(), kWeightsTransposed.end()});
    Model::set_int(model.node("DequantizeLinear", {"w8", "scales"}, "w"), "axis", 0);
    Model::set_int(model.node("Gemm", {"image", "w"}, "sums"), "transB", 1);
  }
  model.scalar("limit", 1).with("Sub", {"sums", "limit"}, "moved");
  check_first_layer(sign_and_finish(model, "moved").import(), [&](int j, double z) {
    return scales[static_cast<std::size_t>(j)] * z - 1 >= 0;
  });
}

TEST_CASE("Gemm's alpha, beta and C", "[import]") {
  const std::vector<float> bias = {-3, 1, 2};
  Model model = flat_model().floats("c", {kOutputs}, bias);
  auto& gemm = model.node("Gemm", {"image", "w", "c"}, "sums");
  Model::set_float(gemm, "alpha", -0.5F);
  Model::set_float(gemm, "beta", 0.25F);
  check_first_layer(sign_and_finish(model, "sums").import(), [&](int j, double z) {
    return -0.5 * z + 0.25 * bias[static_cast<std::size_t>(j)] >= 0;
  });
}

TEST_CASE("arithmetic between product and sign is folded", "[import]") {
  Model model = with_sums();
  model.floats("c", {kOutputs}, {0.5F, -3, 2}).floats("row", {1, kOutputs}, {2, -1, -0.5F});
  const auto value = [](const std::vector<float>& values, int j) {
    return static_cast<double>(values[static_cast<std::size_t>(j)]);
  };
  const std::vector<float> c = {0.5F, -3, 2};
  const std::vector<float> row = {2, -1, -0.5F};
  SECTION("Add") {
    model.with("Add", {"sums", "c"}, "y");
    check_first_layer(sign_and_finish(model, "y").import(),
                      [&](int j, double z) { return z + value(c, j) >= 0; });
  }
  SECTION("Sub, both ways") {
    model.with("Sub", {"c", "sums"}, "x").with("Sub", {"x", "one"}, "y");
    check_first_layer(sign_and_finish(model, "y").import(),
                      [&](int j, double z) { return value(c, j) - z - 1 >= 0; });
  }
  SECTION("Mul and Div") {
    model.with("Mul", {"row", "sums"}, "x")
        .with("Div", {"x", "c"}, "d")
        .with("Add", {"d", "one"}, "y");
    check_first_layer(sign_and_finish(model, "y").import(),
                      [&](int j, double z) { return z * value(row, j) / value(c, j) + 1 >= 0; });
  }
  SECTION("around a batch norm") {
    model.with("Add", {"sums", "c"}, "x").with("Neg", {"x"}, "n");
    model.batch_norm("n", "normed", {2, 2, 1}, {1, 0, 3}, {0, 1, 0}, {4, 4, 16}, 0);
    model.with("Mul", {"normed", "row"}, "m").with("Add", {"m", "minus_one"}, "y");
    check_first_layer(sign_and_finish(model, "y").import(), [&](int j, double z) {
      const double x = -(z + value(c, j));
      const double normed = j == 0 ? 2 * x / 2 + 1 : j == 1 ? 2 * (x - 1) / 2 : x / 4 + 3;
      return normed * value(row, j) - 1 >= 0;
    });
  }
}

TEST_CASE("parameters are combined exactly, not in float32", "[import]") {
  SECTION("beta * C") {
    // 6 * float32(1/3) is 2 + 6e-8, which float32 would round to 2: at z = 2 the neuron is off.
    Model model = flat_model().floats("c", {1}, {-1.0F / 3.0F});
    Model::set_float(model.node("Gemm", {"image", "w", "c"}, "sums"), "beta", 6);
    check_first_layer(sign_and_finish(model, "sums").import(), [](int, double z) { return z > 2; });
  }
  SECTION("variance + epsilon") {
    // sqrt(4 + 1e-8) is over 2, so that 2 / sqrt(4 + 1e-8) - 1 is below 0.
    Model model = with_sums();
    model.batch_norm("sums", "y", {1, 1, 1}, {-1, -1, -1}, {0, 0, 0}, {4, 4, 4}, 1e-8F);
    check_first_layer(sign_and_finish(model, "y").import(), [](int, double z) { return z > 2; });
  }
}

TEST_CASE("comparisons say exactly what happens at equality", "[import]") {
  Model model = with_sums();
  const auto check = [&](const std::string& op, bool constant_first,
                         const std::function<bool(double)>& wanted) {
    const std::vector<std::string> operands = constant_first
                                                  ? std::vector<std::string>{"two", "sums"}
                                                  : std::vector<std::string>{"sums", "two"};
    model.with(op, operands, "on").with("Where", {"on", "one", "minus_one"}, "bits");
    const Imported imported = model.finish("bits", kOutputs).import();
    CHECK(imported.warnings.empty());
    check_first_layer(imported, [&](int, double z) { return wanted(z); });
  };
  SECTION("y >= c") {
    check("GreaterOrEqual", false, [](double z) { return z >= 2; });
  }
  SECTION("y > c") {
    check("Greater", false, [](double z) { return z > 2; });
  }
  SECTION("y <= c") {
    check("LessOrEqual", false, [](double z) { return z <= 2; });
  }
  SECTION("y < c") {
    check("Less", false, [](double z) { return z < 2; });
  }
  SECTION("c >= y") {
    check("GreaterOrEqual", true, [](double z) { return 2 >= z; });
  }
  SECTION("c > y") {
    check("Greater", true, [](double z) { return 2 > z; });
  }
  SECTION("c <= y") {
    check("LessOrEqual", true, [](double z) { return 2 <= z; });
  }
  SECTION("c < y") {
    check("Less", true, [](double z) { return 2 < z; });
  }
}

TEST_CASE("binary activations of any two values", "[import]") {
  // The second layer adds the three activations and compares with a limit.
  const auto check = [](Model& model, double low, double high, double limit) {
    model.floats("w2", {kOutputs, 1}, {1, -1, 1}).scalar("limit", static_cast<float>(limit));
    model.with("MatMul", {"bits", "w2"}, "sums2").with("Sub", {"sums2", "limit"}, "y2");
    model.with("Sign", {"y2"}, "bits2").finish("bits2", 1);
    const Imported imported = model.import();
    const Network& network = imported.network;
    REQUIRE(network.layers.size() == 3);
    for (unsigned input = 0; input < 16; ++input) {
      unsigned bits = 0;
      double sum = 0;
      for (int j = 0; j < kOutputs; ++j) {
        bits |= (bit(network.layers[0], j, input) ? 1U : 0U) << j;
        sum += (dot(input, j) >= 0 ? high : low) * (j == 1 ? -1 : 1);
      }
      INFO("input " << input << ", second layer's sum " << sum);
      CHECK(bit(network.layers[1], 0, bits) == (sum >= limit));
    }
  };
  Model model = with_sums();
  const double limit = GENERATE(-1.0, 0.0, 0.5, 1.0);
  SECTION("+-1") {
    check(model.with("GreaterOrEqual", {"sums", "zero"}, "on")
              .with("Where", {"on", "one", "minus_one"}, "bits"),
          -1, 1, limit);
  }
  SECTION("turned around: the bit stays the one of +1") {
    model.with("Less", {"sums", "zero"}, "off").with("Where", {"off", "minus_one", "one"}, "bits");
    check(model, -1, 1, limit);
    const Network network = model.import().network;
    CHECK(dense(network.layers[0])->weights.get(0, 0));
  }
  SECTION("Not") {
    model.with("Less", {"sums", "zero"}, "off").with("Not", {"off"}, "on");
    check(model.with("Where", {"on", "one", "minus_one"}, "bits"), -1, 1, limit);
  }
  SECTION("0 and 1") {
    Model::set_int(
        model.with("GreaterOrEqual", {"sums", "zero"}, "on").node("Cast", {"on"}, "bits"), "to",
        onnx::TensorProto::FLOAT);
    check(model, 0, 1, limit);
  }
  SECTION("2 b - 1") {
    Model::set_int(model.with("GreaterOrEqual", {"sums", "zero"}, "on").node("Cast", {"on"}, "b"),
                   "to", onnx::TensorProto::FLOAT);
    check(model.with("Mul", {"b", "two"}, "b2").with("Sub", {"b2", "one"}, "bits"), -1, 1, limit);
  }
  SECTION("a scale and a shift") {
    model.with("Sign", {"sums"}, "s").scalar("half", 0.5F).with("Mul", {"s", "half"}, "h");
    check(model.with("Sub", {"two", "h"}, "bits"), 2.5, 1.5, limit);
  }
}

TEST_CASE("a Clip that the sign cannot see is skipped", "[import]") {
  SECTION("bounds as inputs") {
    Model model = with_sums();
    model.with("Clip", {"sums", "minus_one", "one"}, "y");
    check_first_layer(sign_and_finish(model, "y").import(), [](int, double z) { return z >= 0; });
  }
  SECTION("bounds as attributes, before operator set 11") {
    Model model = with_sums(9);
    auto& clip = model.node("Clip", {"sums"}, "y");
    Model::set_float(clip, "min", -1);
    Model::set_float(clip, "max", 1);
    check_first_layer(sign_and_finish(model, "y").import(), [](int, double z) { return z >= 0; });
  }
  SECTION("one bound left out, a threshold inside") {
    Model model = with_sums();
    model.with("Clip", {"sums", "", "two"}, "y").with("Greater", {"y", "one"}, "on");
    model.with("Where", {"on", "one", "minus_one"}, "bits");
    check_first_layer(model.finish("bits", kOutputs).import(), [](int, double z) { return z > 1; });
  }
}

TEST_CASE("batch norm in every supported operator set", "[import]") {
  const int opset = GENERATE(9, 10, 11, 12, 13, 14, 15, 16, 17);
  Model model = with_sums(opset);
  model.batch_norm("sums", "y", {1, 1, 1}, {0, 0, 0}, {-1, 0, 1}, {1, 1, 1}, 0);
  auto& node = *model.graph().mutable_node(model.graph().node_size() - 1);
  Model::set_float(node, "momentum", 0.9F);
  if (opset >= 14) Model::set_int(node, "training_mode", 0);
  check_first_layer(sign_and_finish(model, "y").import(),
                    [](int j, double z) { return z - (j - 1) >= 0; });
}

namespace {

std::string only_warning(const Imported& imported) {
  const std::vector<std::string> warnings = scbnn::warnings_at(imported, {});
  REQUIRE(warnings.size() == 1);
  return warnings.front();
}

}  // namespace

TEST_CASE("a Sign(0) is warned of where it can occur, and only there", "[import]") {
  Model model = with_sums();
  SECTION("in the first layer, where means of presentations can hit it") {
    const Imported imported = sign_and_finish(model, "sums").import();
    CHECK(only_warning(imported) ==
          "node 'bits' (Sign): Sign(0) = 0 can occur in 3 of 3 neurons (neuron 0 at a popcount of "
          "2); the accelerator takes sign(0) as +1");
  }
  SECTION("at a fraction of a popcount") {
    model.scalar("third", -0.25F).with("Add", {"sums", "third"}, "y");
    const Imported imported = sign_and_finish(model, "y").import();
    CHECK(only_warning(imported).find("at a mean popcount of 17/8, where T is a multiple of 8") !=
          std::string::npos);
    for (const int presentations : {1, 4, 255}) {
      CHECK(scbnn::warnings_at(imported, std::vector<int>{presentations}).empty());
    }
    CHECK(scbnn::warnings_at(imported, std::vector<int>{1, 16}).size() == 1);
  }
  SECTION("not where no mean of up to 256 presentations hits it") {
    model.scalar("odd", 1.0F / 1024).with("Add", {"sums", "odd"}, "y");
    CHECK(sign_and_finish(model, "y").import().sign_ties.empty());
  }
  SECTION("not where the popcount is out of reach") {
    model.scalar("five", 5).with("Add", {"sums", "five"}, "y");
    CHECK(sign_and_finish(model, "y").import().sign_ties.empty());
  }
  SECTION("in a neuron that is always 0") {
    model.with("Mul", {"sums", "zero"}, "y");
    const Imported imported = sign_and_finish(model, "y").import();
    CHECK(only_warning(imported).find("neuron 0 at any input") != std::string::npos);
  }
  SECTION("in a hidden layer only at whole popcounts") {
    model.with("GreaterOrEqual", {"sums", "zero"}, "on")
        .with("Where", {"on", "one", "minus_one"}, "a");
    model.floats("w2", {kOutputs, 2}, {1, 1, 1, 1, 1, 1}).with("MatMul", {"a", "w2"}, "sums2");
    // Three inputs: z is odd, so that 0 cannot occur, while 1 can.
    model.floats("limit", {2}, {0, 1})
        .with("Sub", {"sums2", "limit"}, "y2")
        .with("Sign", {"y2"}, "b");
    const Imported imported = model.finish("b", 2).import();
    CHECK(only_warning(imported).find("in 1 of 2 neurons (neuron 1 at a popcount of 2)") !=
          std::string::npos);
  }
}

TEST_CASE("what the model says of its training", "[import]") {
  Model model = with_sums();
  sign_and_finish(model, "sums");
  SECTION("nothing: 8-bit images are assumed") {
    CHECK(model.import().network.trained_for == InputKind::kFixedPoint);
    CHECK_FALSE(model.import().states_training);
  }
  SECTION("fixed-point") {
    CHECK(model.metadata("scbnn.input", "fixed-point").import().network.trained_for ==
          InputKind::kFixedPoint);
  }
  SECTION("stochastic, among other metadata") {
    model.metadata("author", "somebody").metadata("scbnn.input", "stochastic");
    CHECK(model.import().network.trained_for == InputKind::kStochastic);
    CHECK(model.import().states_training);
  }
}

TEST_CASE("parameters may be listed as inputs, and nodes that lead nowhere are ignored",
          "[import]") {
  Model model = with_sums();
  model.input({kOutputs}, "w")
      .with("Relu", {"sums"}, "nowhere")
      .with("Exp", {"nowhere"}, "further");
  const Imported imported = sign_and_finish(model, "sums").import();
  CHECK(imported.network.layers.size() == 2);
  REQUIRE(imported.warnings.size() == 1);
  CHECK(imported.warnings[0] ==
        "node 'nowhere' (Relu) and others add nothing to the scores and are ignored (2 nodes)");
}
