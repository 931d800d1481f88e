// What the encoders promise as random numbers: exactly where it can be, else within the bounds that
// independent draws would break once in a million images. `encoder_statistics_test '[figures]'`
// prints the tables of docs/encoders.md.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "sim/golden/lfsr.hpp"
#include "tests/unit/encoder_figures.hpp"

using namespace scbnn;
using namespace scbnn::test;

namespace {

constexpr EncoderSettings kLfsr8{EncoderKind::kLfsr, 8, 16, 0};
constexpr EncoderSettings kLfsr16{EncoderKind::kLfsr, 16, 16, 0};
constexpr EncoderSettings kShared{EncoderKind::kLfsrShared, 16, 16, 0};
constexpr EncoderSettings kVanDerCorput{EncoderKind::kVanDerCorput, 8, 16, 0};
constexpr EncoderSettings kSobol{EncoderKind::kSobol, 8, 16, 0};
constexpr EncoderSettings kLattice{EncoderKind::kLattice, 8, 16, 0};
constexpr EncoderSettings kThreshold{EncoderKind::kThreshold, 8, 16, 0};

const std::vector<int> kPowersOfTwo{1, 2, 4, 8, 16, 32, 64, 128};

/// Two-sided bounds that hold but once in a million: Hoeffding's inequality for the mean of `count`
/// independent values within a range, P(|mean - expected| > d) <= 2 exp(-2 count d^2 / range^2).
double hoeffding(double count, double range) {
  return range * std::sqrt(std::log(2e6) / (2 * count));
}

/// The same for the largest deviation of a distribution of `count` independent draws (Dvoretzky,
/// Kiefer, Wolfowitz with Massart's constant).
double largest_deviation(double count) { return hoeffding(count, 1); }

/// How many independent draws an image has. Lanes of lfsr-shared that share no bit come in pairs
/// (8 of 16 bits each): a row of 16 pixels is 8 sets of 2 independent draws, and the mean of 8
/// distributions deviates no more than the worst of them.
double draws(const EncoderSettings& encoder, int presentations) {
  const bool once = encoder.kind == EncoderKind::kVanDerCorput ||
                    encoder.kind == EncoderKind::kSobol;  // the scramble alone is random
  const double all = kImagePixels * (once ? 1.0 : presentations);
  return encoder.kind == EncoderKind::kLfsrShared ? all / 8 : all;
}

}  // namespace

// Exact properties.

TEST_CASE("over all seeds every pixel and presentation is unbiased", "[encoder]") {
  // Another seed is another state, one to one, except that 0 becomes 1: of 2^W values of r one is
  // missing and one comes twice, so that the ones of p are off by one at most.
  const auto check = [](EncoderSettings encoder, int pixels, int presentations) {
    const std::uint32_t seeds = std::uint32_t{1} << encoder.width;
    std::vector<std::vector<int>> histograms(static_cast<std::size_t>(pixels * presentations),
                                             std::vector<int>(256, 0));
    for (encoder.seed = 0; encoder.seed < seeds; ++encoder.seed) {
      const auto values = golden::random_values(encoder, presentations, pixels);
      for (std::size_t at = 0; at < values.size(); ++at) ++histograms[at][values[at]];
    }
    int worst = 0;
    for (const std::vector<int>& histogram : histograms) {
      for (int p = 0; p < 256; ++p) {
        int ones = 0;
        for (int r = 0; r < 256; ++r) {
          const bool one = golden::compare(encoder, static_cast<std::uint8_t>(p),
                                           static_cast<std::uint8_t>(r)) != 0;
          if (one) ones += histogram[static_cast<std::size_t>(r)];
        }
        const int expected = p * static_cast<int>(seeds / 256);
        worst = std::max(worst, std::abs(ones - expected));
      }
    }
    CHECK(worst <= 1);
  };
  check(kLfsr8, 70, 3);
  check(kVanDerCorput, 70, 3);
  check(kSobol, 70, 3);
  check(kLattice, 70, 3);
  check(kShared, 32, 2);
}

