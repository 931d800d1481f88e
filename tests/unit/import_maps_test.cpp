// Convolutions and pools: what import makes of them, by examples, and random graphs whose scores
// the golden model and a float64 evaluation of the same constants must share.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "network/invariants.hpp"
#include "sim/golden/golden.hpp"
#include "tests/unit/import_graphs.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;
using scbnn::test::Model;

namespace {

using Floats = std::vector<float>;
using Dims = std::vector<std::int64_t>;

const Product& product(const Network& network, std::size_t layer) {
  return std::get<Product>(network.layers[layer].operation);
}
const Pool& pool(const Network& network, std::size_t layer) {
  return std::get<Pool>(network.layers[layer].operation);
}

/// A graph on `dims` that ends in two classes, once `grow` has made "bits" of "image".
template <typename Grow>
Model graph(const Dims& dims, std::int64_t flat, Grow grow) {
  Model model;
  model.input(dims);
  grow(model);
  return std::move(model.with("Flatten", {"bits"}, "flat").finish("flat", flat));
}

Floats ones(std::size_t count) { return Floats(count, 1.0F); }

}  // namespace

TEST_CASE("a Conv becomes a product whose synapses are channel last", "[import]") {
  // Two outputs in two groups of two channels, kernel 1 x 2. Row: c0 k0, c0 k1, c1 k0, c1 k1.
  const Floats weights{1, -1, -1, -1, 1, 1, -1, 1};
  Model model = graph({4, 2, 3}, 2 * 2 * 1, [&](Model& m) {
    m.floats("w", {2, 2, 1, 2}, weights);
    auto& node = m.node("Conv", {"image", "w"}, "sums");
    Model::set_int(node, "group", 2);
    Model::set_ints(node, "strides", {1, 2});
    m.with("Sign", {"sums"}, "bits");
  });
  const Network network = model.import().network;
  CHECK(broken_invariants(network).empty());
  REQUIRE(network.layers.size() == 2);
  CHECK(network.layers[0].name == "layer1");
  CHECK(network.layers[0].node == "sums");
  CHECK(network.input.shape == TensorShape{2, 3, 4});
  CHECK(network.layers[0].output == TensorType{{2, 1, 2}, Bit{}});
  const Product& conv = product(network, 0);
  CHECK(conv.groups == 2);
  CHECK(conv.window == Window{1, 2, 1, 2, {}});
  const std::vector<bool> wanted{true, false, false, false, true, false, true, true};
  for (int j = 0; j < 2; ++j) {
    for (int s = 0; s < 4; ++s) {
      CHECK(conv.weights.get(j, s) == wanted[static_cast<std::size_t>(4 * j + s)]);
    }
  }
}

TEST_CASE("zeros around a map are what they are among its values", "[import]") {
  const auto padding = [](const std::string& high, const std::string& low) {
    Model model = graph({1, 2, 2}, 4, [&](Model& m) {
      m.scalar("one", 1).scalar("zero", 0).scalar("minus", -1).scalar("three", 3);
      m.floats("v", {1, 1, 1, 1}, {1}).with("Conv", {"image", "v"}, "first");
      m.with("Greater", {"first", "zero"}, "on").with("Where", {"on", high, low}, "values");
      m.floats("w", {1, 1, 3, 3}, ones(9));
      Model::set_ints(m.node("Conv", {"values", "w"}, "sums"), "pads", {1, 1, 1, 1});
      m.with("Sign", {"sums"}, "bits");
    });
    const std::string refusal = model.refusal();
    if (!refusal.empty()) return refusal;
    const Network network = model.import().network;
    CHECK(broken_invariants(network).empty());
    CHECK(product(network, 1).window.padding ==
          Padding{1, 1, 1, 1, product(network, 1).window.padding.value});
    switch (product(network, 1).window.padding.value) {
      case PadValue::kZero:
        return std::string("zero");
      case PadValue::kMinusOne:
        return std::string("-1");
      case PadValue::kPlusOne:
        return std::string("+1");
      case PadValue::kAlternating:
        break;
    }
    return std::string("alternating");
  };
  CHECK(padding("one", "minus") == "zero");
  CHECK(padding("minus", "one") == "zero");
  CHECK(padding("one", "zero") == "-1");
  CHECK(padding("zero", "one") == "-1");
  CHECK(padding("zero", "minus") == "+1");
  CHECK_THAT(padding("three", "one"),
             Contains("node 'sums' (Conv): pads with 0, which is neither one of its input's two "
                      "values nor their middle"));
}

