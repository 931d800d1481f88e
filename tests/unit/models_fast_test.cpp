// The fast model equals the golden one: every instruction set of this machine, awkward sizes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "sim/fast/fast.hpp"
#include "sim/fast/lfsr.hpp"
#include "sim/golden/golden.hpp"
#include "tests/unit/models_networks.hpp"

using namespace scbnn;

namespace {

std::vector<std::int64_t> golden_scores(const Network& network, const FunctionSettings& settings,
                                        std::span<const std::uint8_t> pixels, int count) {
  const golden::Model model(network, settings);
  const auto size = static_cast<std::size_t>(network.input.size());
  std::vector<std::int64_t> scores;
  for (std::size_t image = 0; image < static_cast<std::size_t>(count); ++image) {
    const golden::Trace trace = model.run(pixels.subspan(image * size, size));
    scores.insert(scores.end(), trace.scores.begin(), trace.scores.end());
  }
  return scores;
}

std::vector<std::int64_t> fast_scores(const fast::Model& model,
                                      std::span<const std::uint8_t> pixels, int count) {
  std::vector<std::int64_t> scores(static_cast<std::size_t>(count) *
                                   static_cast<std::size_t>(model.classes()));
  model.run(pixels, count, scores);
  return scores;
}

void check_equal(const Network& network, const FunctionSettings& settings, int count,
                 std::uint64_t seed) {
  const auto pixels = test::random_pixels(
      static_cast<std::size_t>(count) * static_cast<std::size_t>(network.input.size()), seed);
  const auto expected = golden_scores(network, settings, pixels, count);
  for (const fast::Isa isa : fast::available()) {
    INFO("isa " << fast::to_string(isa) << ", T " << settings.presentations << ", width "
                << settings.encoder.width << ", lanes " << settings.encoder.lanes << ", images "
                << count << ", seed " << seed << ", input "
                << (settings.input == InputKind::kFixedPoint ? "8-bit" : "stochastic"));
    const fast::Model model(network, settings, isa);
    CHECK(fast_scores(model, pixels, count) == expected);
  }
}

FunctionSettings random_settings(std::mt19937_64& random) {
  const auto pick = [&random](std::initializer_list<int> values) {
    return values.begin()[random() % values.size()];
  };
  FunctionSettings settings;
  settings.encoder.width = pick({8, 8, 8, 9, 12, 16, 31, 32});
  settings.encoder.lanes = pick({1, 3, 16, 16, 63, 64});
  settings.encoder.seed = random() % 3 == 0 ? 0 : static_cast<std::uint32_t>(random());
  settings.presentations = pick({1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 64, 127, 128, 200, 255});
  if (random() % 5 == 0) settings.input = InputKind::kFixedPoint;
  return settings;
}

}  // namespace

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
      check_equal(network, random_settings(random), 9, random());
    }
  }
}

TEST_CASE("fast equals golden for every awkward number of neurons and classes", "[fast]") {
  std::mt19937_64 random(2);
  for (const int outputs : {1, 3, 7, 8, 9, 33, 63, 64, 65, 127, 129}) {
    INFO("outputs " << outputs);
    for (const int classes : {1, 2, 7, 8, 9, 10, 17}) {
      const Network network = test::random_network({30, outputs, outputs, classes}, random());
      check_equal(network, random_settings(random), 3, random());
    }
  }
}

TEST_CASE("fast equals golden for every number of images around its blocks", "[fast]") {
  std::mt19937_64 random(3);
  const Network network = test::random_network({70, 35, 5}, 17);
  for (const int count : {1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 100, 129}) {
    check_equal(network, random_settings(random), count, random());
  }
}

TEST_CASE("fast equals golden for every T", "[fast]") {
  std::mt19937_64 random(4);
  for (int presentations = 1; presentations <= 255; ++presentations) {
    const Network network = test::random_network({65, 18, 3}, random());
    FunctionSettings settings;
    settings.presentations = presentations;
    check_equal(network, settings, 2, random());
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
      for (int i = 0; i < inputs; ++i) network.layers[0].weights.set(j, i, j % 2 != 0);
    }
    check_equal(network, settings, 2, random());
    const std::vector<std::uint8_t> white(static_cast<std::size_t>(inputs), 255);
    const auto expected = golden_scores(network, settings, white, 1);
    for (const fast::Isa isa : fast::available()) {
      INFO("isa " << fast::to_string(isa) << ", inputs " << inputs);
      CHECK(fast_scores(fast::Model(network, settings, isa), white, 1) == expected);
    }
  }
  check_equal(test::random_network({1, 1, 1, 1, 1}, 6), random_settings(random), 5, 6);
}

TEST_CASE("fast equals golden where the only layer is the last", "[fast]") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    const Network network = test::random_network({1 + static_cast<int>(random() % 200), 10}, round);
    check_equal(network, random_settings(random), 5, random());
  }
}

TEST_CASE("the fast encoder's sequence is the golden one, for every width and far lanes",
          "[fast]") {
  std::mt19937_64 random(8);
  for (int width = 8; width <= 32; ++width) {
    for (const int lanes : {1, 2, 16, 61, 64}) {
      const EncoderSettings encoder{EncoderKind::kLfsr, width, lanes,
                                    static_cast<std::uint32_t>(random())};
      INFO("width " << width << ", lanes " << lanes << ", seed " << encoder.seed);
      std::vector<std::uint8_t> expected = golden::random_values(encoder, 3, 150);
      if (width == 8) {
        for (std::uint8_t& value : expected) --value;
      }
      CHECK(fast::lfsr_thresholds(encoder, 3, 150) == expected);
    }
  }
}

TEST_CASE("a fast model may be moved and shared", "[fast]") {
  const Network network = test::random_network({20, 10, 4}, 1);
  const auto pixels = test::random_pixels(40, 2);
  const FunctionSettings settings;
  fast::Model first(network, settings);
  const auto expected = fast_scores(first, pixels, 2);
  const fast::Model second = std::move(first);
  CHECK(fast_scores(second, pixels, 2) == expected);
}
