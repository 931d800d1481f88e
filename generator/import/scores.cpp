// Class scores as fixed-point numbers, with an account of every rounding.
#include "generator/import/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// The square root: exact where it is rational, else from below with a relative error under
/// 2^-2000.
mpq_class root(const mpq_class& square) {
  constexpr mp_bitcnt_t kBits = 2048;
  const mpz_class& numerator = square.get_num();
  const mpz_class& denominator = square.get_den();
  mpq_class result;
  if (mpz_perfect_square_p(numerator.get_mpz_t()) != 0 &&
      mpz_perfect_square_p(denominator.get_mpz_t()) != 0) {
    result = mpq_class(sqrt(numerator), sqrt(denominator));
  } else {
    const mpz_class scaled = (numerator * denominator) << (2 * kBits);
    result = mpq_class(sqrt(scaled), denominator << kBits);
  }
  result.canonicalize();
  return result;
}

mpz_class round_to_nearest(const mpq_class& value) {
  const mpq_class raised = value + mpq_class(1, 2);
  mpz_class result;
  mpz_fdiv_q(result.get_mpz_t(), raised.get_num_mpz_t(), raised.get_den_mpz_t());
  return result;
}

mpz_class ceiling(const mpq_class& value) {
  mpz_class result;
  mpz_cdiv_q(result.get_mpz_t(), value.get_num_mpz_t(), value.get_den_mpz_t());
  return result;
}

/// A score as a real function of the popcount, in popcounts of the class with the largest slope.
struct RealScore {
  mpq_class gain;
  mpq_class offset;
};

std::vector<RealScore> real_scores(const std::vector<Neuron>& classes, int inputs) {
  std::vector<mpq_class> squared_slopes;
  for (const Neuron& neuron : classes) {
    squared_slopes.emplace_back(neuron.slope * neuron.slope /
                                (neuron.image_radicand * neuron.radicand));
  }
  const mpq_class largest = *std::max_element(squared_slopes.begin(), squared_slopes.end());
  if (largest == 0) throw Refusal("no class score depends on the input: every slope is 0");

  std::vector<RealScore> scores;
  for (std::size_t j = 0; j < classes.size(); ++j) {
    const Neuron& neuron = classes[j];
    RealScore score;
    score.gain = root(squared_slopes[j] / largest);
    // y / (2 * root(largest)), without the summand inputs / 2 that all classes share.
    if (neuron.slope != 0) {
      mpq_class y = neuron.shift;
      if (neuron.inner != 0) y += neuron.inner * root(neuron.image_radicand);
      if (neuron.constant != 0) {
        y += neuron.constant * root(neuron.image_radicand * neuron.radicand);
      }
      score.offset = score.gain * y / (2 * abs(neuron.slope));
    } else {
      const mpq_class y =
          (neuron.shift / root(neuron.image_radicand) + neuron.inner) / root(neuron.radicand) +
          neuron.constant;
      score.offset = y / (2 * root(largest));
    }
    score.offset += mpq_class(inputs, 2) * (1 - score.gain);
    scores.push_back(score);
  }
  // Offsets count only against each other: let the first be an integer, so that equal fractions
  // vanish.
  const mpq_class first = scores.front().offset;
  const mpq_class fraction = first + mpq_class(ceiling(-first));
  for (RealScore& score : scores) score.offset -= fraction;
  return scores;
}

/// Integers that say the scores to so many fraction bits.
struct Rounded {
  std::vector<mpz_class> gain;
  std::vector<mpz_class> offset;
  int fraction_bits = 0;

  [[nodiscard]] mpz_class lowest() const { return *std::min_element(offset.begin(), offset.end()); }
  [[nodiscard]] mpz_class highest(int inputs) const {
    mpz_class result = offset.front() + gain.front() * inputs;
    for (std::size_t j = 1; j < gain.size(); ++j) {
      result = std::max(result, mpz_class(offset[j] + gain[j] * inputs));
    }
    return result;
  }
};

bool fits(const Rounded& scores, int inputs) {
  const mpz_class limit = mpz_class(1) << (kScoreBits - 1);
  return scores.lowest() >= -limit && scores.highest(inputs) < limit;
}

Rounded round(const std::vector<RealScore>& scores, int fraction_bits) {
  const mpq_class unit = mpq_class(mpz_class(1) << static_cast<mp_bitcnt_t>(fraction_bits));
  Rounded rounded;
  rounded.fraction_bits = fraction_bits;
  for (const RealScore& score : scores) {
    rounded.gain.push_back(round_to_nearest(score.gain * unit));
    rounded.offset.push_back(round_to_nearest(score.offset * unit));
  }
  return rounded;
}

bool is_exact(const std::vector<RealScore>& scores, const Rounded& rounded) {
  const mpq_class unit = mpq_class(mpz_class(1) << static_cast<mp_bitcnt_t>(rounded.fraction_bits));
  for (std::size_t j = 0; j < scores.size(); ++j) {
    if (rounded.gain[j] != scores[j].gain * unit || rounded.offset[j] != scores[j].offset * unit) {
      return false;
    }
  }
  return true;
}