TEST_CASE("every 2^k presentations hit each k leading bits once", "[encoder]") {
  for (EncoderSettings encoder : {kVanDerCorput, kSobol, kLattice}) {
    for (const int width : {8, 19}) {
      for (const std::uint32_t seed : {0U, 0xdeadbeefU}) {
        encoder.width = width;
        encoder.seed = seed;
        const Values values = golden::random_values(encoder, 255, kImagePixels);
        int wrong = 0;
        for (std::size_t i = 0; i < kImagePixels; ++i) {
          for (std::size_t k = 0; k < 8; ++k) {
            // The first 2^k presentations, and every block of 2^k after them.
            for (std::size_t first = 0; first + (1U << k) <= 255; first += 1U << k) {
              std::uint32_t hit[8] = {};
              for (std::size_t t = first; t < first + (1U << k); ++t) {
                const unsigned leading = values[t * kImagePixels + i] >> (8 - k);
                wrong += (hit[leading / 32] >> leading % 32 & 1U) != 0 ? 1 : 0;
                hit[leading / 32] |= 1U << leading % 32;
              }
            }
          }
        }
        CHECK(wrong == 0);
      }
    }
  }
}

TEST_CASE("stratified counts are off by less than one, threshold's by half", "[encoder]") {
  std::vector<std::uint8_t> grey(kImagePixels);
  for (const EncoderSettings& encoder : {kVanDerCorput, kSobol, kLattice, kThreshold}) {
    const double limit = encoder.kind == EncoderKind::kThreshold ? 0.5 : 1;
    for (const int presentations : kPowersOfTwo) {
      double largest = 0;
      for (int p = 0; p < 256; ++p) {
        std::fill(grey.begin(), grey.end(), static_cast<std::uint8_t>(p));
        const auto bits = golden::encode(encoder, presentations, grey);
        for (std::size_t i = 0; i < kImagePixels; ++i) {
          int count = 0;
          for (std::size_t at = i; at < bits.size(); at += kImagePixels) count += bits[at];
          largest = std::max(largest, std::abs(count - presentations * wanted(encoder, p)));
        }
      }
      CAPTURE(static_cast<int>(encoder.kind), presentations);
      CHECK(largest <= limit);
    }
  }
}

TEST_CASE("samples repeat after the whole period", "[encoder]") {
  // lfsr: 8 steps a sample and 2^W - 1 is odd, so that samples visit every state. (That the
  // polynomials are primitive is tested beside the golden model.)
  for (int width = 8; width <= 18; ++width) {
    std::uint32_t state = 1;
    std::uint32_t period = 0;
    do {
      state = golden::lfsr_next_sample(width, state);
      ++period;
    } while (state != 1);
    CHECK(period == (1U << width) - 1);
  }
  // lfsr-shared: W steps a sample.
  for (int width = 16; width <= 20; ++width) {
    const std::uint32_t states = (1U << width) - 1;
    std::uint32_t state = 1;
    std::uint32_t period = 0;
    do {
      for (int step = 0; step < width; ++step) state = golden::lfsr_step(width, state);
      ++period;
    } while (state != 1);
    CHECK(period == states / std::gcd(static_cast<std::uint32_t>(width), states));
  }
}

TEST_CASE("lanes start in different states, and never in 0", "[encoder]") {
  for (int width = 8; width <= 32; ++width) {
    const auto starts = golden::lfsr_start_states(width, 64, 0);
    CHECK(std::set<std::uint32_t>(starts.begin(), starts.end()).size() == 64);
  }
  for (std::uint32_t seed = 0; seed < 256; ++seed) {
    for (const std::uint32_t start : golden::lfsr_start_states(8, 64, seed)) {
      if (start == 0) FAIL("seed " << seed);
    }
  }
}

