// What a network may be: every sentence of its invariants, and which layers are dense.
#include "network/network.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "network/dense.hpp"
#include "network/invariants.hpp"

using namespace scbnn;

namespace {

/// 4 x 4 x 2 pixels; a convolution of 3 x 3 to 4 channels in two groups, a pool of 2 x 2, a dense
/// layer to 3 classes.
Network small() {
  Network network;
  network.name = "small";
  network.input = {{4, 4, 2}, Pixel{}};
  Window window{3, 3, 1, 1, {1, 1, 1, 1, PadValue::kZero}};
  network.layers.push_back({"conv1",
                            "/conv1",
                            {0},
                            network.input,
                            Product{window, 2, BitMatrix(4, 9)},
                            Thresholds{{{9, 2}, {0, 1}, {10, 1}, {4, 1}}},
                            {{4, 4, 4}, Bit{}}});
  network.layers.push_back({"pool1",
                            "/pool1",
                            {1},
                            network.tensor(1),
                            Pool{{2, 2, 2, 2, {}}, std::vector<PoolKind>(4, PoolKind::kAny)},
                            Integers{},
                            {{2, 2, 4}, Bit{}}});
  network.layers.push_back(
      dense_layer("fc1", 2, network.tensor(2), BitMatrix(3, 16), Scores{{1, 1, 1}, {0, 2, 0}, 0}));
  return network;
}

/// What is broken after `change`, one line a sentence.
template <typename Change>
std::string broken(Change change) {
  Network network = small();
  change(network);
  std::string lines;
  for (const std::string& line : broken_invariants(network)) lines += line + "\n";
  return lines;
}

Product& product(Network& network) { return std::get<Product>(network.layers[0].operation); }
Pool& pool(Network& network) { return std::get<Pool>(network.layers[1].operation); }

}  // namespace

TEST_CASE("a network of maps keeps the invariants", "[network]") {
  CHECK(broken_invariants(small()).empty());
  CHECK(small().classes() == 3);
}

TEST_CASE("elements of a map lie channel last", "[network]") {
  const TensorShape shape{2, 3, 4};
  CHECK(shape.size() == 24);
  CHECK(shape.index(0, 0, 3) == 3);
  CHECK(shape.index(0, 1, 0) == 4);
  CHECK(shape.index(1, 0, 0) == 12);
}

TEST_CASE("a window's outputs fit its input", "[network]") {
  const TensorShape shape{5, 7, 1};
  CHECK(Window{3, 3, 1, 1, {}}.output_height(shape) == 3);
  CHECK(Window{3, 3, 1, 1, {}}.output_width(shape) == 5);
  CHECK(Window{3, 3, 2, 2, {1, 0, 1, 0}}.output_height(shape) == 3);
  CHECK(Window{3, 2, 2, 3, {0, 1, 0, 0}}.output_width(shape) == 3);
  CHECK(Window{6, 1, 1, 1, {}}.output_height(shape) == 0);
  CHECK(Window{5, 7, 1, 1, {}}.positions() == 35);
}

TEST_CASE("which layers are dense", "[network]") {
  Network network = small();
  CHECK(dense(network.layers[0]) == nullptr);
  CHECK(dense(network.layers[1]) == nullptr);
  REQUIRE(dense(network.layers[2]) != nullptr);
  CHECK(dense(network.layers[2])->weights.columns() == 16);
  CHECK(kind_of(network.layers[0]) == "convolution");
  CHECK(kind_of(network.layers[1]) == "pooling");
  CHECK(kind_of(network.layers[2]) == "dense layer");
  CHECK(beyond_dense(network) ==
        std::vector<std::string>{"layer conv1 is a convolution", "layer pool1 is a pooling"});
  network.layers.erase(network.layers.begin(), network.layers.begin() + 2);
  CHECK(beyond_dense(network) ==
        std::vector<std::string>{"layer fc1 does not read the layer before it"});
  network.layers[0].sources = {0};
  CHECK(beyond_dense(network).empty());
  network.layers[0].finish = Integers{};
  CHECK(beyond_dense(network) == std::vector<std::string>{"layer fc1 passes integers on"});
}