TEST_CASE("a Pad says itself what stands around a map", "[import]") {
  const auto padded = [](float value, int opset, const Dims& widths, const Dims& own) {
    Model model(opset);
    model.input({1, 2, 2});
    if (opset >= 11) {
      model.int64s("widths", widths).scalar("value", value);
      model.with("Pad", {"image", "widths", "value"}, "map");
    } else {
      auto& node = model.node("Pad", {"image"}, "map");
      Model::set_ints(node, "pads", widths);
      Model::set_float(node, "value", value);
    }
    model.floats("w", {1, 1, 3, 3}, ones(9));
    Model::set_ints(model.node("Conv", {"map", "w"}, "sums"), "pads", own);
    model.with("Sign", {"sums"}, "bits").with("Flatten", {"bits"}, "flat").finish("flat", 6);
    return model;
  };
  const Dims widths{0, 0, 2, 1, 0, 0, 0, 2};
  for (const int opset : {9, 13}) {
    const Network network = padded(-1, opset, widths, {0, 0, 0, 0}).import().network;
    CHECK(broken_invariants(network).empty());
    CHECK(product(network, 0).window.padding == Padding{2, 1, 0, 2, PadValue::kMinusOne});
    CHECK(network.layers[0].output.shape == TensorShape{2, 3, 1});
    CHECK(
        product(padded(1, opset, widths, {0, 0, 0, 0}).import().network, 0).window.padding.value ==
        PadValue::kPlusOne);
    CHECK(
        product(padded(0, opset, widths, {0, 0, 0, 0}).import().network, 0).window.padding.value ==
        PadValue::kZero);
  }
  CHECK_THAT(padded(0.5F, 13, widths, {0, 0, 0, 0}).refusal(),
             Contains("node 'sums' (Conv): pads with 0.5, which is neither"));
  CHECK_THAT(padded(1, 13, widths, {1, 1, 1, 1}).refusal(),
             Contains("node 'sums' (Conv): has pads = [1, 1, 1, 1] around a map that is padded"));
  CHECK_THAT(padded(1, 13, {0, 1, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0}).refusal(),
             Contains("node 'map' (Pad): has pads = [0, 1, 0, 0, 0, 0, 0, 0]; [0, 0, top, left"));
  Model other = padded(1, 13, widths, {0, 0, 0, 0});
  auto& mode = *other.graph().mutable_node(0)->add_attribute();
  mode.set_name("mode");
  mode.set_type(onnx::AttributeProto::STRING);
  mode.set_s("reflect");
  CHECK_THAT(other.refusal(), Contains("node 'map' (Pad): has mode = reflect; constant is needed"));
}

TEST_CASE("a MaxPool of sums is OR, or AND where the gain is negative", "[import]") {
  Model model = graph({1, 2, 2}, 3, [&](Model& m) {
    m.floats("w", {3, 1, 1, 1}, {1, 1, -1}).with("Conv", {"image", "w"}, "sums");
    auto& node = m.node("MaxPool", {"sums"}, "largest");
    Model::set_ints(node, "kernel_shape", {2, 2});
    Model::set_ints(node, "strides", {2, 2});
    m.batch_norm("largest", "y", {1, -1, -2}, {0.5F, 0, 0}, {0, 0, 0}, {1, 1, 1}, 0);
    m.with("Sign", {"y"}, "bits");
  });
  const Network network = model.import().network;
  CHECK(broken_invariants(network).empty());
  REQUIRE(network.layers.size() == 3);
  CHECK(pool(network, 1).window == Window{2, 2, 2, 2, {}});
  CHECK(pool(network, 1).kinds ==
        std::vector<PoolKind>{PoolKind::kAny, PoolKind::kAll, PoolKind::kAll});
  CHECK(network.layers[1].output == TensorType{{1, 1, 3}, Bit{}});
}

