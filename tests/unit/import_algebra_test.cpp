// What stands between a product and its bits besides arithmetic: each graph against a float64
// evaluation of the same formula at every dot product, ties among them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "network/invariants.hpp"
#include "tests/unit/import_graphs.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;
using scbnn::test::Model;

namespace {

using Floats = std::vector<float>;

constexpr int kInputs = 16;  // dot products are the even numbers in -16..16

/// Sums of `outputs` neurons, all weights +1, and a few constants.
Model with_sums(int outputs = 1, int opset = 13) {
  Model model(opset);
  model.input({kInputs});
  model.floats("w", {kInputs, outputs}, Floats(static_cast<std::size_t>(kInputs * outputs), 1.0F));
  model.with("MatMul", {"image", "w"}, "sums");
  return model.scalar("zero", 0).scalar("one", 1).scalar("minus_one", -1).scalar("two", 2);
}

/// Whether neuron j of the first layer is on at dot product z of the weights in the graph.
bool bit(const Network& network, int j, int z) {
  const auto& product = std::get<Product>(network.layers[0].operation);
  const auto& threshold =
      std::get<Thresholds>(network.layers[0].finish).values[static_cast<std::size_t>(j)];
  const int popcount = (kInputs + (product.weights.get(j, 0) ? z : -z)) / 2;
  return popcount * threshold.denominator >= threshold.numerator;
}

/// Compares the first layer's bits with `wanted` (neuron, z).
void check(const Network& network, const std::function<bool(int, double)>& wanted) {
  REQUIRE(broken_invariants(network).empty());
  for (int j = 0; j < network.layers[0].output.shape.size(); ++j) {
    for (int z = -kInputs; z <= kInputs; z += 2) {
      INFO("neuron " << j << ", dot product " << z);
      CHECK(bit(network, j, z) == wanted(j, z));
    }
  }
}

/// The same for a graph whose "bits" have these values; the next layer says which.
void check_values(Model model, double high, double low, const std::function<bool(double)>& wanted) {
  // Over the middle of the two values where the graph's value is the larger one.
  model.floats("v", {1, 1}, {1}).with("MatMul", {"bits", "v"}, "sums2");
  model.scalar("middle", static_cast<float>((high + low) / 2));
  model.with("Greater", {"sums2", "middle"}, "on2")
      .with("Where", {"on2", "one", "minus_one"}, "b2");
  model.finish("b2", 1);
  const Network network = model.import().network;
  REQUIRE(network.layers.size() == 3);
  const auto& second = std::get<Product>(network.layers[1].operation);
  const auto& threshold = std::get<Thresholds>(network.layers[1].finish).values.front();
  for (int z = -kInputs; z <= kInputs; z += 2) {
    const int popcount = second.weights.get(0, 0) == bit(network, 0, z) ? 1 : 0;
    INFO("dot product " << z);
    CHECK((popcount * threshold.denominator >= threshold.numerator) ==
          ((wanted(z) ? high : low) > (high + low) / 2));
  }
}

std::string refusal(Model model) { return model.finish("bits", 1).refusal(); }

}  // namespace

