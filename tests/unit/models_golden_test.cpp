// The golden model against known answers of an independent implementation
// (tests/unit/models_known_answers.py) and against what the contract says of itself.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/golden/golden.hpp"
#include "sim/golden/lfsr.hpp"
#include "tests/unit/models_networks.hpp"

using namespace scbnn;

namespace {

EncoderSettings lfsr(int width, int lanes, std::uint32_t seed) {
  return {EncoderKind::kLfsr, width, lanes, seed};
}

struct KnownStarts {
  EncoderSettings encoder;
  std::vector<std::uint32_t> starts;
};

const std::vector<KnownStarts> kStarts{
    {lfsr(8, 16, 0), {1, 57, 47, 27, 39, 215, 95, 15, 96, 181, 153, 200, 158, 100, 83, 37}},
    {lfsr(8, 3, 421), {164, 122, 123}},
    {lfsr(9, 4, 0), {441, 422, 222, 195}},
    {lfsr(12, 5, 7), {2494, 2649, 3439, 1090, 2765}},
    {lfsr(20, 2, 0), {489913, 685979}},
    {lfsr(32, 5, 2309737967U), {396145750U, 3950210432U, 3164962778U, 1278688965U, 2245416230U}},
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
  result.network.input = {{1, kSizes[0], 1}, Pixel{}};
  for (std::size_t l = 0; l + 1 < kSizes.size(); ++l) {
    const int inputs = kSizes[l];
    BitMatrix weights(kSizes[l + 1], inputs);
    for (int j = 0; j < weights.rows(); ++j) {
      for (int i = 0; i < inputs; ++i) weights.set(j, i, numbers.below(2) != 0);
    }
    Thresholds thresholds;
    for (int j = 0; l + 2 < kSizes.size() && j < weights.rows(); ++j) {
      const int denominator = 1 + numbers.below(7);
      const int middle = inputs * denominator / 2;
      thresholds.values.push_back(
          {middle - 2 * denominator + numbers.below(4 * denominator + 1), denominator});
    }
    const bool last = l + 2 == kSizes.size();
    result.network.layers.push_back(
        dense_layer("layer" + std::to_string(l + 1), l, result.network.tensor(l),
                    std::move(weights), last ? Finish{Scores{}} : Finish{std::move(thresholds)}));
  }
  for (int j = 0; j < kSizes.back(); ++j) {
    result.network.scores().gain.push_back(1 + numbers.below(3));
  }
  for (int j = 0; j < kSizes.back(); ++j) {
    result.network.scores().offset.push_back(numbers.below(9) - 4);
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

FunctionSettings output(const EncoderSettings& encoder, int presentations,
                        std::optional<std::int64_t> margin = {}) {
  FunctionSettings settings = stochastic(encoder, presentations);
  settings.mode = Mode::kOutput;
  settings.margin = margin;
  return settings;
}

FunctionSettings fixed_point() {
  FunctionSettings settings;
  settings.input = InputKind::kFixedPoint;
  return settings;
}

}  // namespace

TEST_CASE("lanes start in the known states", "[golden]") {
  for (const KnownStarts& known : kStarts) {
    const EncoderSettings& encoder = known.encoder;
    INFO("width " << encoder.width << ", lanes " << encoder.lanes);
    CHECK(golden::lfsr_start_states(encoder.width, encoder.lanes, encoder.seed) == known.starts);
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
  CHECK(golden::lfsr_start_states(16, 3, 0x79b9)[0] == 1);
  CHECK(golden::lfsr_start_states(32, 3, 0x9e3779b9)[0] == 1);
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
  CHECK(scores(stochastic(lfsr(9, 4, 0), 7)) == Scores{7, 9, 13, 14});
  CHECK(scores(stochastic(lfsr(8, 3, 421), 255)) == Scores{11, 9, 19, 20});
  CHECK(scores(stochastic(lfsr(16, 16, 44257), 16)) == Scores{11, 9, 19, 20});
  CHECK(scores(stochastic({EncoderKind::kLfsrShared, 16, 16, 0}, 4)) == Scores{5, 10, 16, 17});
  CHECK(scores(stochastic({EncoderKind::kVanDerCorput, 8, 16, 0}, 3)) == Scores{9, 10, 16, 17});
  CHECK(scores(stochastic({EncoderKind::kSobol, 8, 16, 0}, 3)) == Scores{11, 9, 19, 20});
  CHECK(scores(stochastic({EncoderKind::kThreshold}, 4)) == Scores{9, 10, 16, 17});
  CHECK(scores(fixed_point()) == Scores{11, 9, 19, 20});
}

TEST_CASE("the tiny network gives the known totals of presentations", "[golden]") {
  const Tiny known = tiny();
  const auto check = [&](EncoderSettings encoder, int presentations,
                         std::optional<std::int64_t> margin,
                         const std::vector<std::int64_t>& scores, int used) {
    const golden::Trace trace =
        golden::run(known.network, output(encoder, presentations, margin), known.pixels);
    CHECK(trace.scores == scores);
    CHECK(trace.used == used);
    CHECK(trace.passes.size() == static_cast<std::size_t>(used));
  };
  check(lfsr(8, 16, 0), 4, {}, {34, 35, 55, 59}, 4);
  check({EncoderKind::kLfsrShared, 17, 13, 421}, 8, {}, {78, 65, 113, 121}, 8);
  check({EncoderKind::kVanDerCorput, 8, 16, 0}, 8, 6, {54, 54, 96, 102}, 6);
  check({EncoderKind::kSobol, 8, 16, 0}, 8, 6, {52, 53, 87, 93}, 6);
  check({EncoderKind::kSobol, 16, 16, 44257}, 16, 9, {83, 77, 135, 144}, 9);
  check({EncoderKind::kThreshold}, 8, 4, {30, 37, 61, 65}, 4);
  check({EncoderKind::kThreshold}, 8, {}, {60, 74, 116, 124}, 8);
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
      sum += dense(network.layers[0])->weights.get(j, i) ? count : 5 - count;
    }
    CHECK(trace.passes[0].sums[0][static_cast<std::size_t>(j)] == sum);
  }
  const auto best = std::max_element(trace.scores.begin(), trace.scores.end());
  CHECK(trace.predicted == best - trace.scores.begin());
}

TEST_CASE("equal scores go to the first class", "[golden]") {
  Network network = test::random_network({8, 3}, 1);
  network.scores() = {{0, 0, 0}, {4, 7, 7}, 0};
  CHECK(golden::run(network, fixed_point(), test::random_pixels(8, 1)).predicted == 1);
}

TEST_CASE("thresholds clamp to always on and never on", "[golden]") {
  Network network = test::random_network({9, 3, 2}, 5);
  std::get<Thresholds>(network.layers[0].finish).values = {{0, 1}, {10, 1}, {9, 1}};
  for (int j = 0; j < 9; ++j) dense(network.layers[0])->weights.set(2, j, true);
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
    CHECK(counted.scores[j] == network.scores().gain[j] * counted.passes[0].sums[0][j] +
                                   255 * network.scores().offset[j]);
  }
}

