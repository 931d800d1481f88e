// Exact decisions and thresholds against a high-precision evaluation of the batch norm's formula.
#include <rapidcheck.h>

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "generator/import/neuron.hpp"
#include "generator/import/threshold.hpp"
#include "tests/unit/import_reference.hpp"

using scbnn::Threshold;
using scbnn::import::Decision;
using scbnn::import::find_threshold;
using scbnn::import::Neuron;
using scbnn::test::Precise;

namespace {

struct BatchNorm {
  float gain = 1;
  float bias = 0;
  float mean = 0;
  float variance = 1;
  float epsilon = 0;
};

std::ostream& operator<<(std::ostream& out, const BatchNorm& norm) {
  return out << "gain " << norm.gain << ", bias " << norm.bias << ", mean " << norm.mean
             << ", variance " << norm.variance << ", epsilon " << norm.epsilon;
}

mpq_class exact(float value) { return mpq_class(static_cast<double>(value)); }

Neuron neuron_of(const BatchNorm& norm) {
  Neuron neuron;
  neuron.normalize(exact(norm.gain), exact(norm.bias), exact(norm.mean),
                   exact(norm.variance) + exact(norm.epsilon));
  return neuron;
}

Decision decision_of(const BatchNorm& norm, int inputs) { return {neuron_of(norm), inputs}; }

/// gain * (z - mean) / sqrt(variance + epsilon) + bias, as the formula stands.
class Reference {
 public:
  Reference(const BatchNorm& norm, int inputs)
      : slope_(Precise(norm.gain) / root(Precise(norm.variance) + Precise(norm.epsilon))),
        mean_(norm.mean),
        bias_(norm.bias),
        direction_(norm.gain < 0 ? -1 : 1),
        inputs_(inputs) {}

  /// The sign at a mean popcount of weights that are flipped where the gain is negative.
  [[nodiscard]] int sign_at(long sum, long presentations) const {
    const Precise z(direction_ * (2 * sum - inputs_ * presentations), presentations);
    return ((z - mean_) * slope_ + bias_).sign();
  }

 private:
  Precise slope_;
  Precise mean_;
  Precise bias_;
  long direction_;
  long inputs_;
};

rc::Gen<float> any_finite() {
  return rc::gen::suchThat(
      rc::gen::map(rc::gen::arbitrary<std::uint32_t>(),
                   [](std::uint32_t bits) { return std::bit_cast<float>(bits * 2654435761U); }),
      [](float value) { return std::isfinite(value); });
}

rc::Gen<float> within(float limit) {
  return rc::gen::map(rc::gen::inRange(-1000000, 1000001),
                      [limit](int part) { return static_cast<float>(part) * limit / 1000000.0F; });
}

rc::Gen<float> special() {
  using Limits = std::numeric_limits<float>;
  return rc::gen::element(0.0F, -0.0F, 1.0F, -1.0F, Limits::denorm_min(), -Limits::denorm_min(),
                          Limits::min(), Limits::max(), Limits::lowest(), 0.25F, 3.0F);
}

float magnitude(float value) { return std::fabs(value); }

rc::Gen<BatchNorm> any_batch_norm(int inputs) {
  const auto parameter = [](float limit) {
    return rc::gen::weightedOneOf<float>({{6, within(limit)}, {2, any_finite()}, {1, special()}});
  };
  const auto variance = rc::gen::map(parameter(static_cast<float>(inputs)), magnitude);
  return rc::gen::suchThat(
      rc::gen::build<BatchNorm>(
          rc::gen::set(&BatchNorm::gain, parameter(2)),
          rc::gen::set(&BatchNorm::bias, parameter(2)),
          rc::gen::set(&BatchNorm::mean, parameter(static_cast<float>(inputs))),
          rc::gen::set(&BatchNorm::variance, variance),
          rc::gen::set(&BatchNorm::epsilon, rc::gen::element(0.0F, 1e-5F, 1e-3F, 1e-45F))),
      [](const BatchNorm& norm) { return norm.variance + norm.epsilon > 0; });
}

/// theta(T) = ceil(T * numerator / denominator).
long theta(const Threshold& threshold, long presentations) {
  const long product = presentations * threshold.numerator;
  return (product + threshold.denominator - 1) / threshold.denominator;
}

}  // namespace