TEST_CASE("the low W bits of the seed count, each of them", "[encoder]") {
  for (EncoderSettings encoder : {kLfsr8, kLfsr16, kShared, kVanDerCorput, kSobol}) {
    const int width = encoder.width;
    encoder.seed = 0x5a5a5a5aU & ((1U << width) - 1);
    const Values values = golden::random_values(encoder, 2, kImagePixels);
    for (int bit = 0; bit < 32; ++bit) {
      EncoderSettings other = encoder;
      other.seed ^= 1U << bit;
      CAPTURE(static_cast<int>(encoder.kind), bit);
      CHECK((golden::random_values(other, 2, kImagePixels) == values) == (bit >= width));
    }
  }
  EncoderSettings seeded = kThreshold;
  seeded.seed = 1;
  CHECK(golden::random_values(seeded, 5, 9) == golden::random_values(kThreshold, 5, 9));
}

// Statistics.

TEST_CASE("the bits of an image are as unbiased as independent draws", "[encoder]") {
  auto seeds = many_seeds();
  seeds.push_back(0);
  for (const EncoderSettings& encoder : {kLfsr8, kLfsr16, kShared, kVanDerCorput, kSobol}) {
    for (const int presentations : {1, 4, 16}) {
      double largest = 0;
      for (const Values& image : values_of(encoder, seeds, presentations)) {
        largest = std::max(largest, bias(encoder, {image}));
      }
      CAPTURE(static_cast<int>(encoder.kind), encoder.width, presentations);
      CHECK(largest < largest_deviation(draws(encoder, presentations)));
    }
  }
}

TEST_CASE("the count's error falls with T as derived", "[encoder]") {
  const auto seeds = many_seeds();
  for (const int presentations : kPowersOfTwo) {
    const double t = presentations;
    CAPTURE(presentations);
    // Independent draws: the mean of P (1 - P) is 1/6, and a pixel's mean square over all p (of
    // Cramer and von Mises) has variance (4 T - 3) / (180 T) / T^2: six deviations for 784 pixels.
    const double spread = 6 * std::sqrt((4 * t - 3) / (180 * t) / kImagePixels);
    const auto check_independent = [&](const EncoderSettings& encoder, double part,
                                       double more = 1) {
      CAPTURE(static_cast<int>(encoder.kind), encoder.width);
      const double found = t * squared_error(encoder, values_of(encoder, seeds, presentations));
      CHECK(std::abs(found - part / 6) < more * spread);
    };
    // A register of 8 bits draws from its 255 states without replacement.
    check_independent(kLfsr8, (255 - t) / 254);
    check_independent(kLfsr16, 1);
    check_independent(kShared, 1, std::sqrt(8));

    // Stratified: of a step B = 256 / T only whether p mod B > s mod B is random, variance
    // (1 - 1 / B^2) / 6 / T^2; a pixel's mean square over all p lies within 1/12 and 1/3, / T^2.
    const double step = 256 / t;
    for (const EncoderSettings& encoder : {kVanDerCorput, kSobol, kLattice}) {
      const double found = t * t * squared_error(encoder, values_of(encoder, seeds, presentations));
      CHECK(std::abs(found - (1 - 1 / (step * step)) / 6) < hoeffding(kImagePixels, 0.25));
    }
    // Rounding: p T / 255 for p = 0 .. 254 leaves every multiple of 1/255 once (T and 255 have no
    // common factor), p = 255 none: the mean of (m / 255)^2, m = -127 .. 127, over 256 p.
    const double rounding =
        t * t * squared_error(kThreshold, values_of(kThreshold, {0}, presentations));
    CHECK(rounding == Approx((1 - 1 / (255.0 * 255)) / 12 * 255 / 256));
  }
}

