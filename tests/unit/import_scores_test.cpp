// Class scores: exact where integers can say them, rounded with an account where not.
#include <rapidcheck.h>

#include <algorithm>
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
  CHECK(harmless.scores.fraction_bits == 11);  // the twelfth is 0 in both offsets
  CHECK(harmless.rounding.find("rounded to 11 fraction bits") != std::string::npos);
  CHECK(harmless.rounding.find("the class stays the same for every image") != std::string::npos);

  classes[1].constant = mpq_class(1, 1000000);  // far less than a unit above a tie, in any width
  CHECK(fold_scores(classes, 100).rounding.find("the class stays the same for every image") !=
        std::string::npos);
  classes[1].constant = 0;
  classes[1].slope = third;
  CHECK(fold_scores(classes, 100).rounding.find("the class can change only if") !=
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

TEST_CASE("equal slopes: the class is that of the real scores, image by image", "[import]") {
  REQUIRE(rc::check("offsets", [] {
    const int inputs = *rc::gen::element(3, 16, 100, 1024, 5000);
    const int count = *rc::gen::inRange(2, 9);
    std::vector<Neuron> classes(static_cast<std::size_t>(count));
    // Near each other, on top of each other, or anywhere: exact as fractions.
    const long denominator = *rc::gen::element(3L, 1L << 13, 1000003L, (1L << 40) + 1);
    const long limit = *rc::gen::element(2L, 1000L, 1000000L);
    for (Neuron& neuron : classes) {
      neuron.slope = *rc::gen::element(1, -1);
      neuron.constant = 2 * mpq_class(*rc::gen::inRange(-limit, limit + 1), denominator);
      if (*rc::gen::inRange(0, 3) == 0) neuron.constant += 2 * *rc::gen::inRange(-3, 4);
    }
    Scoring scoring;
    try {
      scoring = fold_scores(classes, inputs);
    } catch (const scbnn::import::Refusal&) {
      RC_DISCARD("offsets out of range");
    }
    const bool always = scoring.rounding.find("every image if") == std::string::npos &&
                        scoring.rounding.find("only where") == std::string::npos;
    RC_ASSERT(scoring.rounding.find(", as 24 bits cannot") == std::string::npos);
    for (int image = 0; image < 200; ++image) {
      const int presentations = always ? *rc::gen::element(1, 2, 3, 7, 128, 255) : 1;
      // Popcounts near each other, as ties ask for.
      const int middle = *rc::gen::inRange(0, inputs * presentations + 1);
      int wanted = 0;
      int found = 0;
      mpq_class best;
      std::int64_t best_score = 0;
      for (int j = 0; j < count; ++j) {
        const auto k = static_cast<std::size_t>(j);
        const int sum = std::clamp(middle + *rc::gen::inRange(-3, 4), 0, inputs * presentations);
        const mpq_class real = sum + classes[k].constant / 2 * presentations;
        const std::int64_t stored = std::int64_t{scoring.scores.gain[k]} * sum +
                                    std::int64_t{scoring.scores.offset[k]} * presentations;
        if (j == 0 || real > best) {
          best = real;
          wanted = j;
        }
        if (j == 0 || stored > best_score) {
          best_score = stored;
          found = j;
        }
      }
      RC_ASSERT(found == wanted);
    }
  }));
}

TEST_CASE("gains: where the class is said to stay the same, it does at every popcount",
          "[import]") {
  // The slopes differ by less than 12 fraction bits say.
  const auto slopes = [](double second) {
    return std::vector<Neuron>{line(1, 0), line(second, 0)};
  };
  const Scoring near = fold_scores(slopes(1 - 1e-5), 16);
  CHECK(near.scores.fraction_bits > 12);
  CHECK(near.rounding.find("the class stays the same for every image if") != std::string::npos);
  REQUIRE(rc::check("gains", [] {
    const int inputs = *rc::gen::inRange(1, 40);
    std::vector<Neuron> classes;
    for (int j = 0; j < 3; ++j) {
      classes.push_back(line(*rc::gen::inRange(1, 1000) / 1000.0, *rc::gen::inRange(-9, 10) / 7.0));
    }
    const Scoring scoring = fold_scores(classes, inputs);
    if (scoring.rounding.find("only where two scores differ by at most twice that, as") !=
        std::string::npos) {
      return;  // nothing is promised
    }
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = i + 1; j < 3; ++j) {
        for (int a = 0; a <= inputs; ++a) {
          for (int b = 0; b <= inputs; ++b) {
            const mpq_class first = classes[i].slope * (2 * a - inputs) + classes[i].constant;
            const mpq_class second = classes[j].slope * (2 * b - inputs) + classes[j].constant;
            RC_ASSERT((score(scoring, j, b) > score(scoring, i, a)) == (second > first));
          }
        }
      }
    }
  }));
}

TEST_CASE("ties that the last class wins", "[import]") {
  for (const int inputs : {1, 8, 9, 1000}) {
    for (const double constant : {0.0, 1.0, -3.0, 0.3, 1.0 / 3, -0.015625}) {
      const Scoring scoring = fold_scores({line(-1, -constant), line(1, constant)}, inputs, false,
                                          scbnn::import::TieWinner::kLast);
      CHECK(scoring.scores.gain[0] == scoring.scores.gain[1]);
      const bool always = scoring.rounding.empty();
      CHECK((always || inputs == 1000));
      for (const int presentations :
           always ? std::vector<int>{1, 2, 64, 255} : std::vector<int>{1}) {
        for (int a = 0; a <= inputs * presentations; ++a) {
          const mpq_class y = 2 * a - inputs * presentations + mpq_class(constant) * presentations;
          const std::int64_t first =
              std::int64_t{scoring.scores.gain[0]} * (inputs * presentations - a) +
              std::int64_t{scoring.scores.offset[0]} * presentations;
          const std::int64_t second = std::int64_t{scoring.scores.gain[1]} * a +
                                      std::int64_t{scoring.scores.offset[1]} * presentations;
          if ((second > first) == (y >= 0)) continue;
          CAPTURE(inputs, constant, presentations, a);
          FAIL("the wrong class");
        }
      }
    }
  }
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
