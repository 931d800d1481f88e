// What stands between the pixels and the first product: declared ranges, affine maps, orders of
// dimensions. Decided by import in exact arithmetic, and by the test in 6000-bit floating point.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "generator/import/import.hpp"
#include "network/invariants.hpp"
#include "tests/unit/import_graphs.hpp"
#include "tests/unit/import_reference.hpp"

using Catch::Matchers::Contains;
using scbnn::Imported;
using scbnn::InputRange;
using scbnn::Layer;
using scbnn::PadValue;
using scbnn::Product;
using scbnn::StatedRange;
using scbnn::TensorShape;
using scbnn::Threshold;
using scbnn::Thresholds;
using scbnn::test::Model;
using scbnn::test::Precise;

namespace {

constexpr int kNeurons = 3;

using Floats = std::vector<float>;
using Names = std::vector<std::string>;
using Dims = std::vector<std::int64_t>;

/// What the graph does to a value of a channel, replayed by the reference.
using Step = std::function<Precise(const Precise&, std::size_t channel)>;

enum class Order { kFlat, kRows, kChannelsFirst, kChannelsLast };

/// A graph from the image on, with its meaning.
struct Graph {
  Model model;
  TensorShape shape;
  Order order = Order::kChannelsFirst;  ///< of the tensor now
  std::string tensor = "image";
  std::vector<Step> steps;
  bool has_norm = false;
  int nodes = 0;