TEST_CASE("values follow each other over t as derived", "[encoder]") {
  const auto seeds = many_seeds();
  const auto found = [&](const EncoderSettings& encoder) {
    return over_time(values_of(encoder, seeds, 16)).value();
  };
  // Six deviations of one image's 784 * 15 pairs (other seeds are not independent of it).
  const double spread = 6 / std::sqrt(kImagePixels * 15.0);
  // 8 bits: every two bits of the cycle of 255 have covariance -1/255 - 1/255^2.
  const double each = -1.0 / 255 - 1.0 / (255.0 * 255);
  const double lfsr8 = each * 255 * 255 / (21845 * (1 + each / 256) + each * (255 * 255 - 21845));
  CHECK(std::abs(found(kLfsr8) - lfsr8) < spread);
  CHECK(std::abs(found(kLfsr16)) < spread);
  CHECK(std::abs(found(kShared)) < spread * std::sqrt(8));
  // t to t + 1 flips the bits of a mask, whatever the scramble: correlation 1 - 2 (4^j of the
  // flipped bits) / (4^j of all).
  double expected = 0;
  for (unsigned t = 0; t < 15; ++t) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      const double weight = std::pow(4.0, 7.0 - bit);
      expected += weight * (((t ^ (t + 1)) >> bit & 1U) != 0 ? -1 : 1) / 21845 / 15;
    }
  }
  CHECK(std::abs(found(kVanDerCorput) - expected) < hoeffding(kImagePixels, 2));
}

TEST_CASE("neighbouring pixels are uncorrelated", "[encoder]") {
  // Another seed XORs one constant into all lanes, so that a pair's correlation over the seeds may
  // be anything within -1 .. 1; over the pairs of an image it must vanish.
  const auto seeds = many_seeds();
  for (const EncoderSettings& encoder : {kLfsr8, kLfsr16, kShared, kVanDerCorput, kSobol}) {
    for (const int presentations : {1, 2, 4, 8, 16}) {
      const auto all = values_of(encoder, seeds, presentations);
      for (const std::size_t distance : {1U, 28U}) {
        CAPTURE(static_cast<int>(encoder.kind), encoder.width, presentations, distance);
        const double pairs = draws(encoder, presentations) / kImagePixels *
                             static_cast<double>(with_neighbour(distance).size());
        CHECK(std::abs(between_neighbours(all, distance).value()) < hoeffding(pairs, 2));
      }
    }
  }
}

TEST_CASE("lattice sets neighbours apart as its stride does", "[encoder]") {
  // Over all seeds a pixel's value is uniform, and its neighbour's the same value advanced by d
  // modulo 256: correlation 1 - 6 d (256 - d) / (256^2 - 1).
  std::vector<std::uint32_t> seeds(256);
  std::iota(seeds.begin(), seeds.end(), 0U);
  const auto all = values_of(kLattice, seeds, 1);
  for (const std::size_t distance : {1U, 28U}) {
    const double advance = static_cast<double>(distance * 197 % 256);
    const double expected = 1 - 6 * advance * (256 - advance) / 65535;
    CHECK(between_neighbours(all, distance).value() == Approx(expected));
  }
}

TEST_CASE("lfsr is as unbiased and uncorrelated at every width", "[encoder]") {
  // From a sparse state registers of two taps would break both bounds at most widths above 14.
  const auto seeds = many_seeds();
  for (int width = 8; width <= 32; ++width) {
    CAPTURE(width);
    const EncoderSettings encoder{EncoderKind::kLfsr, width, 16, 0};
    CHECK(bias(encoder, values_of(encoder, {0}, 1)) < largest_deviation(kImagePixels));
    for (const std::size_t distance : {1U, 28U}) {
      const auto pairs = static_cast<double>(with_neighbour(distance).size());
      const auto plain = values_of(encoder, {0}, 1);
      const auto seeded = values_of(encoder, seeds, 1);
      CHECK(std::abs(between_neighbours(plain, distance).value()) < hoeffding(pairs, 2));
      CHECK(std::abs(between_neighbours(seeded, distance).value()) < hoeffding(pairs, 2));
    }
  }
}

