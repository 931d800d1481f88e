// Constants that nodes make: what comes out of a small graph of them, as the weights and offsets of
// a network that would otherwise store them.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "network/invariants.hpp"
#include "tests/unit/import_graphs.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;
using scbnn::test::Model;

namespace {

using Floats = std::vector<float>;
using Dims = std::vector<std::int64_t>;

// [inputs, outputs]
const Floats kWeights = {1, -1, 1, -1, 1, 1};

/// A model on three pixels whose one product takes the tensor "w", [3, 2].
Imported with_weights(Model model) {
  model.input({3}).with("MatMul", {"image", "w"}, "scores").output(2);
  Imported imported = model.import();
  REQUIRE(broken_invariants(imported.network).empty());
  return imported;
}

void check_weights(const Imported& imported) {
  const Product& product = std::get<Product>(imported.network.layers[0].operation);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 2; ++j) {
      INFO("input " << i << ", output " << j);
      CHECK(product.weights.get(j, i) == (kWeights[static_cast<std::size_t>(2 * i + j)] > 0));
    }
  }
}

/// The value that a model's nodes give the scalar "c", read from the threshold at which the sum of
/// 16 equal weights of 1 goes over it: c must be an even whole number in -16..16.
int even_constant(const std::function<void(Model&)>& grow, int opset = 13) {
  Model model(opset);
  model.input({16}).floats("w", {16, 1}, Floats(16, 1.0F)).with("MatMul", {"image", "w"}, "sums");
  grow(model);
  model.with("Sub", {"sums", "c"}, "shifted").scalar("zero", 0);
  model.with("Greater", {"shifted", "zero"}, "on").scalar("one", 1).scalar("minus", -1);
  model.with("Where", {"on", "one", "minus"}, "bits").finish("bits", 1);
  const Network network = model.import().network;
  const Threshold& threshold = std::get<Thresholds>(network.layers[0].finish).values.front();
  // z = 2a - 16 > c from the first fraction above (16 + c) / 2 on: one 512th above it at most.
  const double above = static_cast<double>(threshold.numerator) / threshold.denominator;
  return 2 * static_cast<int>(std::floor(above)) - 16;
}

void raw(Model& model, const std::string& name, const Dims& dims, onnx::TensorProto::DataType type,
         const std::string& bytes) {
  onnx::TensorProto& tensor = *model.graph().add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const std::int64_t dim : dims) tensor.add_dims(dim);
  tensor.set_raw_data(bytes);
}