  [[nodiscard]] std::size_t channels() const { return static_cast<std::size_t>(shape.channels); }
  std::string next() { return "t" + std::to_string(nodes++); }
  onnx::NodeProto& add(const std::string& op, const Names& inputs) {
    onnx::NodeProto& node = model.node(op, inputs, next());
    tensor = node.output(0);
    return node;
  }
};

rc::Gen<float> parameter(int limit) {
  return rc::gen::map(rc::gen::inRange(-limit * 64, limit * 64 + 1),
                      [](int value) { return static_cast<float>(value) / 64.0F; });
}

rc::Gen<float> not_zero(int limit) {
  return rc::gen::suchThat(parameter(limit), [](float value) { return value != 0; });
}

Floats per_channel(const Graph& graph, const rc::Gen<float>& element) {
  return *rc::gen::container<Floats>(graph.channels(), element);
}

Dims constant_dims(const Graph& graph) {
  const std::int64_t channels = graph.shape.channels;
  if (graph.order == Order::kChannelsLast) return {channels};
  return *rc::gen::arbitrary<bool>() ? Dims{channels, 1, 1} : Dims{1, channels, 1, 1};
}

/// One of Add, Sub, Mul, Div, Neg: summands differ from channel to channel at will, factors in
/// their sign alone.
void add_arithmetic(Graph& graph) {
  const std::string op = *rc::gen::element<std::string>("Add", "Sub", "Mul", "Div", "Neg");
  if (op == "Neg") {
    graph.add(op, {graph.tensor});
    graph.steps.emplace_back([](const Precise& y, std::size_t) { return Precise(-1) * y; });
    return;
  }
  const bool is_factor = op == "Mul" || op == "Div";
  const bool has_channels =
      (graph.order == Order::kChannelsFirst || graph.order == Order::kChannelsLast) &&
      *rc::gen::arbitrary<bool>();
  Floats values = per_channel(graph, is_factor ? not_zero(4) : parameter(4));
  if (is_factor) {
    for (float& value : values) value = std::abs(values.front()) * (value < 0 ? -1.0F : 1.0F);
  }
  if (!has_channels) values.assign(graph.channels(), values.front());
  const std::string constant = graph.next() + ".c";
  if (has_channels) {
    graph.model.floats(constant, constant_dims(graph), values);
  } else {
    graph.model.scalar(constant, values.front());
  }
  const bool is_left = op != "Div" && *rc::gen::arbitrary<bool>();
  graph.add(op, is_left ? Names{constant, graph.tensor} : Names{graph.tensor, constant});
  graph.steps.emplace_back([op, is_left, values](const Precise& y, std::size_t channel) {
    return scbnn::test::arithmetic(op, is_left, y, Precise(values[channel]));
  });
}

/// A batch norm with the same magnitude of the gain in all channels, by two roads: equal variances,
/// or variances that are squares of the gains.
void add_batch_norm(Graph& graph) {
  graph.has_norm = true;
  Floats gain = per_channel(graph, not_zero(2));
  const Floats bias = per_channel(graph, parameter(2));
  const Floats mean = per_channel(graph, parameter(2));
  Floats variance(graph.channels(), *rc::gen::element(0.5F, 1.0F, 3.0F));
  if (*rc::gen::arbitrary<bool>()) {
    for (float& value : gain) value = std::abs(gain.front()) * (value < 0 ? -1.0F : 1.0F);
  } else {
    for (std::size_t c = 0; c < gain.size(); ++c) variance[c] = 3 * gain[c] * gain[c];
  }
  const std::string output = graph.next();
  graph.model.batch_norm(graph.tensor, output, gain, bias, mean, variance, 0);
  graph.tensor = output;
  graph.steps.emplace_back([=](const Precise& y, std::size_t c) {
    return (y - Precise(mean[c])) / root(Precise(variance[c])) * Precise(gain[c]) +
           Precise(bias[c]);
  });
}

/// The input, as FLOAT with a range that is declared somewhere or nowhere, or as UINT8.
InputRange add_input(Graph& graph) {
  const TensorShape& shape = graph.shape;
  const Dims first = {shape.channels, shape.height, shape.width};
  const Dims last = {shape.height, shape.width, shape.channels};
  graph.order = shape.channels == 1
                    ? *rc::gen::element(Order::kFlat, Order::kRows, Order::kChannelsFirst)
                    : *rc::gen::element(Order::kChannelsFirst, Order::kChannelsLast);
  Dims dims = graph.order == Order::kChannelsLast ? last : first;
  if (graph.order == Order::kRows) dims = {shape.height, shape.width};
  if (graph.order == Order::kFlat) dims = {std::int64_t{shape.height} * shape.width};
  graph.model.input(dims);

  const int kind = *rc::gen::inRange(0, 4);
  if (kind == 0) {
    auto* type = graph.model.graph().mutable_input(0)->mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::UINT8);
    if (*rc::gen::arbitrary<bool>()) {
      Model::set_int(graph.add("Cast", {"image"}), "to", onnx::TensorProto::FLOAT);
      graph.steps.emplace_back([](const Precise& p, std::size_t) { return p; });
    } else {
      graph.model.scalar("scale", 0.25F).uint8("zero", 7);
      graph.add("DequantizeLinear", {"image", "scale", "zero"});
      graph.steps.emplace_back(
          [](const Precise& p, std::size_t) { return (p - Precise(7)) * Precise(0.25); });
    }
    return {};
  }
  if (kind == 1) {
    graph.steps.emplace_back(
        [](const Precise& p, std::size_t) { return Precise(2) * p / Precise(255) - Precise(1); });
    return {};
  }
  // x = (n/255) p + offset, per channel in the offset.
  const int numerator = *rc::gen::suchThat(rc::gen::inRange(-9, 10), [](int n) { return n != 0; });
  Floats offsets = per_channel(graph, parameter(3));
  if (*rc::gen::arbitrary<bool>()) offsets.assign(graph.channels(), offsets.front());
  InputRange range{{std::to_string(numerator) + "/255"}, {}};
  for (const float offset : offsets) range.offset.push_back(std::to_string(offset));
  for (std::size_t c = 0; c < offsets.size(); ++c) {
    // Sixty-fourths have six decimals: the text is exact.
    REQUIRE(std::stof(range.offset[c]) == offsets[c]);
  }
  graph.steps.emplace_back([=](const Precise& p, std::size_t c) {
    return Precise(numerator) * p / Precise(255) + Precise(offsets[c]);
  });
  if (kind == 2) return range;
  std::string list;
  for (const std::string& offset : range.offset) list += (list.empty() ? "" : ", ") + offset;
  graph.model.metadata("scbnn.input.scale", range.scale.front());
  graph.model.metadata("scbnn.input.offset", list);
  return {};
}