TEST_CASE("operators on a binary activation", "[import]") {
  const auto at_least_zero = [](double z) { return z >= 0; };
  Model model = with_sums();
  model.with("Sign", {"sums"}, "s");
  SECTION("Neg") {
    check_values(std::move(model.with("Neg", {"s"}, "bits")), -1, 1, at_least_zero);
  }
  SECTION("-Sign(-x)") {
    Model other = with_sums();
    other.with("Neg", {"sums"}, "n").with("Sign", {"n"}, "s").with("Neg", {"s"}, "bits");
    check_values(std::move(other), -1, 1, [](double z) { return -z >= 0; });
  }
  SECTION("Clip") {
    model.with("Clip", {"s", "minus_one", "one"}, "bits");
    check_values(std::move(model), 1, -1, at_least_zero);
  }
  SECTION("Clip that moves a value, Relu") {
    model.with("Relu", {"s"}, "r").with("Clip", {"r", "", "two"}, "bits");
    check_values(std::move(model), 1, 0, at_least_zero);
  }
  SECTION("Sign(Sign(x) + 0.1), with one rule for Sign(0)") {
    model.scalar("tenth", 0.1F).with("Add", {"s", "tenth"}, "t").with("Sign", {"t"}, "bits");
    check_values(std::move(model), 1, -1, at_least_zero);
  }
  SECTION("a comparison") {
    model.with("Less", {"s", "zero"}, "on").with("Where", {"on", "two", "one"}, "bits");
    check_values(std::move(model), 2, 1, [](double z) { return z < 0; });
  }
  SECTION("Cast to BOOL and back") {
    model.with("Add", {"s", "one"}, "t");  // 0 and 2
    Model::set_int(model.node("Cast", {"t"}, "on"), "to", onnx::TensorProto::BOOL);
    Model::set_int(model.node("Cast", {"on"}, "bits"), "to", onnx::TensorProto::FLOAT);
    check_values(std::move(model), 1, 0, at_least_zero);
  }
  SECTION("Dropout in inference") {
    const int opset = GENERATE(10, 13);
    Model other = with_sums(1, opset);
    other.with("Sign", {"sums"}, "s").with("Dropout", {"s"}, "bits");
    check_values(std::move(other), 1, -1, at_least_zero);
  }
  SECTION("straight-through: x + (sign(x) - x)") {
    model.with("Sub", {"s", "sums"}, "d").with("Identity", {"d"}, "detached");
    model.with("Add", {"sums", "detached"}, "bits");
    check_values(std::move(model), 1, -1, at_least_zero);
  }
  SECTION("straight-through: clamp(x) + (sign(x) - clamp(x))") {
    model.with("Clip", {"sums", "minus_one", "one"}, "c").with("Sub", {"s", "c"}, "d");
    model.with("Add", {"d", "c"}, "bits");
    check_values(std::move(model), 1, -1, at_least_zero);
  }
}

TEST_CASE("what makes no bit of a binary activation is refused", "[import]") {
  Model model = with_sums();
  model.with("Sign", {"sums"}, "s");
  SECTION("both values the same") {
    CHECK_THAT(refusal(Model(model).with("Clip", {"s", "one", "two"}, "bits")),
               Contains("gives 1 for both values of a binary activation, 1 and -1"));
    CHECK_THAT(refusal(Model(model).with("Add", {"s", "two"}, "t").with("Sign", {"t"}, "bits")),
               Contains("gives 1 for both values"));
    CHECK_THAT(
        refusal(
            model.with("Less", {"s", "two"}, "on").with("Where", {"on", "one", "zero"}, "bits")),
        Contains("is true for both values of a binary activation, 1 and -1"));
  }
  SECTION("another x on each side") {
    model.with("Mul", {"sums", "two"}, "other").with("Sub", {"s", "sums"}, "d");
    CHECK_THAT(refusal(model.with("Add", {"other", "d"}, "bits")),
               Contains("joins two tensors that depend on the image"));
  }
  SECTION("Dropout in training") {
    auto* training = model.graph().add_initializer();
    training->set_name("training");
    training->set_data_type(onnx::TensorProto::BOOL);
    training->add_int32_data(1);
    CHECK_THAT(refusal(model.with("Dropout", {"s", "zero", "training"}, "bits")),
               Contains("is in training mode"));
  }
}

