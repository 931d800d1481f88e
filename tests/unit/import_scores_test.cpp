// Class scores: exact where integers can say them, rounded with an account where not.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "generator/import/refusal.hpp"
#include "generator/import/scores.hpp"

using scbnn::import::fold_scores;
using scbnn::import::Neuron;
using scbnn::import::Scoring;
using Numbers = std::vector<std::int32_t>;

namespace {

/// slope * z + constant.
Neuron line(double slope, double constant) {
  Neuron neuron;
  neuron.slope = slope;
  neuron.constant = constant;
  return neuron;
}

/// What the hardware computes from the popcount of weights that are flipped where it says so.
std::int64_t score(const Scoring& scoring, std::size_t j, int popcount) {
  return std::int64_t{scoring.scores.gain[j]} * popcount + scoring.scores.offset[j];
}

/// y in double at the popcount a of the flipped weights.
double real_score(const Neuron& neuron, int inputs, int popcount) {
  const double z = (neuron.slope < 0 ? -1.0 : 1.0) * (2 * popcount - inputs);
  return (neuron.slope.get_d() * z + neuron.shift.get_d()) / std::sqrt(neuron.radicand.get_d()) +
         neuron.constant.get_d();
}

}  // namespace

TEST_CASE("equal slopes give popcounts with integer offsets", "[import]") {
  const Scoring plain = fold_scores({line(1, 0), line(1, 0)}, 100);
  CHECK(plain.scores.gain == Numbers{1, 1});
  CHECK(plain.scores.offset == Numbers{0, 0});
  CHECK(plain.scores.fraction_bits == 0);
  CHECK(plain.rounding.empty());

  // z = 2a - N: an offset of 6 on z is 3 popcounts; a scale of 0.3 divides out.
  const Scoring moved = fold_scores({line(1, 6), line(1, -4), line(1, 0)}, 100);
  CHECK(moved.scores.offset == Numbers{3, -2, 0});
  CHECK(moved.rounding.empty());
  const mpq_class third(1, 3);
  std::vector<Neuron> scaled(2);
  scaled[0].slope = scaled[1].slope = third;
  scaled[1].constant = 4 * third;
  CHECK(fold_scores(scaled, 100).scores.offset == Numbers{0, 2});
  CHECK(fold_scores(scaled, 100).rounding.empty());
}

TEST_CASE("a fraction that all offsets share drops out, half a popcount takes a bit", "[import]") {
  const Scoring shared = fold_scores({line(1, 0.3), line(1, 0.3)}, 10);
  CHECK(shared.scores.fraction_bits == 0);
  CHECK(shared.rounding.empty());
  const Scoring half = fold_scores({line(1, 0), line(1, 3)}, 10);
  CHECK(half.scores.fraction_bits == 1);
  CHECK(half.scores.gain == Numbers{2, 2});
  CHECK(half.scores.offset == Numbers{0, 3});
  CHECK(half.rounding.empty());
}

TEST_CASE("negative slopes flip weights", "[import]") {
  const Scoring scoring = fold_scores({line(-1, 2), line(1, 2)}, 10);
  CHECK(scoring.flipped == std::vector<bool>{true, false});
  CHECK(scoring.scores.gain == Numbers{1, 1});
  CHECK(scoring.scores.offset == Numbers{1, 1});
}

TEST_CASE("different slopes become gains; exact where they are dyadic", "[import]") {
  const Scoring dyadic = fold_scores({line(1, 0), line(0.5, 0), line(0, 3)}, 10);
  CHECK(dyadic.scores.fraction_bits == 1);
  CHECK(dyadic.scores.gain == Numbers{2, 1, 0});
  CHECK(dyadic.rounding.empty());
  // 2a - 10, a - 5 and 3 in halves of a popcount, relative to the first.
  CHECK(dyadic.scores.offset[1] - dyadic.scores.offset[0] == 5);
  CHECK(dyadic.scores.offset[2] - dyadic.scores.offset[0] == 13);
}