void add_transpose(Graph& graph) {
  if (graph.order != Order::kChannelsFirst && graph.order != Order::kChannelsLast) return;
  const bool is_first = graph.order == Order::kChannelsFirst;
  Model::set_ints(graph.add("Transpose", {graph.tensor}), "perm",
                  is_first ? Dims{0, 2, 3, 1} : Dims{0, 3, 1, 2});
  graph.order = is_first ? Order::kChannelsLast : Order::kChannelsFirst;
}

/// Where the pixel of the network's order stands in the graph's flat order.
std::size_t flat_index(const Graph& graph, int y, int x, int channel) {
  const TensorShape& shape = graph.shape;
  return graph.order == Order::kChannelsLast
             ? shape.index(y, x, channel)
             : static_cast<std::size_t>((channel * shape.height + y) * shape.width + x);
}

bool is_on(const Threshold& threshold, std::int64_t sum) {
  return sum * threshold.denominator >= std::int64_t{255} * threshold.numerator;
}

std::string refusal(const Model& model, const InputRange& range) {
  try {
    static_cast<void>(scbnn::parse_onnx(model.bytes(), "m.onnx", range));
  } catch (const scbnn::InputError& error) {
    return error.what();
  }
  return {};
}

/// [batch, 3, 2, 2] through `map` into a product; the names of its ends are image and x.
Model colour(const std::function<void(Model&)>& map) {
  Model model;
  model.input({3, 2, 2});
  map(model);
  model.with("Flatten", {"x"}, "flat").floats("w", {12, 2}, Floats(24, 1));
  model.with("MatMul", {"flat", "w"}, "scores").output(2);
  return model;
}

}  // namespace

TEST_CASE("random maps of the image fold to the bits that they mean", "[import]") {
  REQUIRE(rc::check("maps", [] {
    Graph graph;
    graph.shape = {*rc::gen::inRange(5, 8), *rc::gen::inRange(5, 8), *rc::gen::element(1, 2, 3)};
    // Without a shape in the graph only squares are images.
    graph.shape.width = graph.shape.height;
    const InputRange configured = add_input(graph);
    const int length = *rc::gen::inRange(0, 6);
    for (int i = 0; i < length; ++i) {
      const int choice = *rc::gen::inRange(0, 5);
      if (choice == 0) add_transpose(graph);
      if (choice == 1 && !graph.has_norm && graph.order == Order::kChannelsFirst) {
        add_batch_norm(graph);
      }
      if (choice > 1) add_arithmetic(graph);
    }
    const int pixels = graph.shape.size();
    if (*rc::gen::arbitrary<bool>() || graph.order != Order::kFlat) {
      if (*rc::gen::arbitrary<bool>()) {
        graph.model.int64s("flat shape", {-1, pixels});
        graph.add("Reshape", {graph.tensor, "flat shape"});
      } else {
        graph.add("Flatten", {graph.tensor});
      }
    }
    const Floats weights = *rc::gen::container<Floats>(static_cast<std::size_t>(pixels) * kNeurons,
                                                       rc::gen::element(-0.5F, 0.5F));
    graph.model.floats("w", {pixels, kNeurons}, weights);
    graph.model.with("MatMul", {graph.tensor, "w"}, "sums");
    const bool has_second_norm = *rc::gen::arbitrary<bool>();
    const Floats gain = *rc::gen::container<Floats>(kNeurons, not_zero(2));
    const Floats bias = *rc::gen::container<Floats>(kNeurons, parameter(2));
    const Floats mean = *rc::gen::container<Floats>(kNeurons, parameter(9));
    const Floats variance(kNeurons, 2.0F);
    if (has_second_norm) graph.model.batch_norm("sums", "y", gain, bias, mean, variance, 0);
    graph.model.with("Sign", {has_second_norm ? "y" : "sums"}, "bits").finish("bits", kNeurons);

    const Imported imported = scbnn::parse_onnx(graph.model.bytes(), "m.onnx", configured);
    RC_ASSERT(scbnn::broken_invariants(imported.network).empty());
    RC_ASSERT(imported.network.input.shape == graph.shape);
    const Layer& layer = imported.network.layers.front();
    for (int image = 0; image < 4; ++image) {
      const auto bytes = *rc::gen::container<std::vector<int>>(static_cast<std::size_t>(pixels),
                                                               rc::gen::inRange(0, 256));
      for (int j = 0; j < kNeurons; ++j) {
        Precise y(0);
        std::int64_t sum = 0;
        for (int row = 0; row < graph.shape.height; ++row) {
          for (int x = 0; x < graph.shape.width; ++x) {
            for (int channel = 0; channel < graph.shape.channels; ++channel) {
              const std::size_t place = graph.shape.index(row, x, channel);
              Precise value(bytes[place]);
              for (const Step& step : graph.steps) {
                value = step(value, static_cast<std::size_t>(channel));
              }
              const std::size_t column = flat_index(graph, row, x, channel);
              const float weight = weights[column * kNeurons + static_cast<std::size_t>(j)];
              y = y + Precise(weight) * value;
              sum += dense(layer)->weights.get(j, static_cast<int>(place)) ? bytes[place]
                                                                           : 255 - bytes[place];
            }
          }
        }
        const auto k = static_cast<std::size_t>(j);
        if (has_second_norm) {
          y = (y - Precise(mean[k])) / root(Precise(variance[k])) * Precise(gain[k]) +
              Precise(bias[k]);
        }
        RC_ASSERT(is_on(std::get<Thresholds>(layer.finish).values[k], sum) == (y.sign() >= 0));
      }
    }
  }));
}