TEST_CASE("every broken invariant is said", "[network]") {
  CHECK(broken([](Network& n) { n.layers.clear(); }) == "no layers\n");
  CHECK(broken([](Network& n) { n.layers[0].name = "1st"; }) ==
        "'1st': the name is no identifier\n");
  CHECK(broken([](Network& n) { n.layers[0].name = ""; }) == "'': the name is no identifier\n");
  CHECK(broken([](Network& n) { n.layers[1].name = "fc1"; }) ==
        "fc1: another layer has the same name\n");
  CHECK(broken([](Network& n) { n.layers[0].sources = {1}; }) ==
        "conv1: reads what does not stand before it\n");
  CHECK(broken([](Network& n) {
          n.layers[0].sources = {0, 0};
        }) == "conv1: the number of sources is wrong\n");
  CHECK(broken([](Network& n) { n.layers[2].sources = {1}; }) ==
        "fc1: inputs differ from what comes before\n");
  CHECK(broken([](Network& n) { n.input.element = Bit{}; }) ==
        "an input of no pixels\nconv1: inputs differ from what comes before\n");
  CHECK(broken([](Network& n) { product(n).window.stride_x = 0; }) ==
        "conv1: a kernel or a stride is below 1\n");
  CHECK(broken([](Network& n) { product(n).window.padding.top = -1; }) ==
        "conv1: padding is negative\n");
  CHECK(broken([](Network& n) { product(n).window.stride_y = 2; }) ==
        "conv1: the map's size differs from what the window makes of it\n");
  CHECK(broken([](Network& n) { product(n).groups = 3; }) ==
        "conv1: the groups do not divide the channels\n");
  CHECK(broken([](Network& n) { product(n).weights = BitMatrix(4, 18); }) ==
        "conv1: the weights' shape differs from the layer's\n");
  CHECK(broken([](Network& n) {
          std::get<Thresholds>(n.layers[0].finish).values[0] = {10, 512};
        }) == "conv1: the threshold 10/512 is not valid\n");
  CHECK(broken([](Network& n) {
          std::get<Thresholds>(n.layers[0].finish).values[0] = {1, 512};
        }) == "");
  CHECK(broken([](Network& n) {
          std::get<Thresholds>(n.layers[0].finish).values[0] = {1, 513};
        }) == "conv1: the threshold 1/513 is not valid\n");
  CHECK(broken([](Network& n) {
          std::get<Thresholds>(n.layers[0].finish).values[0] = {19, 2};
        }) == "conv1: the threshold 19/2 is not valid\n");
  CHECK(broken([](Network& n) { std::get<Thresholds>(n.layers[0].finish).values.pop_back(); }) ==
        "conv1: the number of thresholds is wrong\n");
  CHECK(broken([](Network& n) { pool(n).kinds[0] = PoolKind::kCount; }) ==
        "pool1: counts and bits in one pool\npool1: the output's elements are not the pool's\n");
  CHECK(broken([](Network& n) { pool(n).kinds.pop_back(); }) ==
        "pool1: a pool with another number of channels\n");
  CHECK(broken([](Network& n) {
          pool(n).window.padding = {2, 0, 0, 0};
        }) ==
        "pool1: a window sees padding alone\n"
        "pool1: the map's size differs from what the window makes of it\n");
  CHECK(broken([](Network& n) { n.scores().gain[1] = -1; }) == "fc1: a gain is negative\n");
  CHECK(broken([](Network& n) { n.scores().offset.pop_back(); }) ==
        "fc1: not one gain and one offset a channel\n");
  CHECK(broken([](Network& n) { n.scores().fraction_bits = 2; }) ==
        "fc1: the output's fraction differs from the scores'\n");
  CHECK(broken([](Network& n) { n.layers.pop_back(); }) == "pool1: the last layer has no scores\n");
}

TEST_CASE("sums join two maps of integers", "[network]") {
  Network network = small();
  network.layers.erase(network.layers.begin() + 1, network.layers.end());
  const TensorType bits = network.tensor(1);
  const TensorType integers{bits.shape, Integer{0}};
  Layer conv = network.layers[0];
  conv.name = "conv2";
  conv.sources = {1};
  conv.input = bits;
  std::get<Product>(conv.operation).weights = BitMatrix(4, 18);
  conv.finish = Integers{{2, 2, 2, 2}, {-4, 0, -9, 3}, 7};  // -9 .. 39
  conv.output = integers;
  Layer other = conv;
  other.name = "conv3";
  const Thresholds thresholds{{{-3, 1}, {0, 1}, {2, 1}, {1, 1}}};
  network.layers.push_back(conv);
  network.layers.push_back(other);
  network.layers.push_back({"add1", "", {2, 3}, integers, Add{}, thresholds, bits});
  network.layers.push_back(
      dense_layer("fc1", 4, bits, BitMatrix(2, 64), Scores{{1, 1}, {0, 0}, 0}));
  CHECK(broken_invariants(network).empty());
  CHECK(kind_of(network.layers[3]) == "sum");
  Layer& first = network.layers[1];
  const auto is_broken = [&](const std::string& sentence) {
    CHECK(broken_invariants(network) == std::vector<std::string>{sentence});
  };
  SECTION("of a width that holds them") {
    std::get<Integers>(first.finish).width = 6;
    is_broken("conv2: an integer does not fit its width");
  }
  SECTION("of even gains where sums count in halves") {
    std::get<Integers>(first.finish).gain[2] = 1;
    is_broken("conv2: an odd gain of a sum of halves");
    std::get<Product>(first.operation).window.padding.value = PadValue::kMinusOne;
    CHECK(broken_invariants(network).empty());
  }
  SECTION("of one fraction") {
    network.layers[2].output.element = Integer{1};
    is_broken("add1: inputs differ from what comes before");
  }
  SECTION("with whole thresholds") {
    std::get<Thresholds>(network.layers[3].finish).values[0] = {1, 2};
    is_broken("add1: the threshold 1/2 is not valid");
  }
  SECTION("that bits alone make") {
    first.input = network.input;
    first.sources = {0};
    std::get<Product>(first.operation).weights = BitMatrix(4, 9);
    is_broken("conv2: integers of what is no bit");
  }
}