// Mode `output` beside mode `first`.

namespace {

/// Settings of every kind, with awkward numbers.
const std::vector<EncoderSettings> kEncoders{
    lfsr(8, 16, 0),
    lfsr(19, 7, 12345),
    {EncoderKind::kLfsrShared, 16, 16, 0},
    {EncoderKind::kLfsrShared, 21, 5, 99},
    {EncoderKind::kVanDerCorput, 8, 16, 0},
    {EncoderKind::kSobol, 11, 3, 77},
    {EncoderKind::kThreshold},
};

std::int64_t ahead_by(const std::vector<std::int64_t>& scores) {
  std::vector<std::int64_t> sorted = scores;
  std::sort(sorted.rbegin(), sorted.rend());
  return sorted[0] - sorted[1];
}

}  // namespace

TEST_CASE("mode first is a function of the counts alone", "[golden]") {
  // The first layer written for counts: a synapse contributes c or T - c.
  for (const EncoderSettings& encoder : kEncoders) {
    for (const int t : {1, 2, 3, 8, 31}) {
      const Network network = test::random_network({45, 20, 11, 6}, static_cast<std::uint64_t>(t));
      const auto pixels = test::random_pixels(45, 7);
      const golden::Trace trace = golden::run(network, stochastic(encoder, t), pixels);
      CAPTURE(static_cast<int>(encoder.kind), t);
      const Layer& layer = network.layers[0];
      for (int j = 0; j < layer.output.shape.size(); ++j) {
        std::int64_t sum = 0;
        for (int i = 0; i < layer.input.shape.size(); ++i) {
          const int count = trace.counts[static_cast<std::size_t>(i)];
          sum += dense(layer)->weights.get(j, i) ? count : t - count;
        }
        const auto at = static_cast<std::size_t>(j);
        const Threshold& threshold = std::get<Thresholds>(layer.finish).values[at];
        CHECK(trace.passes[0].sums[0][at] == sum);
        // S / T >= n / d, whatever the clamping of the integer threshold.
        const bool on = sum * threshold.denominator >= std::int64_t{t} * threshold.numerator;
        CHECK((trace.passes[0].activations[0][at] == 1) == on);
      }
      CHECK(trace.used == t);
      CHECK(trace.passes.size() == 1);
      CHECK(trace.bits == golden::encode(encoder, t, pixels));
    }
  }
}