TEST_CASE("monotone functions between product and comparison", "[import]") {
  std::mt19937_64 random(16);
  const auto real = [&](double low, double high) {
    return static_cast<float>(std::uniform_real_distribution<double>(low, high)(random));
  };
  for (int trial = 0; trial < 200; ++trial) {
    INFO("trial " << trial);
    constexpr int kOutputs = 8;
    const auto some = [&](double low, double high) {
      Floats values;
      for (int j = 0; j < kOutputs; ++j) values.push_back(real(low, high));
      return values;
    };
    // Two functions with a batch norm before, between and after them, at random.
    Model model = with_sums(kOutputs);
    std::string tensor = "sums";
    std::vector<std::function<double(int, double)>> steps;
    const auto norm = [&](const std::string& name) {
      const Floats gain = some(-1.5, 1.5);
      const Floats bias = some(-2, 2);
      const Floats mean = some(-6, 6);
      const Floats variance = some(0.1, 9);
      model.batch_norm(tensor, name, gain, bias, mean, variance, 1e-5F);
      tensor = name;
      steps.push_back([=](int neuron, double y) {
        const auto j = static_cast<std::size_t>(neuron);
        return (y - mean[j]) / std::sqrt(double{variance[j]} + double{1e-5F}) * gain[j] + bias[j];
      });
    };
    const auto limit = [&](const std::string& name) {
      const int kind = std::uniform_int_distribution<int>(0, 6)(random);
      if (kind == 0) {
        model.with("Relu", {tensor}, name);
        steps.push_back([](int, double y) { return std::max(y, 0.0); });
      } else if (kind == 1) {
        const float low = real(-4, 1);
        const float high = real(1, 6);
        model.scalar(name + ".l", low).scalar(name + ".h", high);
        model.with("Clip", {tensor, name + ".l", name + ".h"}, name);
        steps.push_back(
            [=](int, double y) { return std::min<double>(std::max<double>(y, low), high); });
      } else if (kind == 2) {
        model.with("HardSigmoid", {tensor}, name);
        steps.push_back(
            [](int, double y) { return std::max(0.0, std::min(1.0, double{0.2F} * y + 0.5)); });
      } else if (kind == 3) {
        const float alpha = real(0.05, 1.5);
        Model::set_float(model.node("LeakyRelu", {tensor}, name), "alpha", alpha);
        steps.push_back([=](int, double y) { return y > 0 ? y : alpha * y; });
      } else if (kind == 4) {
        const Floats slopes = some(0.05, 1.5);
        model.floats(name + ".s", {kOutputs}, slopes).with("PRelu", {tensor, name + ".s"}, name);
        steps.push_back(
            [=](int j, double y) { return y > 0 ? y : slopes[static_cast<std::size_t>(j)] * y; });
      } else if (kind == 5) {
        model.with("Tanh", {tensor}, name);
        steps.push_back([](int, double y) { return std::tanh(y); });
      } else {
        model.with("Sigmoid", {tensor}, name);
        steps.push_back([](int, double y) { return 1 / (1 + std::exp(-y)); });
      }
      tensor = name;
    };
    const auto choose = [&] { return std::uniform_int_distribution<int>(0, 1)(random) == 1; };
    const bool early = choose();
    if (early) norm("n1");
    limit("l1");
    if (!early && choose()) norm("n2");
    limit("l2");
    norm("n3");
    model.scalar("c", real(-1, 1)).with("Greater", {tensor, "c"}, "on");
    const double constant =
        model.graph().initializer(model.graph().initializer_size() - 1).float_data(0);
    model.with("Where", {"on", "one", "minus_one"}, "bits").finish("bits", kOutputs);
    check(model.import().network, [&](int j, double z) {
      double y = z;
      for (const auto& step : steps) y = step(j, y);
      return y > constant;
    });
  }
}

TEST_CASE("Tanh and Sigmoid are decided on real numbers, not where a float saturates", "[import]") {
  // tanh(60) rounds to 1 in every floating-point format; as a real number it is less.
  const auto bits = [](const std::string& function, const std::string& op,
                       const std::string& constant) {
    Model model = with_sums();
    model.scalar("half", 0.5F).scalar("sixty", 60).with("Mul", {"sums", "sixty"}, "y");
    model.with(function, {"y"}, "v").with(op, {"v", constant}, "on");
    return std::move(model.with("Where", {"on", "one", "minus_one"}, "bits").finish("bits", 1));
  };
  check(bits("Tanh", "GreaterOrEqual", "one").import().network, [](int, double) { return false; });
  check(bits("Tanh", "Less", "one").import().network, [](int, double) { return true; });
  check(bits("Tanh", "Greater", "zero").import().network, [](int, double z) { return z > 0; });
  check(bits("Tanh", "GreaterOrEqual", "zero").import().network,
        [](int, double z) { return z >= 0; });
  check(bits("Sigmoid", "Greater", "half").import().network, [](int, double z) { return z > 0; });
  check(bits("Sigmoid", "LessOrEqual", "half").import().network,
        [](int, double z) { return z <= 0; });
  check(bits("Sigmoid", "Greater", "zero").import().network, [](int, double) { return true; });
}

TEST_CASE("a slope that is not positive is no activation", "[import]") {
  Model leaky = with_sums();
  Model::set_float(leaky.node("LeakyRelu", {"sums"}, "y"), "alpha", -0.5F);
  CHECK_THAT(refusal(std::move(leaky.with("Greater", {"y", "zero"}, "bits"))),
             Contains("node 'y' (LeakyRelu): has the slope -0.5 below 0 at [0], with which it is "
                      "not monotone"));
}