TEST_CASE("a convolution's padding is a value of the mapped image", "[import]") {
  // x = 3 - p/51 in channel 0 and p/51 - 2 in channel 1: 3..-2, -2..3, grey 0.5 in both.
  const auto padded = [](float value) {
    Model model;
    model.input({2, 3, 3}).floats("f", {2, 1, 1}, {-2.5F, 2.5F}).scalar("c", 0.5F);
    model.with("Mul", {"image", "f"}, "scaled").with("Add", {"scaled", "c"}, "x");
    model.int64s("pads", {0, 0, 1, 1, 0, 0, 1, 1}).scalar("value", value);
    model.with("Pad", {"x", "pads", "value"}, "border");
    Floats weights(static_cast<std::size_t>(4) * 2 * 9);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = i * 7 % 5 < 2 ? -1.0F : 1.0F;
    model.floats("w", {4, 2, 3, 3}, weights).scalar("limit", -1.25F);
    model.with("Conv", {"border", "w"}, "sums").with("Sub", {"sums", "limit"}, "y");
    model.with("Sign", {"y"}, "bits").with("Flatten", {"bits"}, "flat").finish("flat", 36);
    return model;
  };
  const Imported imported = padded(0.5F).import();
  const Layer& layer = imported.network.layers.front();
  const auto& product = std::get<Product>(layer.operation);
  CHECK(product.window.padding.value == PadValue::kZero);
  CHECK_THAT(padded(0.0F).refusal(),
             Contains("node 'sums' (Conv): pads with 0, which is neither black (3) nor white (-2) "
                      "nor the gray between (0.5) in all channels of the image"));
  CHECK_THAT(padded(3.0F).refusal(), Contains("pads with 3, which is neither"));  // white in one

  const auto& threshold = std::get<Thresholds>(layer.finish).values;
  for (int image = 0; image < 40; ++image) {
    const auto pixel = [&](int y, int x, int c) {
      return (image * 37 + y * 101 + x * 59 + c * 83) % 256;
    };
    for (int j = 0; j < 4; ++j) {
      for (int at = 0; at < 9; ++at) {
        double wanted = 1.25;
        std::int64_t sum = 0;  // of products in 0..510, so that those with padding count half
        for (int ky = 0; ky < 3; ++ky) {
          for (int kx = 0; kx < 3; ++kx) {
            for (int c = 0; c < 2; ++c) {
              const int y = at / 3 + ky - 1;
              const int x = at % 3 + kx - 1;
              const bool inside = y >= 0 && y < 3 && x >= 0 && x < 3;
              const int p = inside ? pixel(y, x, c) : 0;
              const double value = !inside ? 0.5 : c == 0 ? 3 - p / 51.0 : p / 51.0 - 2;
              const auto index = static_cast<std::size_t>(((j * 2 + c) * 3 + ky) * 3 + kx);
              wanted += value * (index * 7 % 5 < 2 ? -1 : 1);
              const bool bit = product.weights.get(j, (ky * 3 + kx) * 2 + c);
              sum += !inside ? 255 : bit ? 2 * p : 510 - 2 * p;
            }
          }
        }
        // Sums of 51sts and quarters: those that are not 0 are far from it.
        const bool on = wanted > -1e-9;
        const Threshold& u = threshold[static_cast<std::size_t>(j)];
        CHECK((sum * u.denominator >= std::int64_t{510} * u.numerator) == on);
      }
    }
  }
}