TEST_CASE("mode output is one run at T = 1 for each presentation, added up", "[golden]") {
  // A network whose input is already black and white: at T = 1 `threshold` hands its bits through.
  for (const EncoderSettings& encoder : kEncoders) {
    const Network network = test::random_network({45, 20, 11, 6}, 31);
    const auto pixels = test::random_pixels(45, 32);
    const golden::Trace trace = golden::run(network, output(encoder, 9), pixels);
    CHECK(trace.used == 9);
    REQUIRE(trace.passes.size() == 9);
    std::vector<std::int64_t> totals(6, 0);
    for (std::size_t t = 0; t < 9; ++t) {
      std::vector<std::uint8_t> black_and_white;
      for (std::size_t i = 0; i < 45; ++i) {
        black_and_white.push_back(trace.bits[t * 45 + i] != 0 ? 255 : 0);
      }
      const golden::Trace alone =
          golden::run(network, stochastic({EncoderKind::kThreshold}, 1), black_and_white);
      CHECK(trace.passes[t].sums == alone.passes[0].sums);
      CHECK(trace.passes[t].activations == alone.passes[0].activations);
      CHECK(trace.passes[t].scores == alone.scores);
      for (std::size_t j = 0; j < 6; ++j) totals[j] += alone.scores[j];
    }
    CHECK(trace.scores == totals);
  }
}

TEST_CASE("at T = 1 the modes are the same", "[golden]") {
  for (const EncoderSettings& encoder : kEncoders) {
    const Network network = test::random_network({45, 20, 11, 6}, 5);
    const auto pixels = test::random_pixels(45, 6);
    const golden::Trace first = golden::run(network, stochastic(encoder, 1), pixels);
    const golden::Trace total = golden::run(network, output(encoder, 1, 1), pixels);
    CHECK(first.scores == total.scores);
    CHECK(first.passes[0].activations == total.passes[0].activations);
    CHECK(total.used == 1);
  }
}

TEST_CASE("a network of one layer has the same scores in both modes", "[golden]") {
  for (const EncoderSettings& encoder : kEncoders) {
    const Network network = test::random_network({45, 6}, 15);
    const auto pixels = test::random_pixels(45, 16);
    for (const int t : {1, 2, 7, 64, 255}) {
      CHECK(golden::run(network, output(encoder, t), pixels).scores ==
            golden::run(network, stochastic(encoder, t), pixels).scores);
    }
  }
}

TEST_CASE("presentations end as soon as the leader is ahead by the margin", "[golden]") {
  for (const EncoderSettings& encoder : kEncoders) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      Network network = test::random_network({45, 20, 11, 6}, 50 + seed);
      network.scores().offset.assign(6, 0);  // so that classes change places
      const auto pixels = test::random_pixels(45, 60 + seed);
      const golden::Trace whole = golden::run(network, output(encoder, 16), pixels);
      // How far the leader is ahead after each presentation, from the passes alone.
      std::vector<std::int64_t> ahead;
      std::vector<std::int64_t> totals(6, 0);
      for (const golden::Pass& pass : whole.passes) {
        for (std::size_t j = 0; j < 6; ++j) totals[j] += pass.scores[j];
        ahead.push_back(ahead_by(totals));
      }
      int used_before = 0;
      for (const std::int64_t margin : {1, 2, 3, 5, 8, 13, 21, 34, 55, 1'000'000}) {
        CAPTURE(static_cast<int>(encoder.kind), seed, margin);
        const golden::Trace stopped = golden::run(network, output(encoder, 16, margin), pixels);
        int expected = 0;
        while (expected < 15 && ahead[static_cast<std::size_t>(expected)] < margin) ++expected;
        CHECK(stopped.used == expected + 1);
        CHECK(stopped.used >= used_before);
        used_before = stopped.used;
        CHECK(stopped.passes.size() == static_cast<std::size_t>(stopped.used));
        CHECK(stopped.bits == whole.bits);
        CHECK(stopped.counts == whole.counts);
        std::vector<std::int64_t> so_far(6, 0);
        for (const golden::Pass& pass : stopped.passes) {
          for (std::size_t j = 0; j < 6; ++j) so_far[j] += pass.scores[j];
        }
        CHECK(stopped.scores == so_far);
      }
      CHECK(used_before == 16);
    }
  }
}

TEST_CASE("a tie for the first place is no lead, a single class never leads", "[golden]") {
  Network network = test::random_network({8, 3}, 1);
  network.scores() = {{0, 0, 0}, {4, 7, 7}, 0};
  const auto pixels = test::random_pixels(8, 1);
  CHECK(golden::run(network, output(lfsr(8, 16, 0), 5, 1), pixels).used == 5);
  network.scores().offset = {4, 7, 9};
  CHECK(golden::run(network, output(lfsr(8, 16, 0), 5, 2), pixels).used == 1);
  CHECK(golden::run(network, output(lfsr(8, 16, 0), 5, 3), pixels).used == 2);
  const Network single = test::random_network({8, 1}, 1);
  CHECK(golden::run(single, output(lfsr(8, 16, 0), 5, 1), pixels).used == 5);
}

TEST_CASE("8-bit input has one pass, one use and no bits", "[golden]") {
  const Network network = test::random_network({45, 20, 6}, 5);
  const golden::Trace trace = golden::run(network, fixed_point(), test::random_pixels(45, 6));
  CHECK(trace.passes.size() == 1);
  CHECK(trace.used == 1);
  CHECK(trace.bits.empty());
}