TEST_CASE("what is rounded is said, with whether it can matter", "[import]") {
  const mpq_class third(1, 3);
  std::vector<Neuron> classes(2);
  classes[1].constant = third;
  const Scoring harmless = fold_scores(classes, 100);
  CHECK(harmless.scores.fraction_bits == 12);
  CHECK(harmless.rounding.find("rounded to 12 fraction bits") != std::string::npos);
  CHECK(harmless.rounding.find("the class stays the same for every image") != std::string::npos);

  classes[1].constant = mpq_class(1, 1000000);  // less than half a unit above a tie
  CHECK(fold_scores(classes, 100).rounding.find("the class can change only where") !=
        std::string::npos);
  classes[1].constant = 0;
  classes[1].slope = third;
  CHECK(fold_scores(classes, 100).rounding.find("the class can change only where") !=
        std::string::npos);
}

TEST_CASE("large popcounts leave room for fewer fraction bits, far offsets move together",
          "[import]") {
  std::vector<Neuron> classes(2);
  classes[1].slope = mpq_class(1, 3);
  const Scoring wide = fold_scores(classes, 100000);
  CHECK(wide.scores.fraction_bits == 7);  // 100000 * 2^7 is over 2^23, but not around the middle
  const Scoring far = fold_scores({line(1, 2e9), line(1, 2e9 + 2)}, 10);
  CHECK(far.scores.offset[1] - far.scores.offset[0] == 1);
  CHECK(far.rounding.empty());
  CHECK_THROWS_AS(fold_scores({line(1, 0), line(1, 1e9)}, 10), scbnn::import::Refusal);
  CHECK_THROWS_AS(fold_scores({line(0, 0), line(0, 1)}, 10), scbnn::import::Refusal);
}

TEST_CASE("scores keep the order of the real ones within the stated error", "[import]") {
  REQUIRE(rc::check("scores", [] {
    const int inputs = *rc::gen::inRange(1, 300);
    const auto parameter = [](int limit) {
      return rc::gen::map(rc::gen::inRange(-limit * 1000, limit * 1000 + 1),
                          [](int value) { return mpq_class(static_cast<double>(value) / 1000.0); });
    };
    const bool with_norm = *rc::gen::arbitrary<bool>();
    std::vector<Neuron> classes;
    for (int j = 0; j < 4; ++j) {
      Neuron neuron;
      neuron.slope = *parameter(3);
      neuron.shift = neuron.slope * *parameter(100);
      neuron.constant = *parameter(30);
      if (with_norm) neuron.radicand = abs(*parameter(5)) + mpq_class(1, 1000);
      classes.push_back(neuron);
    }
    double unit = 0;  // what a popcount of the steepest class adds to y
    for (const Neuron& neuron : classes) {
      unit =
          std::max(unit, 2 * std::fabs(neuron.slope.get_d()) / std::sqrt(neuron.radicand.get_d()));
    }
    RC_PRE(unit > 1e-6);
    Scoring scoring;
    try {
      scoring = fold_scores(classes, inputs);
    } catch (const scbnn::import::Refusal&) {
      RC_DISCARD("offsets out of range");
    }
    const double one = std::ldexp(1.0, scoring.scores.fraction_bits);
    // Half a unit for the gain times the popcount, half for the offset, in each of two scores.
    const double bound = (inputs + 1) / one + 1e-6;
    for (int trial = 0; trial < 20; ++trial) {
      const auto i = static_cast<std::size_t>(*rc::gen::inRange(0, 4));
      const auto j = static_cast<std::size_t>(*rc::gen::inRange(0, 4));
      const int a = *rc::gen::inRange(0, inputs + 1);
      const int b = *rc::gen::inRange(0, inputs + 1);
      const double real =
          (real_score(classes[i], inputs, a) - real_score(classes[j], inputs, b)) / unit;
      const double stored = static_cast<double>(score(scoring, i, a) - score(scoring, j, b)) / one;
      RC_ASSERT(std::fabs(real - stored) <= bound);
    }
  }));
}