TEST_CASE("the pairs of neighbours agree over t as derived", "[encoder]") {
  const auto seeds = many_seeds();
  for (const std::size_t distance : {1U, 28U}) {
    CAPTURE(distance);
    const auto pairs = static_cast<double>(with_neighbour(distance).size());
    const auto squared = [&](const EncoderSettings& encoder) {
      return std::pow(pairs_over_time(values_of(encoder, seeds, 16), distance), 2);
    };
    // Independent draws: 1 / (T - 1), with variance below 2 / (T - 1)^2; six deviations, and for
    // lfsr-shared those of an eighth of the pairs.
    const double spread = 6 * std::sqrt(2 / pairs) / 15;
    CHECK(std::abs(squared(kLfsr8) - 1.0 / 15) < spread);
    CHECK(std::abs(squared(kLfsr16) - 1.0 / 15) < spread);
    CHECK(std::abs(squared(kShared) - 1.0 / 15) < spread * std::sqrt(8));
    // Van der Corput: four bits change, each the same way or the other way in both pixels:
    // (+-64 +-16 +-4 +-1) / 85.
    CHECK(std::abs(squared(kVanDerCorput) - (4096 + 256 + 16 + 1) / 7225.0) <
          hoeffding(pairs, 1 - std::pow(43 / 85.0, 2)));
    // Sobol: less than independent draws.
    CHECK(squared(kSobol) < 1.0 / 15 - spread);
    CHECK(squared(kThreshold) == Approx(1));
  }
}

TEST_CASE("lanes of lfsr-shared that share leading bits are correlated by half", "[encoder]") {
  // Lane l + 7 reads bits 6..0 of lane l's value as its bits 7..1: 2 (4^0 + .. + 4^6) / (4^0 + .. +
  // 4^7). A row of lanes has 9 such pairs that share a state; 49 rows are independent.
  Correlation correlation;
  for (const Values& values : values_of(kShared, many_seeds(), 16)) {
    for (std::size_t at = 0; at < values.size(); ++at) {
      if (at % kImagePixels % 16 < 9) correlation.add(values[at], values[at + 7]);
    }
  }
  CHECK(std::abs(correlation.value() - 2 * 5461 / 21845.0) < hoeffding(49 * 16, 2));
}

TEST_CASE("the bounds notice what is wrong", "[encoder]") {
  auto all = values_of(kLfsr16, many_seeds(), 4);
  for (Values& values : all) {
    for (std::size_t at = 1; at < values.size(); at += 2) values[at] = values[at - 1];
    for (std::size_t at = 0; at < values.size(); at += 8) values[at] /= 2;
  }
  CHECK(bias(kLfsr16, all) > largest_deviation(draws(kLfsr16, 4)));
  CHECK(between_neighbours(all, 1).value() > hoeffding(756 * 4, 2));
  CHECK(std::pow(pairs_over_time(all, 1), 2) > 1.0 / 3 + 6 * std::sqrt(2 / 756.0) / 3);
}

// The tables of docs/encoders.md.

