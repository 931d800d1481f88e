// Vectors with dimensions of 1 beside their own, and weights on the left: the same network as that
// of the plain graph.
#include <catch2/catch.hpp>
#include <cstdint>
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
using Dims = std::vector<std::int64_t>;

constexpr int kInputs = 12;
constexpr int kHidden = 5;

/// A layer of random weights, a batch norm, Sign, and a last layer.
struct Numbers {
  explicit Numbers(std::uint64_t seed) : random(seed) {
    for (int i = 0; i < kInputs * kHidden; ++i) weights.push_back(sign());
    for (int j = 0; j < kHidden; ++j) {
      for (Floats* values : {&scale, &bias, &mean}) values->push_back(real(-3, 3));
      variance.push_back(real(0.5F, 4));
      for (int c = 0; c < 2; ++c) last.push_back(sign());
    }
  }

  float real(float low, float high) {
    return std::uniform_real_distribution<float>(low, high)(random);
  }
  float sign() { return random() % 2 == 0 ? 1.0F : -1.0F; }

  [[nodiscard]] static Floats transposed(const Floats& matrix, int rows, int columns) {
    Floats result;
    for (int c = 0; c < columns; ++c) {
      for (int r = 0; r < rows; ++r) {
        result.push_back(matrix[static_cast<std::size_t>(r * columns + c)]);
      }
    }
    return result;
  }

  std::mt19937_64 random;
  Floats weights;  ///< [inputs, hidden]
  Floats scale, bias, mean, variance;
  Floats last;  ///< [hidden, 2]
};

/// A model with all constants; `from` [inputs, hidden] and `to` [hidden, 2], as they are and
/// transposed.
Model with_constants(const Numbers& n, const Dims& image, int opset) {
  Model model(opset);
  model.input(image);
  model.floats("from", {kInputs, kHidden}, n.weights);
  model.floats("from_t", {kHidden, kInputs}, Numbers::transposed(n.weights, kInputs, kHidden));
  model.floats("to", {kHidden, 2}, n.last);
  model.floats("to_t", {2, kHidden}, Numbers::transposed(n.last, kHidden, 2));
  model.floats("to3", {1, kHidden, 2}, n.last);
  model.floats("bias", {kHidden}, n.bias).floats("bias_column", {kHidden, 1}, n.bias);
  model.floats("bias_row", {1, 1, kHidden}, n.bias);
  model.int64s("axis1", {1}).int64s("axis2", {2}).int64s("axes23", {2, 3});
  return model;
}

void normalize(Model& model, const Numbers& n, const std::string& from, const std::string& to) {
  model.batch_norm(from, to, n.scale, n.bias, n.mean, n.variance, 1e-5F);
}

Model& turn(Model& model, const std::string& from, const std::string& to, const Dims& perm) {
  Model::set_ints(model.node("Transpose", {from}, to), "perm", perm);
  return model;
}

void check_same(const Network& network, const Network& wanted) {
  REQUIRE(broken_invariants(network).empty());
  REQUIRE(network.layers.size() == wanted.layers.size());
  for (std::size_t l = 0; l < wanted.layers.size(); ++l) {
    const auto& product = std::get<Product>(network.layers[l].operation);
    const auto& other = std::get<Product>(wanted.layers[l].operation);
    REQUIRE(product.weights.rows() == other.weights.rows());
    REQUIRE(product.weights.columns() == other.weights.columns());
    for (int row = 0; row < other.weights.rows(); ++row) {
      for (int column = 0; column < other.weights.columns(); ++column) {
        CHECK(product.weights.get(row, column) == other.weights.get(row, column));
      }
    }
    if (const auto* thresholds = std::get_if<Thresholds>(&wanted.layers[l].finish)) {
      CHECK(std::get<Thresholds>(network.layers[l].finish).values == thresholds->values);
    }
  }
  CHECK(network.scores().offset == wanted.scores().offset);
}

/// `build` makes "scores" of "image" in another way than product, batch norm, Sign, product.
void check_builds(const Dims& image, const std::function<void(Model&, const Numbers&)>& build,
                  bool with_norm = true, int opset = 13) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    INFO("seed " << seed);
    const Numbers n(seed);
    Model plain = with_constants(n, {kInputs}, opset);
    plain.with("MatMul", {"image", "from"}, "s");
    if (with_norm) {
      normalize(plain, n, "s", "y");
    } else {
      plain.with("Add", {"s", "bias"}, "y");
    }
    plain.with("Sign", {"y"}, "b").with("MatMul", {"b", "to"}, "scores").output(2);
    Model other = with_constants(n, image, opset);
    build(other, n);
    check_same(other.output(2).import().network, plain.import().network);
  }
}

}  // namespace