TEST_CASE("what maps must not be is named by node", "[import]") {
  const auto conv = [](const Dims& dims, const Dims& weights, const std::string& name,
                       const Dims& values) {
    std::int64_t count = 1;
    for (const std::int64_t dim : weights) count *= dim;
    Model model;
    model.input(dims).floats("w", weights, ones(static_cast<std::size_t>(count)));
    auto& node = model.node("Conv", {"image", "w"}, "sums");
    if (!name.empty()) Model::set_ints(node, name, values);
    return model.with("Sign", {"sums"}, "bits")
        .with("Flatten", {"bits"}, "scores")
        .output(1)
        .refusal();
  };
  const std::string where = "node 'sums' (Conv): ";
  CHECK_THAT(conv({1, 4, 4}, {1, 1, 3, 3}, "dilations", {2, 2}),
             Contains(where + "has dilations = [2, 2], which are not supported"));
  CHECK_THAT(conv({1, 4, 4}, {1, 1, 3, 3}, "pads", {3, 0, 0, 0}),
             Contains(where + "has pads = [3, 0, 0, 0], as wide as its kernel of [3, 3]"));
  CHECK_THAT(conv({1, 4, 4}, {1, 1, 3, 3}, "pads", {1, 1}),
             Contains(where + "has pads = [1, 1]; 4 numbers of 0 or more are needed"));
  CHECK_THAT(conv({1, 4, 4}, {1, 1, 3, 3}, "strides", {0, 1}),
             Contains(where + "has strides = [0, 1]; 2 numbers of 1 or more are needed"));
  CHECK_THAT(conv({1, 4, 4}, {1, 1, 5, 3}, "", {}),
             Contains(where + "has a kernel of [5, 3], which does not fit into a map of 4x4"));
  CHECK_THAT(conv({1, 4, 4}, {1, 1, 3, 3}, "kernel_shape", {3, 2}),
             Contains(where + "has another kernel_shape than its weights, [1, 1, 3, 3]"));
  CHECK_THAT(conv({2, 4, 4}, {1, 1, 3, 3}, "", {}),
             Contains(where + "has weights of shape [1, 1, 3, 3] in 1 groups for 2 channels"));
  CHECK_THAT(conv({1, 4, 4}, {1, 9}, "", {}),
             Contains(where + "has weights of shape [1, 9]; [outputs, channels, height, width]"));
  CHECK_THAT(conv({4, 4}, {1, 1, 3, 3}, "", {}),
             Contains(where + "convolves something that is not a map"));
  CHECK_THAT(conv({1, 1024, 1024}, {2000, 1, 1, 1}, "", {}),
             Contains(where + "has the shape [2000, 1024, 1024], more than 2^30 elements"));
  const auto pool = [](const Dims& kernel) {
    Model model;
    model.input({1, 4, 4}).floats("w", {1, 1, 1, 1}, {1}).with("Conv", {"image", "w"}, "sums");
    Model::set_ints(model.node("MaxPool", {"sums"}, "pool"), "kernel_shape", kernel);
    return model.with("Sign", {"pool"}, "scores").output(1).refusal();
  };
  CHECK_THAT(pool({2}), Contains("node 'pool' (MaxPool): has a kernel of [2]; [height, width]"));
  CHECK_THAT(pool({std::int64_t{1} << 32, 1}),
             Contains("node 'pool' (MaxPool): has a kernel of [4294967296, 1]; [height, width]"));
  CHECK_THAT(pool({5, 1}), Contains("which does not fit into a map of 4x4"));
}

namespace {

/// A map of the graph, channel first.
struct Map {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<double> values;

  [[nodiscard]] double at(int c, int y, int x) const {
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
};

/// Grows a graph and evaluates it on one image in float64, node by node.
class Grower {
 public:
  explicit Grower(std::uint64_t seed) : random_(seed) {}