namespace {

struct Row {
  std::string name;
  EncoderSettings encoder;
};

const std::vector<Row> kRows{
    {"`lfsr`, width 8", kLfsr8},          {"`lfsr`, width 16", kLfsr16},
    {"`lfsr-shared`, width 16", kShared}, {"`van-der-corput`, width 8", kVanDerCorput},
    {"`sobol`, width 8", kSobol},         {"`lattice`", kLattice},
    {"`threshold`", kThreshold},
};

/// No minus before a zero.
std::string signed_figure(double value) {
  const std::string text = fmt::format("{:.3f}", value);
  return text == "-0.000" ? "0.000" : text;
}

std::vector<std::string> error_table() {
  std::vector<std::string> lines{"| encoder | T = 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128 |",
                                 "|---|---|---|---|---|---|---|---|---|"};
  const auto seeds = many_seeds();
  for (const Row& row : kRows) {
    std::string line = "| " + row.name + " |";
    for (const int presentations : kPowersOfTwo) {
      const double error = squared_error(row.encoder, values_of(row.encoder, seeds, presentations));
      line += fmt::format(" {:.4f} |", std::sqrt(error));
    }
    lines.push_back(line);
  }
  std::string line = "| independent draws, expected |";
  for (const int presentations : kPowersOfTwo) {
    line += fmt::format(" {:.4f} |", std::sqrt((1 - 1 / 65536.0) / 6 / presentations));
  }
  lines.push_back(line);
  return lines;
}

std::vector<std::string> correlation_table() {
  std::vector<std::string> lines{
      "| encoder | bias, T = 1 | bias, T = 4 | over t | right | below | pairs right | pairs below "
      "|",
      "|---|---|---|---|---|---|---|---|"};
  const auto seeds = many_seeds();
  for (const Row& row : kRows) {
    const auto of_4 = values_of(row.encoder, seeds, 4);
    const auto of_16 = values_of(row.encoder, seeds, 16);
    lines.push_back(fmt::format("| {} | {:.4f} | {:.4f} | {} | {} | {} | {:.3f} | {:.3f} |",
                                row.name, bias(row.encoder, values_of(row.encoder, {0}, 1)),
                                bias(row.encoder, values_of(row.encoder, {0}, 4)),
                                signed_figure(over_time(of_16).value()),
                                signed_figure(between_neighbours(of_4, 1).value()),
                                signed_figure(between_neighbours(of_4, 28).value()),
                                pairs_over_time(of_16, 1), pairs_over_time(of_16, 28)));
  }
  lines.push_back(
      fmt::format("| independent draws, expected | {:.4f} | {:.4f} | 0 | 0 | 0 | {:.3f} | {:.3f} |",
                  std::sqrt(M_PI / 2) * std::log(2) / std::sqrt(784.0),
                  std::sqrt(M_PI / 2) * std::log(2) / std::sqrt(784.0 * 4), 1 / std::sqrt(15.0),
                  1 / std::sqrt(15.0)));
  return lines;
}

/// `lfsr` of the widths first..last with 16 lanes at T = 1.
std::vector<std::string> width_table(int first, int last) {
  std::string widths = "| width |";
  std::string rule = "|---|";
  std::string biases = "| bias, seed 0 |";
  std::string rights = "| right, 64 seeds |";
  for (int width = first; width <= last; ++width) {
    const EncoderSettings encoder{EncoderKind::kLfsr, width, 16, 0};
    widths += fmt::format(" {} |", width);
    rule += "---|";
    biases += fmt::format(" {:.2f} |", bias(encoder, values_of(encoder, {0}, 1)));
    const auto all = values_of(encoder, many_seeds(), 1);
    rights += fmt::format(" {:.2f} |", std::abs(between_neighbours(all, 1).value()));
  }
  return {widths, rule, biases, rights};
}

std::vector<std::vector<std::string>> tables() {
  return {error_table(), correlation_table(), width_table(8, 20), width_table(21, 32)};
}

}  // namespace

TEST_CASE("print the tables of docs/encoders.md", "[.figures]") {
  for (const auto& table : tables()) {
    for (const std::string& line : table) fmt::print("{}\n", line);
    fmt::print("\n");
  }
}

TEST_CASE("the figures of docs/encoders.md are those measured", "[encoder]") {
  std::ifstream stream(std::filesystem::path(SCBNN_SOURCE_DIR) / "docs" / "encoders.md");
  const std::string page{std::istreambuf_iterator<char>(stream), {}};
  for (const auto& table : tables()) {
    std::string text;
    for (const std::string& line : table) text += line + '\n';
    INFO("should be:\n" << text);
    const bool stands = page.find(text) != std::string::npos;
    CHECK(stands);
  }
}
