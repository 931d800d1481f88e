// The golden model against known answers of an independent implementation
// (tests/unit/models_known_answers.py) and against what the contract says of itself.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "sim/golden/golden.hpp"
#include "sim/golden/lfsr.hpp"
#include "tests/unit/models_networks.hpp"

using namespace scbnn;

namespace {

EncoderSettings lfsr(int width, int lanes, std::uint32_t seed) {
  return {EncoderKind::kLfsr, width, lanes, seed};
}

struct KnownSequence {
  EncoderSettings encoder;
  std::vector<std::uint32_t> starts;
  std::vector<std::uint8_t> first;   ///< r of presentation 0, two lanes' rounds and a pixel
  std::vector<std::uint8_t> second;  ///< r of presentation 1
};

const std::vector<KnownSequence> kSequences{
    {lfsr(8, 16, 0),
     {1, 57, 47, 27, 39, 215, 95, 15, 96, 181, 153, 200, 158, 100, 83, 37},
     {1,  57, 47,  27, 39, 215, 95,  15,  96, 181, 153, 200, 158, 100, 83,  37, 75,
      72, 2,  115, 94, 54, 79,  174, 190, 31, 193, 107, 51,  144, 61,  201, 146},
     {28,  139, 26, 30, 248, 68,  40,  183, 234, 150, 168, 43, 253, 155, 187, 192, 129,
      165, 56,  22, 52, 60,  240, 136, 80,  111, 213, 44,  81, 86,  250, 55,  110}},
    {lfsr(8, 3, 421),
     {164, 122, 123},
     {164, 122, 123, 167, 134, 205, 123},
     {82, 232, 244, 118, 199, 70, 244}},
    {lfsr(9, 4, 0),
     {1, 136, 98, 393},
     {1, 136, 98, 137, 194, 35, 16, 128, 172},
     {8, 4, 32, 136, 114, 9, 140, 66, 55}},
    {lfsr(12, 5, 7),
     {6, 1884, 3552, 417, 2844},
     {6, 92, 224, 161, 28, 130, 123, 110, 8, 98, 69},
     {87, 138, 110, 11, 1, 101, 85, 223, 30, 223, 233}},
    {lfsr(16, 16, 44257),
     {44256, 40478, 39887, 48047, 57191, 59629, 58919, 60661, 12241, 25547, 7172, 19514, 2842,
      22144, 7648, 61774},
     {224, 30,  207, 175, 103, 237, 39,  245, 209, 203, 4,   58, 26, 128, 224, 78, 156,
      66,  132, 120, 218, 26,  138, 158, 11,  175, 231, 211, 76, 49, 112, 69,  255},
     {155, 185, 138, 239, 228, 164, 109, 2,   31,  10,  140, 20,  235, 75, 197, 126, 187,
      35,  131, 198, 161, 106, 125, 252, 111, 177, 138, 161, 173, 157, 98, 34,  237}},
    {lfsr(20, 2, 0), {1, 589824}, {1, 0, 0, 0, 0}, {0, 16, 144, 9, 65}},
};

/// The generator of models_known_answers.py.
class Numbers {
 public:
  explicit Numbers(std::uint32_t seed) : state_(seed) {}
  int below(int limit) {
    state_ = (1103515245U * state_ + 12345U) & 0x7fffffffU;
    return static_cast<int>(state_ >> 8) % limit;
  }

 private:
  std::uint32_t state_;
};

/// Its tiny network and image.
struct Tiny {
  Network network;
  std::vector<std::uint8_t> pixels;
};

Tiny tiny() {
  constexpr std::array<int, 4> kSizes{37, 13, 9, 4};
  Numbers numbers(11);
  Tiny result;
  result.network.input = {1, 1, kSizes[0]};
  for (std::size_t l = 0; l + 1 < kSizes.size(); ++l) {
    Layer layer;
    layer.inputs = kSizes[l];
    layer.outputs = kSizes[l + 1];
    layer.weights = BitMatrix(layer.outputs, layer.inputs);
    for (int j = 0; j < layer.outputs; ++j) {
      for (int i = 0; i < layer.inputs; ++i) layer.weights.set(j, i, numbers.below(2) != 0);
    }
    for (int j = 0; l + 2 < kSizes.size() && j < layer.outputs; ++j) {
      const int denominator = 1 + numbers.below(7);
      const int middle = layer.inputs * denominator / 2;
      layer.thresholds.push_back(
          {middle - 2 * denominator + numbers.below(4 * denominator + 1), denominator});
    }
    result.network.layers.push_back(layer);
  }
  for (int j = 0; j < kSizes.back(); ++j) {
    result.network.scores.gain.push_back(1 + numbers.below(3));
  }
  for (int j = 0; j < kSizes.back(); ++j) {
    result.network.scores.offset.push_back(numbers.below(9) - 4);
  }
  for (int i = 0; i < kSizes[0]; ++i) {
    result.pixels.push_back(static_cast<std::uint8_t>(numbers.below(256)));
  }
  return result;
}

FunctionSettings stochastic(const EncoderSettings& encoder, int presentations) {
  FunctionSettings settings;
  settings.encoder = encoder;
  settings.presentations = presentations;
  return settings;
}

FunctionSettings fixed_point() {
  FunctionSettings settings;
  settings.input = InputKind::kFixedPoint;
  return settings;
}

}  // namespace