TEST_CASE("channels of different scales are refused, groups of their own are not", "[import]") {
  const auto scaled = [](const Floats& factors) {
    return colour([&](Model& model) {
      model.floats("f", {3, 1, 1}, factors).with("Mul", {"image", "f"}, "x");
    });
  };
  CHECK(scaled({2, -2, 2}).refusal().empty());
  CHECK_THAT(
      scaled({2, 3, 2}).refusal(),
      Contains("node 'scores' (MatMul): sums channels of the image that are scaled "
               "differently: channel 0 by 0.0156863, channel 1 by 0.0235294 per pixel step"));
  CHECK_THAT(scaled({2, 0, 2}).refusal(), Contains("channel 1 does not depend on its pixels"));

  Model depthwise;
  depthwise.input({2, 2, 2}).floats("f", {2, 1, 1}, {1, 4}).with("Mul", {"image", "f"}, "x");
  depthwise.floats("w", {2, 1, 1, 1}, {1, -1}).scalar("c", 1);
  Model::set_int(depthwise.node("Conv", {"x", "w"}, "sums"), "group", 2);
  depthwise.with("Add", {"sums", "c"}, "y").with("Sign", {"y"}, "bits");
  depthwise.with("Flatten", {"bits"}, "flat").finish("flat", 8);
  const Imported imported = depthwise.import();
  // x >= -1 is always; 4x - 1 >= 0 with its sign turned: p <= 159.375.
  const auto& values = std::get<Thresholds>(imported.network.layers.front().finish).values;
  CHECK(values[0] == Threshold{0, 1});
  CHECK(is_on(values[1], 255 - 159));
  CHECK_FALSE(is_on(values[1], 255 - 160));
}

TEST_CASE("maps that differ from pixel to pixel, and other misfits, are refused", "[import]") {
  const auto with = [](const Dims& dims, const Floats& values) {
    return colour([&](Model& model) {
      model.floats("c", dims, values).with("Sub", {"image", "c"}, "x");
    });
  };
  CHECK(with({3, 2, 2}, Floats(12, 0.5F)).refusal().empty());
  Floats mean(12, 0.5F);
  mean[5] = 0.25F;
  CHECK_THAT(with({3, 2, 2}, mean).refusal(),
             Contains("it may differ from channel to channel, not from pixel to pixel"));
  CHECK_THAT(with({2, 1}, {1, 2}).refusal(), Contains("not from pixel to pixel"));
  CHECK_THAT(with({4}, {1, 2, 3, 4}).refusal(), Contains("for an image of shape [3, 2, 2]"));
  CHECK_THAT(colour([](Model& model) {
               model.scalar("zero", 0).with("Div", {"image", "zero"}, "x");
             }).refusal(),
             Contains("divides by 0"));

  Model flat;
  flat.input({4}).batch_norm("image", "x", {1, 2, 1, 1}, {0, 0, 0, 0}, {0, 0, 0, 0}, {1, 1, 1, 1},
                             0);
  flat.floats("w", {4, 2}, Floats(8, 1)).with("MatMul", {"x", "w"}, "scores").output(2);
  CHECK_THAT(flat.refusal(), Contains("normalizes the pixels of an image one by one"));
}

