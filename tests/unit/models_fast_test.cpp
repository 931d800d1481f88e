// The fast model equals the golden one: every instruction set of this machine, awkward sizes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "sim/fast/fast.hpp"
#include "tests/unit/models_compare.hpp"
#include "tests/unit/models_networks.hpp"

using namespace scbnn;

TEST_CASE("this machine's instruction sets are listed slowest first", "[fast]") {
  const auto isas = fast::available();
  REQUIRE(!isas.empty());
  CHECK(isas.front() == fast::Isa::kPortable);
  CHECK(std::is_sorted(isas.begin(), isas.end()));
  for (const fast::Isa isa : {fast::Isa::kAvx2, fast::Isa::kAvx512}) {
    if (std::find(isas.begin(), isas.end(), isa) == isas.end()) {
      WARN("not tested here, for want of a processor with it: " << fast::to_string(isa));
    }
  }
}

TEST_CASE("fast equals golden for every awkward number of inputs", "[fast]") {
  std::mt19937_64 random(1);
  for (const int inputs : {1, 2, 3, 7, 8, 31, 33, 63, 64, 65, 127, 128, 129, 191, 192, 193, 784}) {
    INFO("inputs " << inputs);
    for (int round = 0; round < 4; ++round) {
      const Network network = test::random_network({inputs, 20, 10}, random());
      test::check_equal(network, test::random_settings(random), 9, random());
    }
  }
}

TEST_CASE("fast equals golden for every awkward number of neurons and classes", "[fast]") {
  std::mt19937_64 random(2);
  for (const int outputs : {1, 3, 7, 8, 9, 33, 63, 64, 65, 127, 129}) {
    INFO("outputs " << outputs);
    for (const int classes : {1, 2, 7, 8, 9, 10, 17}) {
      const Network network = test::random_network({30, outputs, outputs, classes}, random());
      test::check_equal(network, test::random_settings(random), 3, random());
    }
  }
}

TEST_CASE("fast equals golden for every number of images around its blocks", "[fast]") {
  std::mt19937_64 random(3);
  const Network network = test::random_network({70, 35, 5}, 17);
  for (const int count : {1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 100, 129}) {
    test::check_equal(network, test::random_settings(random), count, random());
  }
}

TEST_CASE("fast equals golden for every T", "[fast]") {
  std::mt19937_64 random(4);
  for (int presentations = 1; presentations <= 255; ++presentations) {
    const Network network = test::random_network({65, 18, 3}, random());
    FunctionSettings settings;
    settings.presentations = presentations;
    test::check_equal(network, settings, 2, random());
    settings.mode = Mode::kOutput;
    test::check_equal(network, settings, 2, random());
  }
}

TEST_CASE("fast equals golden for layers of one and of many thousand synapses", "[fast]") {
  // 4,300 inputs pass the point at which byte counters are emptied; 20,000 do so often.
  std::mt19937_64 random(5);
  for (const int inputs : {3968, 4031, 4300, 20'000}) {
    FunctionSettings settings;
    settings.presentations = 3;
    Network network = test::random_network({inputs, 9, 2}, random());
    for (int j = 0; j < 9; ++j) {  // counts as large as they get: weights and bits all differ
      for (int i = 0; i < inputs; ++i) dense(network.layers[0])->weights.set(j, i, j % 2 != 0);
    }
    test::check_equal(network, settings, 2, random());
    const std::vector<std::uint8_t> white(static_cast<std::size_t>(inputs), 255);
    test::check_equal(network, settings, white, 1);
    settings.mode = Mode::kOutput;
    test::check_equal(network, settings, white, 1);
  }
  test::check_equal(test::random_network({1, 1, 1, 1, 1}, 6), test::random_settings(random), 5, 6);
}

TEST_CASE("fast equals golden where the only layer is the last", "[fast]") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    const Network network = test::random_network({1 + static_cast<int>(random() % 200), 10}, round);
    test::check_equal(network, test::random_settings(random), 5, random());
  }
}

TEST_CASE("fast equals golden where images stop at every presentation", "[fast]") {
  // 130 images make blocks in which one takes the place of another.
  Network network = test::random_network({40, 12, 3}, 9);
  network.scores().gain = {1, 1, 1};
  network.scores().offset = {0, 0, 0};
  const auto pixels = test::random_pixels(130 * 40, 10);
  FunctionSettings settings;
  settings.mode = Mode::kOutput;
  settings.presentations = 16;
  std::vector<int> seen(17, 0);
  for (const int margin : {1, 2, 3, 5, 10, 20, 40}) {
    settings.margin = margin;
    test::check_equal(network, settings, pixels, 130);
    for (const int used : test::golden_answers(network, settings, pixels, 130).used)
      ++seen.at(static_cast<std::size_t>(used));
  }
  CHECK(seen[0] == 0);
  CHECK(std::count(seen.begin() + 1, seen.end(), 0) == 0);
}

TEST_CASE("a tie for the first place is no lead, and a single class never has one", "[fast]") {
  FunctionSettings settings;
  settings.mode = Mode::kOutput;
  settings.presentations = 5;
  settings.margin = 1;
  Network network = test::random_network({9, 3}, 1);
  network.scores().gain = {0, 0, 0};
  network.scores().offset = {7, 9, 9};
  const auto pixels = test::random_pixels(9, 1);
  test::check_equal(network, settings, pixels, 1);
  const auto used = [&] {
    return test::fast_answers(network, settings, fast::Isa::kPortable, pixels, 1).used.front();
  };
  CHECK(used() == 5);
  network.scores().offset = {8, 7, 8};
  CHECK(used() == 5);
  network.scores().offset = {-9, -7, -8};
  CHECK(used() == 1);
  settings.margin = 3;
  CHECK(used() == 3);
  network = test::random_network({9, 1}, 1);
  test::check_equal(network, settings, pixels, 1);
  CHECK(used() == 5);
}

TEST_CASE("a fast model may be moved and shared", "[fast]") {
  const Network network = test::random_network({20, 10, 4}, 1);
  const auto pixels = test::random_pixels(40, 2);
  const FunctionSettings settings;
  fast::Model first(network, settings);
  std::vector<std::int64_t> expected(8);
  first.run(pixels, 2, expected);
  const fast::Model second = std::move(first);
  std::vector<std::int64_t> found(8);
  second.run(pixels, 2, found);
  CHECK(found == expected);
}