TEST_CASE("the sign of a batch norm is exact for any float32 parameters", "[import]") {
  REQUIRE(rc::check("sign_at", [] {
    const int inputs = *rc::gen::inRange(1, 2000);
    const BatchNorm norm = *any_batch_norm(inputs);
    const long presentations = *rc::gen::inRange(1L, 257L);
    const Decision decision = decision_of(norm, inputs);
    const Reference reference(norm, inputs);
    RC_ASSERT(decision.flipped() == (norm.gain < 0));
    RC_ASSERT(decision.is_constant() == (norm.gain == 0));
    for (int trial = 0; trial < 8; ++trial) {
      const long sum = *rc::gen::inRange(0L, presentations * inputs + 1);
      RC_ASSERT(decision.sign_at(sum, presentations) == reference.sign_at(sum, presentations));
    }
  }));
}

TEST_CASE("a threshold switches at the right sum for every T in 1..256", "[import]") {
  REQUIRE(rc::check("theta(T)", [] {
    const int inputs = *rc::gen::inRange(1, 2000);
    const BatchNorm norm = *any_batch_norm(inputs);
    const bool strict = *rc::gen::arbitrary<bool>();
    const Reference reference(norm, inputs);
    const Threshold found =
        find_threshold(decision_of(norm, inputs), inputs, strict, scbnn::kMaxDenominator);
    RC_ASSERT(found.denominator >= 1 && found.denominator <= 512 && found.numerator >= 0);
    RC_ASSERT(std::gcd(found.numerator, found.denominator) == 1);

    const auto on = [&](long sum, long presentations) {
      const int sign = reference.sign_at(sum, presentations);
      return strict ? sign > 0 : sign >= 0;
    };
    for (long presentations = 1; presentations <= 256; ++presentations) {
      const long switching = theta(found, presentations);
      if (switching <= presentations * inputs) RC_ASSERT(on(switching, presentations));
      if (switching > 0) {
        RC_ASSERT(!on(std::min(switching - 1, presentations * inputs), presentations));
      }
    }
    // What the hardware stores for a T chosen at run time among powers of two up to 128.
    const long stored = theta(found, 256);
    for (int k = 0; k <= 7; ++k) {
      const long step = 1L << (8 - k);
      RC_ASSERT((stored + step - 1) / step == theta(found, 1L << k));
    }
    if (found == Threshold{inputs + 1, 1}) RC_ASSERT(!on(inputs, 1));
  }));
}

TEST_CASE("a threshold switches at the right sum where padding of 0 takes products away",
          "[import]") {
  REQUIRE(rc::check("theta(T, k)", [] {
    const int inputs = *rc::gen::inRange(1, 300);
    const BatchNorm norm = *any_batch_norm(inputs);
    const bool strict = *rc::gen::arbitrary<bool>();
    const Reference reference(norm, inputs);
    const Threshold found =
        find_threshold(decision_of(norm, inputs), inputs, strict, scbnn::kMaxDenominator);
    // Of `inputs` products `missing` are 0: z = 2a - (inputs - missing) is that of a popcount that
    // is missing / 2 higher.
    const auto on = [&](long sum, long presentations, long missing) {
      const int sign = reference.sign_at(2 * sum + presentations * missing, 2 * presentations);
      return strict ? sign > 0 : sign >= 0;
    };
    for (long presentations = 1; presentations <= 256; ++presentations) {
      const long missing = *rc::gen::inRange(0, inputs + 1);
      const long most = presentations * (inputs - missing);
      const long denominator = 2L * found.denominator;
      const long numerator =
          2 * presentations * found.numerator - presentations * missing * found.denominator;
      const long rounded_up = numerator <= 0 ? 0 : (numerator + denominator - 1) / denominator;
      const long switching = std::min(rounded_up, most + 1);
      if (switching <= most) RC_ASSERT(on(switching, presentations, missing));
      if (switching > 0) RC_ASSERT(!on(switching - 1, presentations, missing));
      if (missing == 0) RC_ASSERT(switching == std::min(theta(found, presentations), most + 1));
    }
  }));
}