TEST_CASE("who says what a pixel stands for", "[import]") {
  const auto plain = [] {
    return colour([](Model& model) { model.with("Identity", {"image"}, "x"); });
  };
  const Imported assumed = plain().import();
  CHECK(assumed.network.input_range.source == StatedRange::Source::kAssumed);
  CHECK_THAT(describe(assumed.network.input_range),
             Contains("pixel p in 0..255 is read as x = 2p/255 - 1 (assumed"));

  CHECK(assumed.warnings.empty());
  Model mapped = colour([](Model& model) {
    model.scalar("two", 2).scalar("one", 1).with("Mul", {"image", "two"}, "y");
    model.with("Sub", {"y", "one"}, "x");
  });
  REQUIRE(mapped.import().warnings.size() == 1);
  CHECK_THAT(mapped.import().warnings[0],
             Contains("the graph maps the image itself, from the assumed -1..1 to -3..1; if its "
                      "input was 0..1 declare input.scale"));

  const InputRange unit{{"1/255"}, {"0"}};
  CHECK(scbnn::parse_onnx(mapped.bytes(), "m.onnx", unit).warnings.empty());
  const auto said = [&](Model model, const InputRange& range) {
    return describe(scbnn::parse_onnx(model.bytes(), "m.onnx", range).network.input_range);
  };
  CHECK(said(plain(), unit) ==
        "pixel p in 0..255 is read as x = 1/255 * p (declared by the configuration)");
  Model stated = plain();
  stated.metadata("scbnn.input.scale", "1/255").metadata("scbnn.input.offset", "-0.5");
  CHECK(said(stated, {}) ==
        "pixel p in 0..255 is read as x = 1/255 * p - 0.5 (declared by the model's metadata)");
  CHECK(said(stated, {{"2/510", "1/255", "1/255"}, {"-1/2"}}) ==
        "pixel p in 0..255 is read as x = [2/510, 1/255, 1/255] * p - 1/2, channel by channel "
        "(declared by the configuration)");
  CHECK_THAT(refusal(stated, unit),
             Contains("m.onnx: metadata scbnn.input.scale: the model declares x = 1/255 * p - 0.5, "
                      "the configuration x = 1/255 * p; they must agree"));

  CHECK_THAT(refusal(plain(), {{"0"}, {"1"}}), Contains("input.scale: is 0"));
  CHECK_THAT(refusal(plain(), {{"1", "1", "1", "1"}, {"1"}}),
             Contains("an image of 3 channels, but its values are declared for 4"));
  CHECK_THAT(refusal(plain(), {{"1", "1"}, {"1", "1", "1"}}),
             Contains("input.scale: has 2 values"));
  CHECK_THAT(refusal(plain().metadata("scbnn.input.scale", "1/255"), {}),
             Contains("metadata scbnn.input.scale: is given without the offset"));
  CHECK_THAT(refusal(plain().metadata("scbnn.input.scale", "1/0"), {}),
             Contains("metadata scbnn.input.scale: is \"1/0\"; allowed: a number"));

  Model bytes = colour([](Model& model) {
    Model::set_int(model.node("Cast", {"image"}, "x"), "to", onnx::TensorProto::FLOAT);
  });
  bytes.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
      onnx::TensorProto::UINT8);
  CHECK(said(bytes, {}) == "pixel p in 0..255 is read as x = p (the model's input is UINT8)");
  CHECK(said(bytes, {{"1.0"}, {"0"}}) == said(bytes, {}));
  CHECK_THAT(refusal(bytes, unit), Contains("input 'image': is UINT8"));
  Model uncast = colour([](Model& model) {
    model.scalar("c", 1).with("Sub", {"image", "c"}, "x");
  });
  uncast.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
      onnx::TensorProto::UINT8);
  CHECK_THAT(uncast.refusal(), Contains("put a Cast to FLOAT before it"));
}