  int between(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(int count) { return between(1, count) == 1; }
  float real(double low, double high) {
    return static_cast<float>(std::uniform_real_distribution<double>(low, high)(random_));
  }

  void image(const std::vector<std::uint8_t>& pixels, int channels, int height, int width) {
    map_ = {channels, height, width, {}};
    model.input({channels, height, width});
    for (int c = 0; c < channels; ++c) {
      for (int i = 0; i < height * width; ++i) {
        map_.values.push_back(2.0 * pixels[static_cast<std::size_t>(i * channels + c)] / 255 - 1);
      }
    }
    tensor_ = "image";
  }

  void conv() {
    const int groups = map_.channels % 2 == 0 && one_in(3) ? 2 : 1;
    const int outputs = groups * between(1, 3);
    const int inputs = map_.channels / groups;
    const int kh = between(1, std::min(3, map_.height));
    const int kw = between(1, std::min(3, map_.width));
    const bool padded = !one_in(3);
    const auto pad = [&](int kernel) { return padded ? between(0, kernel - 1) : 0; };
    const Dims pads{pad(kh), pad(kw), pad(kh), pad(kw)};
    const Dims strides{between(1, 2), between(1, 2)};
    Floats weights;
    std::vector<float> magnitude;
    for (int j = 0; j < outputs; ++j) {
      magnitude.push_back(one_in(2) ? 1.0F : real(0.1, 3));
      for (int i = 0; i < inputs * kh * kw; ++i) {
        weights.push_back(one_in(2) ? magnitude.back() : -magnitude.back());
      }
    }
    const std::string name = next();
    model.floats(name + ".w", {outputs, inputs, kh, kw}, weights);
    const bool bordered = one_in(3);
    const float border = bordered ? (one_in(2) ? high_ : low_) : 0.0F;
    if (bordered) {
      model.int64s(name + ".widths", {0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]});
      model.scalar(name + ".border", border);
      model.with("Pad", {tensor_, name + ".widths", name + ".border"}, name + ".map");
    }
    auto& node = model.node("Conv", {bordered ? name + ".map" : tensor_, name + ".w"}, name);
    if (!bordered) Model::set_ints(node, "pads", pads);
    Model::set_ints(node, "strides", strides);
    Model::set_int(node, "group", groups);
    const Map in = map_;
    slide(in, kh, kw, pads, strides, outputs, [&](int j, int y, int x) {
      double sum = 0;
      std::size_t at = static_cast<std::size_t>(j * inputs * kh * kw);
      for (int c = j / (outputs / groups) * inputs, last = c + inputs; c < last; ++c) {
        for (int ky = 0; ky < kh; ++ky) {
          for (int kx = 0; kx < kw; ++kx) {
            const int row = y + ky;
            const int column = x + kx;
            const bool inside = row >= 0 && row < in.height && column >= 0 && column < in.width;
            sum += weights[at++] * (inside ? in.at(c, row, column) : double{border});
          }
        }
      }
      return sum;
    });
    tensor_ = name;
  }

  void max_pool() {
    const int kh = between(1, std::min(3, map_.height));
    const int kw = between(1, std::min(3, map_.width));
    const auto pad = [&](int kernel) { return between(0, kernel - 1); };
    const Dims pads{pad(kh), pad(kw), pad(kh), pad(kw)};
    const Dims strides{between(1, 2), between(1, 2)};
    const std::string name = next();
    auto& node = model.node("MaxPool", {tensor_}, name);
    Model::set_ints(node, "kernel_shape", {kh, kw});
    Model::set_ints(node, "pads", pads);
    Model::set_ints(node, "strides", strides);
    const Map in = map_;
    slide(in, kh, kw, pads, strides, in.channels, [&](int c, int y, int x) {
      double largest = -std::numeric_limits<double>::infinity();
      for (int row = std::max(y, 0); row < std::min(y + kh, in.height); ++row) {
        for (int column = std::max(x, 0); column < std::min(x + kw, in.width); ++column) {
          largest = std::max(largest, in.at(c, row, column));
        }
      }
      return largest;
    });
    tensor_ = name;
  }

  /// A constant a channel, as exporters write it: [channels, 1, 1].
  void multiply() {
    Floats factors;
    for (int c = 0; c < map_.channels; ++c) factors.push_back(real(-2, 2));
    const std::string name = next();
    model.floats(name + ".c", {map_.channels, 1, 1}, factors);
    model.with("Mul", {tensor_, name + ".c"}, name);
    each([&](double value, int c) { return value * factors[static_cast<std::size_t>(c)]; });
    tensor_ = name;
  }

  void batch_norm(double spread) {
    Floats scale;
    Floats bias;
    Floats mean;
    Floats variance;
    for (int c = 0; c < map_.channels; ++c) {
      scale.push_back(real(0.1, 2) * (one_in(3) ? -1.0F : 1.0F));
      bias.push_back(real(-0.5, 0.5));
      mean.push_back(real(-spread, spread));
      variance.push_back(real(0.5, 2 * spread * spread + 1));
    }
    const std::string name = next();
    model.batch_norm(tensor_, name, scale, bias, mean, variance, 1e-5F);
    each([&](double value, int channel) {
      const auto c = static_cast<std::size_t>(channel);
      return (value - mean[c]) / std::sqrt(double{variance[c]} + 1e-5) * scale[c] + bias[c];
    });
    tensor_ = name;
  }

  /// -1 and +1, 0 and 1, either way round.
  void activation() {
    const std::string name = next();
    if (one_in(2)) {
      high_ = 1;
      low_ = -1;
      model.with("Sign", {tensor_}, name);
      each([](double value, int) { return value >= 0 ? 1.0 : -1.0; });
    } else {
      const float high = one_in(2) ? 1.0F : 0.0F;
      const float low = high == 1.0F ? (one_in(2) ? 0.0F : -1.0F) : 1.0F;
      high_ = high;
      low_ = low;
      model.scalar(name + ".high", high).scalar(name + ".low", low).scalar(name + ".zero", 0);
      model.with("GreaterOrEqual", {tensor_, name + ".zero"}, name + ".on");
      model.with("Where", {name + ".on", name + ".high", name + ".low"}, name);
      each([&](double value, int) { return value >= 0 ? high : low; });
    }
    tensor_ = name;
  }