/// The fewest fraction bits that say the scores exactly; else the most that fit. Offsets that are
/// large together move to the middle.
std::optional<Rounded> round_to_fit(const std::vector<RealScore>& scores, int inputs) {
  for (int bits = 0; bits <= kMaxFractionBits; ++bits) {
    Rounded rounded = round(scores, bits);
    if (is_exact(scores, rounded) && fits(rounded, inputs)) return rounded;
  }
  for (int bits = kMaxFractionBits; bits >= 0; --bits) {
    Rounded rounded = round(scores, bits);
    if (fits(rounded, inputs)) return rounded;
    const mpz_class whole = mpz_class(1) << static_cast<mp_bitcnt_t>(bits);
    const mpz_class middle =
        (rounded.lowest() + rounded.highest(inputs)) / (2 * whole) * whole;  // whole popcounts
    for (mpz_class& offset : rounded.offset) offset -= middle;
    if (fits(rounded, inputs)) return rounded;
  }
  return std::nullopt;
}

/// Drops fraction bits that nothing uses.
void shorten(Rounded& scores) {
  const auto all_even = [](const std::vector<mpz_class>& values) {
    return std::all_of(values.begin(), values.end(),
                       [](const mpz_class& value) { return mpz_even_p(value.get_mpz_t()) != 0; });
  };
  while (scores.fraction_bits > 0 && all_even(scores.gain) && all_even(scores.offset)) {
    for (mpz_class& value : scores.gain) value /= 2;
    for (mpz_class& value : scores.offset) value /= 2;
    --scores.fraction_bits;
  }
}

/// The largest error of a score, in popcounts; offsets are compared against the first class's.
mpq_class worst_error(const std::vector<RealScore>& scores, const Rounded& rounded, int inputs) {
  const mpq_class unit = mpq_class(mpz_class(1) << static_cast<mp_bitcnt_t>(rounded.fraction_bits));
  const mpq_class moved = rounded.offset.front() / unit - scores.front().offset;
  mpq_class worst = 0;
  for (std::size_t j = 0; j < scores.size(); ++j) {
    const mpq_class gain_error = abs(mpq_class(rounded.gain[j] / unit - scores[j].gain));
    const mpq_class offset_error =
        abs(mpq_class(rounded.offset[j] / unit - moved - scores[j].offset));
    worst = std::max(worst, mpq_class(gain_error * inputs + offset_error));
  }
  return worst;
}

/// Whether the first maximum is provably the same for all popcounts: gains exactly 1 everywhere,
/// and no integer between a pair's true and rounded difference of offsets.
bool keeps_every_class(const std::vector<RealScore>& scores, const Rounded& rounded) {
  const mpq_class unit = mpq_class(mpz_class(1) << static_cast<mp_bitcnt_t>(rounded.fraction_bits));
  for (const RealScore& score : scores) {
    if (score.gain != 1) return false;
  }
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = i + 1; j < scores.size(); ++j) {
      const mpq_class exact = scores[j].offset - scores[i].offset;
      const mpq_class stored = mpq_class(rounded.offset[j] - rounded.offset[i]) / unit;
      if (ceiling(exact) != ceiling(stored)) return false;
    }
  }
  return true;
}

std::string describe_rounding(const std::vector<RealScore>& scores, const Rounded& rounded,
                              int inputs) {
  const mpq_class error = worst_error(scores, rounded, inputs);
  if (error == 0) return {};
  return fmt::format(
      "scores are rounded to {} fraction bits of a popcount, each by at most {:.3g} popcounts; {}",
      rounded.fraction_bits, error.get_d(),
      keeps_every_class(scores, rounded)
          ? "the class stays the same for every image"
          : "the class can change only where two scores differ by at most twice that");
}

}  // namespace

Scoring fold_scores(const std::vector<Neuron>& classes, int inputs) {
  const std::vector<RealScore> scores = real_scores(classes, inputs);
  std::optional<Rounded> rounded = round_to_fit(scores, inputs);
  if (!rounded) {
    throw Refusal(
        fmt::format("the class scores differ by more than {}-bit numbers can say", kScoreBits));
  }
  shorten(*rounded);
  Scoring result;
  result.rounding = describe_rounding(scores, *rounded, inputs);
  result.scores.fraction_bits = rounded->fraction_bits;
  for (std::size_t j = 0; j < classes.size(); ++j) {
    result.flipped.push_back(classes[j].slope < 0);
    result.scores.gain.push_back(static_cast<std::int32_t>(rounded->gain[j].get_si()));
    result.scores.offset.push_back(static_cast<std::int32_t>(rounded->offset[j].get_si()));
  }
  return result;
}

}  // namespace scbnn::import