TEST_CASE("the LFSR encoder gives the known sequences", "[golden]") {
  for (const KnownSequence& known : kSequences) {
    INFO("width " << known.encoder.width << ", lanes " << known.encoder.lanes);
    CHECK(golden::lfsr_start_states(known.encoder.width, known.encoder.lanes, known.encoder.seed) ==
          known.starts);
    const auto pixels = known.first.size();
    std::vector<std::uint8_t> both = known.first;
    both.insert(both.end(), known.second.begin(), known.second.end());
    CHECK(golden::random_values(known.encoder, 2, static_cast<int>(pixels)) == both);
  }
}

TEST_CASE("every polynomial is primitive", "[golden]") {
  for (int width = 8; width <= 20; ++width) {
    INFO("width " << width);
    std::uint32_t state = 1;
    std::uint32_t period = 0;
    do {
      state = golden::lfsr_step(width, state);
      ++period;
    } while (state != 1 && period < 1U << width);
    CHECK(period == (1U << width) - 1);
  }
  // Longer registers: steps are linear maps of GF(2)^W; the map's order must be 2^W - 1, which it
  // is if it divides that and none of the quotients by a prime.
  using Map = std::array<std::uint32_t, 32>;
  const auto apply = [](const Map& map, std::uint32_t state) {
    std::uint32_t result = 0;
    for (std::size_t bit = 0; bit < map.size(); ++bit) {
      if ((state >> bit & 1U) != 0) result ^= map[bit];
    }
    return result;
  };
  for (int width = 21; width <= 32; ++width) {
    INFO("width " << width);
    const auto state_after = [&](std::uint64_t steps) {
      Map power{};
      for (int bit = 0; bit < width; ++bit) {
        power[static_cast<std::size_t>(bit)] = golden::lfsr_step(width, 1U << bit);
      }
      std::uint32_t state = 1;
      for (; steps != 0; steps >>= 1) {
        if ((steps & 1U) != 0) state = apply(power, state);
        Map square{};
        for (std::size_t bit = 0; bit < power.size(); ++bit) square[bit] = apply(power, power[bit]);
        power = square;
      }
      return state;
    };
    const std::uint64_t all = (std::uint64_t{1} << width) - 1;
    CHECK(state_after(all) == 1);
    std::uint64_t rest = all;
    for (std::uint64_t prime = 3; rest > 1; prime += 2) {
      if (prime * prime > rest) prime = rest;
      if (rest % prime != 0) continue;
      CHECK(state_after(all / prime) != 1);
      while (rest % prime == 0) rest /= prime;
    }
  }
}

TEST_CASE("a seed that cancels a start state is replaced by 1", "[golden]") {
  CHECK(golden::lfsr_start_states(8, 3, 1)[0] == 1);
  CHECK(golden::lfsr_start_states(8, 3, 0x101)[0] == 1);  // the low 8 bits count
}

TEST_CASE("an 8-bit register makes p of 255 ones over its period", "[golden]") {
  // One lane and 255 presentations: each pixel sees the whole cycle of states.
  const std::vector<std::uint8_t> pixels{0, 1, 2, 127, 128, 254, 255};
  const auto bits = golden::encode(lfsr(8, 1, 0), 255, pixels);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    int ones = 0;
    for (std::size_t t = 0; t < 255; ++t) ones += bits[t * pixels.size() + i];
    CHECK(ones == pixels[i]);
  }
}

TEST_CASE("a long register never makes a one of pixel 0, and rarely a zero of 255", "[golden]") {
  const std::vector<std::uint8_t> pixels{0, 255, 128};
  const auto bits = golden::encode(lfsr(20, 3, 9), 255, pixels);
  int ones[3] = {};
  for (std::size_t at = 0; at < bits.size(); ++at) ones[at % 3] += bits[at];
  CHECK(ones[0] == 0);
  CHECK(ones[1] >= 250);
  CHECK(ones[1] <= 255);
  CHECK(ones[2] > 96);
  CHECK(ones[2] < 160);
}