  /// Flatten and a matrix to three classes; their values.
  std::vector<double> scores() {
    const auto size = map_.values.size();
    Floats weights;
    for (std::size_t i = 0; i < 3 * size; ++i) weights.push_back(one_in(2) ? 1.0F : -1.0F);
    model.with("Flatten", {tensor_}, "flat");
    model.floats("last.w", {3, static_cast<std::int64_t>(size)}, weights);
    Model::set_int(model.node("Gemm", {"flat", "last.w"}, "scores"), "transB", 1);
    model.output(3);
    std::vector<double> result(3, 0);
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t i = 0; i < size; ++i) result[j] += weights[j * size + i] * map_.values[i];
    }
    return result;
  }

  [[nodiscard]] const Map& map() const { return map_; }

  Model model;

 private:
  std::string next() { return "t" + std::to_string(++nodes_); }

  template <typename At>
  void slide(const Map& in, int kh, int kw, const Dims& pads, const Dims& strides, int channels,
             At at) {
    const auto outputs = [](int size, std::int64_t around, int kernel, std::int64_t stride) {
      return static_cast<int>((size + around - kernel) / stride) + 1;
    };
    Map out{channels,
            outputs(in.height, pads[0] + pads[2], kh, strides[0]),
            outputs(in.width, pads[1] + pads[3], kw, strides[1]),
            {}};
    for (int c = 0; c < channels; ++c) {
      for (int y = 0; y < out.height; ++y) {
        for (int x = 0; x < out.width; ++x) {
          out.values.push_back(at(c, static_cast<int>(y * strides[0] - pads[0]),
                                  static_cast<int>(x * strides[1] - pads[1])));
        }
      }
    }
    map_ = std::move(out);
  }

  template <typename Of>
  void each(Of of) {
    const std::size_t plane = map_.values.size() / static_cast<std::size_t>(map_.channels);
    for (std::size_t i = 0; i < map_.values.size(); ++i) {
      map_.values[i] = of(map_.values[i], static_cast<int>(i / plane));
    }
  }

  std::mt19937_64 random_;
  Map map_;
  std::string tensor_;
  float high_ = 1;  // the two values of the last activation, or the ends of the pixels' range
  float low_ = -1;
  int nodes_ = 0;
};

}  // namespace

TEST_CASE("random graphs of maps score as a float64 evaluation", "[import]") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    Grower graph(seed);
    const int channels = graph.between(1, 3);
    const int height = graph.between(1, 7);
    const int width = graph.between(1, 7);
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < channels * height * width; ++i) {
      pixels.push_back(static_cast<std::uint8_t>(graph.between(0, 255)));
    }
    graph.image(pixels, channels, height, width);
    for (int layer = graph.between(1, 3); layer > 0; --layer) {
      graph.conv();
      if (graph.one_in(3)) graph.multiply();
      if (graph.one_in(3)) graph.max_pool();
      graph.batch_norm(2);
      graph.activation();
      if (graph.one_in(3)) graph.max_pool();
    }
    const std::vector<double> wanted = graph.scores();
    const Network network = graph.model.import().network;
    REQUIRE(broken_invariants(network).empty());
    FunctionSettings settings;
    settings.input = InputKind::kFixedPoint;
    const golden::Trace trace = golden::run(network, settings, pixels);
    // Scores count popcounts: half of what the bipolar sums differ by, where bits stand for -1 and
    // +1, and all of it where they stand for 0 and 1.
    const double unit = std::ldexp(1.0, network.scores().fraction_bits);
    const double step = wanted[0] - wanted[1];
    const double found = static_cast<double>(trace.scores[0] - trace.scores[1]) / unit;
    const double other = static_cast<double>(trace.scores[0] - trace.scores[2]) / unit;
    const bool halves =
        std::abs(step - 2 * found) < 1e-6 && std::abs(wanted[0] - wanted[2] - 2 * other) < 1e-6;
    const bool whole =
        std::abs(step - found) < 1e-6 && std::abs(wanted[0] - wanted[2] - other) < 1e-6;
    CHECK((halves || whole));
  }
}