template <typename Value>
std::string bytes_of(const std::vector<Value>& values) {
  std::string bytes(values.size() * sizeof(Value), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

}  // namespace

TEST_CASE("weights that nodes move together", "[import]") {
  Model model;
  SECTION("Concat of rows") {
    model.floats("a", {1, 2}, {1, -1}).floats("b", {2, 2}, {1, -1, 1, 1});
    Model::set_int(model.node("Concat", {"a", "b"}, "w"), "axis", 0);
  }
  SECTION("Concat of columns, the axis from behind") {
    model.floats("a", {3, 1}, {1, 1, 1}).floats("b", {3, 1}, {-1, -1, 1});
    Model::set_int(model.node("Concat", {"a", "b"}, "w"), "axis", -1);
  }
  SECTION("Slice, backwards along one axis") {
    model.floats("a", {4, 3}, {9, 1, 1, 9, -1, 1, 9, -1, 1, 9, 9, 9});
    model.int64s("starts", {2, 2}).int64s("ends", {-5, 0}).int64s("axes", {0, 1});
    model.int64s("steps", {-1, -1});
    model.with("Slice", {"a", "starts", "ends", "axes", "steps"}, "w");
  }
  SECTION("Gather of rows") {
    model.floats("a", {2, 2}, {1, 1, 1, -1}).int64s("rows", {1, -1, 0});
    model.with("Gather", {"a", "rows"}, "w");
  }
  SECTION("Transpose of three dimensions, Squeeze and Unsqueeze") {
    model.floats("a", {2, 1, 3}, {1, 1, 1, -1, -1, 1}).int64s("axis", {0});
    Model::set_ints(model.node("Transpose", {"a"}, "t"), "perm", {1, 2, 0});
    model.with("Unsqueeze", {"t", "axis"}, "u").with("Squeeze", {"u"}, "w");
  }
  SECTION("Expand times what Where makes of a mask") {
    model.floats("s", {1, 1}, {2}).int64s("shape", {3, 2}).with("Expand", {"s", "shape"}, "e");
    model.floats("a", {3, 2}, kWeights).scalar("zero", 0).scalar("one", 1).scalar("minus", -1);
    model.with("Greater", {"a", "zero"}, "mask").with("Where", {"mask", "one", "minus"}, "b");
    model.with("Mul", {"e", "b"}, "w");
  }
  SECTION("sign(w) * mean(|w|)") {
    model.floats("a", {3, 2}, {0.3F, -0.2F, 0.1F, -0.7F, 2.0F, 0.9F}).with("Abs", {"a"}, "size");
    auto& mean = model.node("ReduceMean", {"size"}, "alpha");
    Model::set_ints(mean, "axes", {0});
    model.with("Sign", {"a"}, "s").with("Mul", {"s", "alpha"}, "w");
  }
  SECTION("Round(Clip(w)) in the manner of straight-through binarization") {
    model.floats("a", {3, 2}, {0.9F, -0.8F, 3.0F, -7.0F, 0.6F, 1.0F}).scalar("l", -1);
    model.scalar("h", 1).with("Clip", {"a", "l", "h"}, "c").with("Round", {"c"}, "w");
  }
  SECTION("ConstantOfShape, Max and Min") {
    model.floats("a", {3, 2}, {5, -5, 5, -5, 5, 5}).int64s("shape", {3, 2});
    model.node("ConstantOfShape", {"shape"}, "z");
    model.scalar("one", 1).with("Add", {"z", "one"}, "ones").with("Neg", {"ones"}, "minus");
    model.with("Min", {"a", "ones"}, "m").with("Max", {"m", "minus"}, "w");
  }
  check_weights(with_weights(std::move(model)));
}

TEST_CASE("weights in every floating type", "[import]") {
  Model model;
  SECTION("DOUBLE with a Cast") {
    raw(model, "a", {3, 2}, onnx::TensorProto::DOUBLE,
        bytes_of(std::vector<double>(kWeights.begin(), kWeights.end())));
    Model::set_int(model.node("Cast", {"a"}, "w"), "to", onnx::TensorProto::FLOAT);
  }
  SECTION("DOUBLE as it is") {
    raw(model, "w", {3, 2}, onnx::TensorProto::DOUBLE,
        bytes_of(std::vector<double>(kWeights.begin(), kWeights.end())));
  }
  SECTION("FLOAT16, 0.25") {
    std::vector<std::uint16_t> bits;
    for (const float weight : kWeights) bits.push_back(weight > 0 ? 0x3400 : 0xB400);
    raw(model, "w", {3, 2}, onnx::TensorProto::FLOAT16, bytes_of(bits));
  }
  SECTION("BFLOAT16, 1") {
    std::vector<std::uint16_t> bits;
    for (const float weight : kWeights) bits.push_back(weight > 0 ? 0x3F80 : 0xBF80);
    raw(model, "w", {3, 2}, onnx::TensorProto::BFLOAT16, bytes_of(bits));
  }
  check_weights(with_weights(std::move(model)));
}

TEST_CASE("what is computed of numbers", "[import]") {
  const auto chain = [](const std::string& op, float value) {
    return even_constant([&](Model& m) { m.scalar("x", value).with(op, {"x"}, "c"); });
  };
  CHECK(chain("Sqrt", 16) == 4);
  CHECK(chain("Floor", 2.75F) == 2);
  CHECK(chain("Ceil", -2.75F) == -2);
  CHECK(chain("Round", 2.5F) == 2);  // ties to even
  CHECK(chain("Round", -3.5F) == -4);
  CHECK(chain("Abs", -6) == 6);
  CHECK(chain("Reciprocal", 0.125F) == 8);
  const auto pair = [](const std::string& op, float a, float b) {
    return even_constant([&](Model& m) {
      m.scalar("a", a).scalar("b", b).with(op, {"a", "b"}, "c");
    });
  };
  CHECK(pair("Pow", 4, 0.5F) == 2);
  CHECK(pair("Pow", -2, 3) == -8);
  CHECK(pair("Max", -2, 6) == 6);
  CHECK(pair("Min", -2, 6) == -2);
  CHECK(even_constant([](Model& m) {
          m.floats("a", {4}, {1, 2, 3, 10});
          m.node("ReduceMean", {"a"}, "c");
        }) == 4);
  CHECK(even_constant(
            [](Model& m) {  // axes as an input, from operator set 18 on; here as Range makes them
              m.floats("a", {2, 2}, {1, 2, 3, 4}).int64s("axes", {0, 1});
              Model::set_int(m.node("ReduceSum", {"a", "axes"}, "d"), "keepdims", 0);
              m.scalar("four", 4).with("Sub", {"d", "four"}, "c");
            },
            13) == 6);
  CHECK(even_constant([](Model& m) {
          m.int64s("n", {7}).int64s("d", {-2}).with("Div", {"n", "d"}, "q");  // towards 0
          m.int64s("unit", {1}).with("Add", {"q", "unit"}, "r");
          Model::set_int(m.node("Cast", {"r"}, "c"), "to", onnx::TensorProto::FLOAT);
        }) == -2);
}

TEST_CASE("each type rounds as it is defined", "[import]") {
  // 2049 is a tie between the FLOAT16 neighbours 2048 and 2050: to even.
  CHECK(even_constant([](Model& m) {
          m.scalar("x", 2049);
          Model::set_int(m.node("Cast", {"x"}, "h"), "to", onnx::TensorProto::FLOAT16);
          Model::set_int(m.node("Cast", {"h"}, "f"), "to", onnx::TensorProto::FLOAT);
          m.scalar("y", 2046).with("Sub", {"f", "y"}, "c");
        }) == 2);
  CHECK(even_constant([](Model& m) {  // 259 is a tie between the BFLOAT16 neighbours 258 and 260
          m.scalar("x", 259);
          Model::set_int(m.node("Cast", {"x"}, "h"), "to", onnx::TensorProto::BFLOAT16);
          Model::set_int(m.node("Cast", {"h"}, "f"), "to", onnx::TensorProto::FLOAT);
          m.scalar("y", 256).with("Sub", {"f", "y"}, "c");
        }) == 4);
  // 1 + 2^-24 is 1 in FLOAT, and more in DOUBLE.
  for (const bool is_double : {false, true}) {
    CHECK(even_constant([&](Model& m) {
            const auto type = is_double ? onnx::TensorProto::DOUBLE : onnx::TensorProto::FLOAT;
            for (const auto& [name, value] :
                 {std::pair<std::string, float>{"1", 1}, {"tiny", 0x1p-24F}, {"large", 0x1p26F}}) {
              m.scalar(name + ".f", value);
              Model::set_int(m.node("Cast", {name + ".f"}, name), "to", type);
            }
            m.with("Add", {"1", "tiny"}, "sum").with("Sub", {"sum", "1"}, "rest");
            m.with("Mul", {"rest", "large"}, "d");
            Model::set_int(m.node("Cast", {"d"}, "c"), "to", onnx::TensorProto::FLOAT);
          }) == (is_double ? 4 : 0));
  }
}

TEST_CASE("weights apart by rounding are one magnitude, and it is said by how much", "[import]") {
  const float s = 0.1F;
  const float next = std::nextafter(s, 1.0F);
  Model model;
  model.floats("w", {3, 2}, {next, -s, s, -s, s, s});
  const Imported imported = with_weights(std::move(model));
  check_weights(imported);
  REQUIRE(imported.warnings.size() == 2);  // the second: a row of pixels is no image
  CHECK_THAT(imported.warnings[0],
             Contains("magnitudes of the weights of 1 of 2 outputs differ by up to a relative 7.5e-08"));
  CHECK(imported.network.scores().gain == std::vector<std::int32_t>{1, 1});
  // Five units in the last place are no rounding.
  float far = s;
  for (int i = 0; i < 8; ++i) far = std::nextafter(far, 1.0F);
  Model apart;
  apart.floats("w", {3, 2}, {far, -s, s, -s, s, s}).input({3});
  apart.with("MatMul", {"image", "w"}, "scores").output(2);
  CHECK_THAT(apart.refusal(), Contains("the weights are not binary"));
}

TEST_CASE("a latent weight of 0 is taken as +1, and said", "[import]") {
  Model model;
  model.floats("a", {3, 2}, {0, -1, 0.5F, -2, -0.0F, 3}).with("Sign", {"a"}, "w");
  const Imported imported = with_weights(std::move(model));
  check_weights(imported);
  REQUIRE(imported.warnings.size() == 2);  // the second: a row of pixels is no image
  CHECK(imported.warnings[0] ==
        "node 'w' (Sign): 2 of 6 latent weights are 0, which has no sign; they are taken as +1");
}

TEST_CASE("a Reshape may take its sizes from the image", "[import]") {
  const std::int64_t batch = GENERATE(0, 1, 4);  // 0: it varies
  for (const std::string end : {"-1", "product"}) {
    Model model;
    model.input({1, 2, 2}).floats("w", {4, 2}, {1, 1, -1, 1, 1, -1, 1, 1});
    if (batch > 0) {
      auto* shape = model.graph().mutable_input(0)->mutable_type()->mutable_tensor_type();
      shape->mutable_shape()->mutable_dim(0)->set_dim_value(batch);
    }
    model.with("Shape", {"image"}, "sizes").int64s("axes", {0});
    Model& m = model;
    auto* zero = m.graph().add_initializer();
    zero->set_name("zero");
    zero->set_data_type(onnx::TensorProto::INT64);
    zero->add_int64_data(0);
    m.with("Gather", {"sizes", "zero"}, "batch").with("Unsqueeze", {"batch", "axes"}, "first");
    if (end == "-1") {
      m.int64s("rest", {-1});
    } else {
      m.int64s("from", {1}).int64s("to", {std::numeric_limits<std::int64_t>::max()});
      m.with("Slice", {"sizes", "from", "to"}, "tail");
      m.node("ReduceProd", {"tail"}, "rest");
    }
    Model::set_int(m.node("Concat", {"first", "rest"}, "shape"), "axis", 0);
    m.with("Reshape", {"image", "shape"}, "flat").with("MatMul", {"flat", "w"}, "scores").output(2);
    CHECK(m.import().network.input.shape == TensorShape{2, 2, 1});
  }
}

TEST_CASE("a graph cannot ask for constants without end", "[import]") {
  Model model;
  model.input({3}).int64s("shape", {1 << 15, 1 << 15});
  model.node("ConstantOfShape", {"shape"}, "w");
  model.with("MatMul", {"image", "w"}, "scores").output(2);
  CHECK_THAT(model.refusal(), Contains("node 'w' (ConstantOfShape): makes a constant of shape "
                                       "[32768, 32768]"));
  Model doubled;
  doubled.input({3}).floats("t0", {3, 2}, kWeights);
  for (int i = 0; i < 40; ++i) {
    Model::set_int(doubled.node("Concat", {"t" + std::to_string(i), "t" + std::to_string(i)},
                                "t" + std::to_string(i + 1)),
                   "axis", 0);
  }
  doubled.with("MatMul", {"image", "t40"}, "scores").output(2);
  CHECK_THAT(doubled.refusal(), Contains("(Concat): makes a constant of shape"));
}