TEST_CASE("the tiny network gives the known scores", "[golden]") {
  const Tiny known = tiny();
  const auto scores = [&](const FunctionSettings& settings) {
    return golden::run(known.network, settings, known.pixels).scores;
  };
  using Scores = std::vector<std::int64_t>;
  CHECK(scores(stochastic(lfsr(8, 16, 0), 1)) == Scores{5, 8, 10, 11});
  CHECK(scores(stochastic(lfsr(8, 16, 0), 4)) == Scores{9, 10, 16, 17});
  CHECK(scores(stochastic(lfsr(9, 4, 0), 7)) == Scores{9, 10, 16, 17});
  CHECK(scores(stochastic(lfsr(8, 3, 421), 255)) == Scores{11, 9, 19, 20});
  CHECK(scores(stochastic(lfsr(16, 16, 44257), 16)) == Scores{11, 9, 19, 20});
  CHECK(scores(fixed_point()) == Scores{11, 9, 19, 20});
}

TEST_CASE("a trace holds together", "[golden]") {
  const Network network = test::random_network({65, 33, 10}, 3);
  const auto pixels = test::random_pixels(65, 4);
  const FunctionSettings settings = stochastic(lfsr(8, 16, 0), 5);
  const golden::Trace trace = golden::run(network, settings, pixels);
  const auto bits = golden::encode(settings.encoder, 5, pixels);

  REQUIRE(trace.counts.size() == 65);
  REQUIRE(trace.passes[0].sums.size() == 2);
  REQUIRE(trace.passes[0].activations.size() == 1);
  REQUIRE(trace.scores.size() == 10);
  for (std::size_t i = 0; i < 65; ++i) {
    int count = 0;
    for (std::size_t t = 0; t < 5; ++t) count += bits[t * 65 + i];
    CHECK(trace.counts[i] == count);
  }
  // S_j from the counts: the sums over t and over synapses commute.
  for (int j = 0; j < 33; ++j) {
    std::int64_t sum = 0;
    for (int i = 0; i < 65; ++i) {
      const int count = trace.counts[static_cast<std::size_t>(i)];
      sum += network.layers[0].weights.get(j, i) ? count : 5 - count;
    }
    CHECK(trace.passes[0].sums[0][static_cast<std::size_t>(j)] == sum);
  }
  const auto best = std::max_element(trace.scores.begin(), trace.scores.end());
  CHECK(trace.predicted == best - trace.scores.begin());
}

TEST_CASE("equal scores go to the first class", "[golden]") {
  Network network = test::random_network({8, 3}, 1);
  network.scores = {{0, 0, 0}, {4, 7, 7}, 0};
  CHECK(golden::run(network, fixed_point(), test::random_pixels(8, 1)).predicted == 1);
}

TEST_CASE("thresholds clamp to always on and never on", "[golden]") {
  Network network = test::random_network({9, 3, 2}, 5);
  network.layers[0].thresholds = {{0, 1}, {10, 1}, {9, 1}};
  for (int j = 0; j < 9; ++j) network.layers[0].weights.set(2, j, true);
  const std::vector<std::uint8_t> white(9, 255);
  for (const FunctionSettings& settings :
       {stochastic(lfsr(8, 16, 0), 1), stochastic(lfsr(8, 16, 0), 255), fixed_point()}) {
    const auto activations = golden::run(network, settings, white).passes[0].activations[0];
    CHECK(activations == std::vector<std::uint8_t>{1, 0, 1});
  }
}

TEST_CASE("8-bit input equals 255 presentations whose counts are the pixels", "[golden]") {
  // One lane of 8 bits runs through all states in 255 presentations, so that c_i = p_i; with
  // x = 2p/255 - 1 the two must agree in every bit and score.
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Network network = test::random_network({40, 24, 17, 5}, seed);
    const auto pixels = test::random_pixels(40, seed + 100);
    const golden::Trace exact = golden::run(network, fixed_point(), pixels);
    const golden::Trace counted = golden::run(network, stochastic(lfsr(8, 1, 0), 255), pixels);
    CHECK(exact.counts == counted.counts);
    CHECK(exact.passes[0].activations == counted.passes[0].activations);
    CHECK(exact.scores == counted.scores);
  }
}

TEST_CASE("a network of one layer scores the mean over the presentations, times T", "[golden]") {
  const Network network = test::random_network({50, 6}, 8);
  const auto pixels = test::random_pixels(50, 9);
  const golden::Trace exact = golden::run(network, fixed_point(), pixels);
  const golden::Trace counted = golden::run(network, stochastic(lfsr(8, 1, 0), 255), pixels);
  CHECK(exact.scores == counted.scores);
  for (std::size_t j = 0; j < 6; ++j) {
    CHECK(counted.scores[j] ==
          network.scores.gain[j] * counted.passes[0].sums[0][j] + 255 * network.scores.offset[j]);
  }
}