TEST_CASE("dimensions of 1 around a batch norm", "[import]") {
  const auto around = [](const std::string& axes) {
    return [=](Model& m, const Numbers& n) {
      m.with("MatMul", {"image", "from"}, "s").with("Unsqueeze", {"s", axes}, "u");
      normalize(m, n, "u", "v");
      m.with("Squeeze", {"v", axes}, "y").with("Sign", {"y"}, "b");
      m.with("MatMul", {"b", "to"}, "scores");
    };
  };
  check_builds({kInputs}, around("axis2"));
  check_builds({kInputs}, around("axes23"));
  // Axes are an attribute before operator set 13; the Sign may stand inside.
  check_builds(
      {kInputs},
      [](Model& m, const Numbers& n) {
        m.with("MatMul", {"image", "from"}, "s");
        Model::set_ints(m.node("Unsqueeze", {"s"}, "u"), "axes", {2});
        normalize(m, n, "u", "v");
        m.with("Sign", {"v"}, "b3");
        Model::set_ints(m.node("Squeeze", {"b3"}, "b"), "axes", {-1});
        m.with("MatMul", {"b", "to"}, "scores");
      },
      true, 11);
  // Reshape does the same.
  check_builds({kInputs}, [](Model& m, const Numbers& n) {
    m.int64s("to4", {-1, kHidden, 1, 1}).int64s("to2", {-1, kHidden});
    m.with("MatMul", {"image", "from"}, "s").with("Reshape", {"s", "to4"}, "u");
    normalize(m, n, "u", "v");
    m.with("Reshape", {"v", "to2"}, "y").with("Sign", {"y"}, "b");
    m.with("MatMul", {"b", "to"}, "scores");
  });
}

TEST_CASE("weights on the left", "[import]") {
  check_builds({kInputs}, [](Model& m, const Numbers& n) {
    turn(m, "image", "x", {1, 0}).with("MatMul", {"from_t", "x"}, "s");
    turn(m, "s", "t", {1, 0});
    normalize(m, n, "t", "y");
    m.with("Sign", {"y"}, "b").with("MatMul", {"b", "to"}, "scores");
  });
  // All of the network the other way round, with its bias as a column.
  check_builds(
      {kInputs},
      [](Model& m, const Numbers&) {
        turn(m, "image", "x", {1, 0}).with("MatMul", {"from_t", "x"}, "s");
        m.with("Add", {"s", "bias_column"}, "y").with("Sign", {"y"}, "b");
        m.with("MatMul", {"to_t", "b"}, "z");
        turn(m, "z", "scores", {1, 0});
      },
      false);
  // Columns [batch, n, 1].
  check_builds(
      {kInputs},
      [](Model& m, const Numbers&) {
        m.with("Unsqueeze", {"image", "axis2"}, "x").with("MatMul", {"from_t", "x"}, "s");
        m.with("Add", {"bias_column", "s"}, "y").with("Sign", {"y"}, "b");
        m.with("MatMul", {"to_t", "b"}, "z").with("Squeeze", {"z", "axis2"}, "scores");
      },
      false);
}

TEST_CASE("products of three dimensions", "[import]") {
  const auto rows = [](Model& m, const Numbers&) {
    m.with("MatMul", {"image", "from"}, "s").with("Add", {"s", "bias_row"}, "y");
    m.with("Sign", {"y"}, "b").with("MatMul", {"b", "to3"}, "z");
    m.with("Squeeze", {"z", "axis1"}, "scores");
  };
  check_builds({1, kInputs}, rows, false);
  // Straight-through activations, with both x arranged alike.
  check_builds(
      {1, kInputs},
      [](Model& m, const Numbers&) {
        m.with("MatMul", {"image", "from"}, "s").with("Add", {"s", "bias_row"}, "y");
        m.with("Sign", {"y"}, "h").with("Sub", {"h", "y"}, "d").with("Add", {"y", "d"}, "b");
        m.with("MatMul", {"b", "to"}, "z").with("Flatten", {"z"}, "scores");
      },
      false);
}

TEST_CASE("arrangements that are refused", "[import]") {
  const Numbers n(1);
  const auto refusal = [&](const std::function<void(Model&)>& build) {
    Model model = with_constants(n, {kInputs}, 13);
    build(model);
    return model.output(2).refusal();
  };
  CHECK_THAT(refusal([](Model& m) {
               turn(m, "image", "x", {1, 0}).with("MatMul", {"x", "from"}, "scores");
             }),
             Contains("node 'scores' (MatMul): multiplies values of shape [1, 12]") ||
                 Contains("node 'scores' (MatMul): multiplies values of shape [12, 1]"));
  CHECK_THAT(
      refusal([](Model& m) {
        m.with("MatMul", {"image", "from"}, "s").with("Unsqueeze", {"s", "axis2"}, "u");
        m.with("Add", {"u", "bias_row"}, "scores");
      }),
      Contains("node 'scores' (Add): has a constant of shape [1, 1, 5] beside values of shape "
               "[1, 5, 1]"));
  CHECK_THAT(refusal([](Model& m) {
               m.with("MatMul", {"image", "from"}, "s").with("Unsqueeze", {"s", "axis2"}, "scores");
             }),
             Contains("output 'scores': is a vector of shape [1, 5, 1]"));
  CHECK_THAT(refusal([](Model& m) {
               m.with("MatMul", {"image", "from"}, "s").with("Squeeze", {"s", "axis1"}, "scores");
             }),
             Contains("node 'scores' (Squeeze): drops axis 1"));
}