TEST_CASE("a Clip at its bound is decided exactly", "[import]") {
  const auto bits = [](const std::string& op, const std::string& constant) {
    Model model = with_sums();
    model.with("Relu", {"sums"}, "r").with(op, {"r", constant}, "on");
    return std::move(model.with("Where", {"on", "one", "minus_one"}, "bits").finish("bits", 1));
  };
  check(bits("Greater", "zero").import().network, [](int, double z) { return z > 0; });
  check(bits("GreaterOrEqual", "zero").import().network, [](int, double) { return true; });
  check(bits("Less", "zero").import().network, [](int, double) { return false; });
  check(bits("LessOrEqual", "zero").import().network, [](int, double z) { return z <= 0; });
  Model model = with_sums();
  model.with("Relu", {"sums"}, "r").with("Sign", {"r"}, "bits");
  CHECK_THAT(
      refusal(std::move(model)),
      Contains(
          "node 'bits' (Sign): is Sign(0) = 0, which is not a bit, wherever the Clip or Relu"));
}

TEST_CASE("two batch norms after one product", "[import]") {
  std::mt19937_64 random(2);
  for (int trial = 0; trial < 200; ++trial) {
    INFO("trial " << trial);
    const auto real = [&](double low, double high) {
      return static_cast<float>(std::uniform_real_distribution<double>(low, high)(random));
    };
    const Floats a{real(-2, 2), real(-2, 2), real(-8, 8), real(0.1, 9)};
    const Floats b{real(-2, 2), real(-2, 2), real(-2, 2), real(0.1, 4)};
    const float between = real(-1, 1);
    Model model = with_sums();
    model.batch_norm("sums", "x", {a[0]}, {a[1]}, {a[2]}, {a[3]}, 0);
    model.scalar("between", between).with("Add", {"x", "between"}, "y");
    model.batch_norm("y", "n", {b[0]}, {b[1]}, {b[2]}, {b[3]}, 0);
    model.with("Sign", {"n"}, "bits").finish("bits", 1);
    check(model.import().network, [&](int, double z) {
      const double first = (z - a[2]) / std::sqrt(double{a[3]}) * a[0] + a[1] + between;
      return (first - b[2]) / std::sqrt(double{b[3]}) * b[0] + b[1] >= 0;
    });
  }
}

TEST_CASE("binary operators of other domains", "[import]") {
  const std::string domain =
      GENERATE("qonnx.custom_op.general", "onnx.brevitas", "finn.custom_op.general");
  constexpr int kOutputs = 3;
  const auto use_domain = [&](Model& model) {
    auto& set = *model.proto().add_opset_import();
    set.set_domain(domain);
    set.set_version(1);
  };
  SECTION("BipolarQuant of weights and of sums") {
    Model model;
    use_domain(model);
    Floats latent;
    for (int i = 0; i < kInputs * kOutputs; ++i) latent.push_back(i % kOutputs == 1 ? -0.5F : 0.0F);
    model.input({kInputs}).floats("latent", {kInputs, kOutputs}, latent).scalar("half", 0.5F);
    model.node("BipolarQuant", {"latent", "half"}, "w").set_domain(domain);
    model.floats("c", {kOutputs}, {1, 2, 3}).with("MatMul", {"image", "w"}, "product");
    model.with("Add", {"product", "c"}, "sums");
    model.node("BipolarQuant", {"sums", "half"}, "bits").set_domain(domain);
    // bit() takes the sign of the weights in the network into account.
    const Network network = model.finish("bits", kOutputs).import().network;
    check(network, [](int j, double z) { return 0.5 * (j == 1 ? -z : z) + j + 1 >= 0; });
    CHECK(std::get<Product>(network.layers[0].operation).weights.get(0, 0));
    CHECK_FALSE(std::get<Product>(network.layers[0].operation).weights.get(1, 0));
  }
  SECTION("MultiThreshold of one step") {
    Model model = with_sums(kOutputs);
    use_domain(model);
    model.floats("t", {kOutputs, 1}, {-3, 0, 4});
    auto& node = model.node("MultiThreshold", {"sums", "t"}, "bits");
    node.set_domain(domain);
    Model::set_float(node, "out_scale", 2);
    Model::set_float(node, "out_bias", -1);
    const Floats levels{-3, 0, 4};
    check(model.finish("bits", kOutputs).import().network,
          [&](int j, double z) { return z >= levels[static_cast<std::size_t>(j)]; });
  }
}