TEST_CASE("the threshold is the smallest fraction with a denominator up to the limit", "[import]") {
  REQUIRE(rc::check("smallest", [] {
    const int inputs = *rc::gen::inRange(1, 40);
    const BatchNorm norm = *any_batch_norm(inputs);
    const bool strict = *rc::gen::arbitrary<bool>();
    const int limit = *rc::gen::inRange(1, 41);
    const Decision decision = decision_of(norm, inputs);
    const Reference reference(norm, inputs);
    Threshold smallest{inputs + 1, 1};
    for (int denominator = 1; denominator <= limit; ++denominator) {
      for (int numerator = 0; numerator <= inputs * denominator; ++numerator) {
        const int sign = reference.sign_at(numerator, denominator);
        if (strict ? sign <= 0 : sign < 0) continue;
        if (std::int64_t{numerator} * smallest.denominator <
            std::int64_t{smallest.numerator} * denominator) {
          smallest = {numerator, denominator};
        }
        break;
      }
    }
    RC_ASSERT(find_threshold(decision, inputs, strict, limit) == smallest);
  }));
}

TEST_CASE("thresholds at the edges", "[import]") {
  constexpr float kHuge = std::numeric_limits<float>::max();
  constexpr float kTiny = std::numeric_limits<float>::denorm_min();
  const auto threshold = [](const BatchNorm& norm, bool strict = false, int limit = 256) {
    return find_threshold(decision_of(norm, 100), 100, strict, limit);
  };
  SECTION("an exact tie belongs to +1, and to -1 where the comparison is strict") {
    CHECK(threshold({.gain = 1}) == Threshold{50, 1});
    CHECK(threshold({.gain = 1}, true, 1) == Threshold{51, 1});
    CHECK(threshold({.gain = 1}, true) == Threshold{50 * 256 + 1, 256});
    CHECK(threshold({.gain = -1}) == Threshold{50, 1});
  }
  SECTION("a rational root is a tie as well") {
    // 3 (z - 4) / sqrt(2.25) - 8 = 0 at z = 8: popcount 54.
    CHECK(threshold({.gain = 3, .bias = -8, .mean = 4, .variance = 2, .epsilon = 0.25F}) ==
          Threshold{54, 1});
    CHECK(threshold({.gain = 3, .bias = -8, .mean = 4, .variance = 2, .epsilon = 0.25F}, true, 1) ==
          Threshold{55, 1});
  }
  SECTION("just above an integer the search gallops to the last denominator") {
    CHECK(threshold({.gain = 1, .mean = std::nextafter(0.0F, 1.0F)}) ==
          Threshold{50 * 256 + 1, 256});
    CHECK(threshold({.gain = 1, .mean = -std::nextafter(0.0F, 1.0F)}) == Threshold{50, 1});
    CHECK(threshold({.gain = 1, .mean = std::nextafter(-2.0F, 0.0F)}) ==
          Threshold{49 * 256 + 1, 256});
    CHECK(threshold({.gain = 1, .mean = std::nextafter(-100.0F, 0.0F)}) == Threshold{1, 256});
  }
  SECTION("thresholds outside 0..N") {
    CHECK(threshold({.gain = 1, .mean = kHuge}) == Threshold{101, 1});
    CHECK(threshold({.gain = 1, .mean = -kHuge}) == Threshold{0, 1});
    CHECK(threshold({.gain = -1, .mean = kHuge}) == Threshold{0, 1});
    CHECK(threshold({.gain = 1, .mean = 100}) == Threshold{100, 1});
    CHECK(threshold({.gain = 1, .mean = 100}, true) == Threshold{101, 1});
    CHECK(threshold({.gain = 1, .mean = -100}) == Threshold{0, 1});
    CHECK(threshold({.gain = 1, .mean = -100}, true) == Threshold{1, 256});
  }
  SECTION("zero gain makes a constant neuron by the sign of the bias") {
    CHECK(threshold({.gain = 0, .bias = kTiny}) == Threshold{0, 1});
    CHECK(threshold({.gain = 0, .bias = 0}) == Threshold{0, 1});
    CHECK(threshold({.gain = 0, .bias = 0}, true) == Threshold{101, 1});
    CHECK(threshold({.gain = -0.0F, .bias = -kTiny}) == Threshold{101, 1});
  }
  SECTION("tiny gains and huge variances") {
    CHECK(threshold({.gain = kTiny, .bias = -kTiny, .variance = 1}) == Threshold{101, 2});
    CHECK(threshold({.gain = kTiny, .bias = 1}) == Threshold{0, 1});
    CHECK(threshold({.gain = kTiny, .bias = -1}) == Threshold{101, 1});
    CHECK(threshold({.gain = 1, .variance = kHuge, .epsilon = 1e-5F}) == Threshold{50, 1});
    CHECK(threshold({.gain = 1, .bias = -1, .variance = 0, .epsilon = kTiny}) ==
          Threshold{50 * 256 + 1, 256});
  }
}