TEST_CASE("the image's shape comes from the graph, wherever its channels are", "[import]") {
  const auto shape = [](const Dims& dims, const std::function<void(Model&)>& map) {
    Model model;
    model.input(dims);
    map(model);
    const std::int64_t pixels =
        std::accumulate(dims.begin(), dims.end(), std::int64_t{1}, std::multiplies<std::int64_t>());
    model.with("Flatten", {"x"}, "flat")
        .floats("w", {pixels, 2}, Floats(2 * static_cast<std::size_t>(pixels), 1));
    return model.with("MatMul", {"flat", "w"}, "scores").output(2).import().network.input.shape;
  };
  const auto same = [](Model& model) { model.with("Identity", {"image"}, "x"); };
  const auto as = [](const Dims& dims) {
    return [dims](Model& model) {
      model.int64s("shape", dims).with("Reshape", {"image", "shape"}, "x");
    };
  };
  Model row = Model().input({3072}).floats("w", {3072, 2}, Floats(6144, 1));
  REQUIRE(row.with("MatMul", {"image", "w"}, "scores").output(2).import().warnings.size() == 1);
  CHECK_THAT(row.import().warnings[0], Contains("one row of 3072 pixels"));

  CHECK(shape({28, 28, 1}, same) == TensorShape{28, 28, 1});
  CHECK(shape({4, 4, 1}, same) == TensorShape{4, 4, 1});
  CHECK(shape({32, 32, 3}, same) == TensorShape{32, 32, 3});
  CHECK(shape({3, 32, 32}, same) == TensorShape{32, 32, 3});
  CHECK(shape({1, 6, 5}, same) == TensorShape{6, 5, 1});
  CHECK(shape({4, 4, 1}, as({0, 16})) == TensorShape{4, 4, 1});
  CHECK(shape({6, 5, 1}, as({-1, 1, 6, 5})) == TensorShape{6, 5, 1});
  CHECK(shape({30}, as({-1, 1, 6, 5})) == TensorShape{6, 5, 1});
  CHECK(shape({90}, as({-1, 3, 6, 5})) == TensorShape{6, 5, 3});
  CHECK(shape({90}, as({-1, 6, 5, 3})) == TensorShape{6, 5, 3});
  CHECK(shape({6, 5, 9}, [](Model& model) {
          Model::set_ints(model.node("Transpose", {"image"}, "x"), "perm", {0, 3, 1, 2});
        }) == TensorShape{6, 5, 9});

  Model mixed;
  mixed.input({6, 5, 3}).int64s("shape", {-1, 3, 6, 5});
  mixed.with("Reshape", {"image", "shape"}, "x").with("Flatten", {"x"}, "flat");
  mixed.floats("w", {90, 2}, Floats(180, 1)).with("MatMul", {"flat", "w"}, "scores").output(2);
  CHECK_THAT(mixed.refusal(), Contains("a Reshape keeps the order of the values"));
  Model turned;
  turned.input({1, 6, 5});
  Model::set_ints(turned.node("Transpose", {"image"}, "x"), "perm", {0, 1, 3, 2});
  turned.with("Flatten", {"x"}, "flat").floats("w", {30, 2}, Floats(60, 1));
  turned.with("MatMul", {"flat", "w"}, "scores").output(2);
  CHECK_THAT(turned.refusal(), Contains("of an image [0, 3, 1, 2] and [0, 2, 3, 1] are supported"));
  Model convolved;
  convolved.input({6, 5, 1}).floats("w", {2, 1, 1, 1}, {1, 1});
  convolved.with("Conv", {"image", "w"}, "scores").output(2);
  CHECK_THAT(convolved.refusal(), Contains("put a Transpose with perm = [0, 3, 1, 2] before it"));
}
