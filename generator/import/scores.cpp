// Class scores as fixed-point numbers, with an account of every rounding.
#include "generator/import/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "generator/import/refusal.hpp"
#include "generator/import/score_order.hpp"

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

mpz_class lowest(const Rounded& scores) {
  return *std::min_element(scores.offset.begin(), scores.offset.end());
}

mpz_class highest(const Rounded& scores, int inputs) {
  mpz_class result = scores.offset.front() + scores.gain.front() * inputs;
  for (std::size_t j = 1; j < scores.gain.size(); ++j) {
    result = std::max(result, mpz_class(scores.offset[j] + scores.gain[j] * inputs));
  }
  return result;
}

/// Whether the scores fit into kScoreBits. Offsets that are large together move to the middle, by
/// whole popcounts.
bool fit(Rounded& scores, int inputs) {
  const mpz_class limit = mpz_class(1) << (kScoreBits - 1);
  const auto fits = [&] { return lowest(scores) >= -limit && highest(scores, inputs) < limit; };
  if (fits()) return true;
  const mpz_class whole = mpz_class(1) << static_cast<mp_bitcnt_t>(scores.fraction_bits);
  const mpz_class middle = (lowest(scores) + highest(scores, inputs)) / (2 * whole) * whole;
  for (mpz_class& offset : scores.offset) offset -= middle;
  return fits();
}

/// To the nearest. A rounded gain pivots about the middle popcount, where z
/// is 0: it moves scores the least, and those that are equal there stay so.
Rounded round(const std::vector<RealScore>& scores, int inputs, int fraction_bits) {
  const mpq_class unit = mpq_class(mpz_class(1) << static_cast<mp_bitcnt_t>(fraction_bits));
  Rounded rounded;
  rounded.fraction_bits = fraction_bits;
  for (const RealScore& score : scores) {
    const mpq_class gain = score.gain * unit;
    rounded.gain.push_back(round_to_nearest(gain));
    const mpq_class lost = (gain - mpq_class(rounded.gain.back())) * mpq_class(inputs, 2);
    rounded.offset.push_back(round_to_nearest(score.offset * unit + lost));
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

/// Scores as integers, and for which images they choose the class of the real ones.
struct Choice {
  enum class Order {
    kExact,     ///< for all, the scores are the same numbers
    kAlways,    ///< for all
    kFirst,     ///< for all where the last layer runs once, on bits
    kNearTies,  ///< where two scores do not come too near to each other
  };
  Rounded rounded;
  Order order;
};

/// The fewest fraction bits that express the scores exactly.
std::optional<Choice> choose_exact(const std::vector<RealScore>& scores, int inputs, int most) {
  for (int bits = 0; bits <= most; ++bits) {
    Rounded rounded = round(scores, inputs, bits);
    if (is_exact(scores, rounded) && fit(rounded, inputs)) {
      return Choice{std::move(rounded), Choice::Order::kExact};
    }
  }
  return std::nullopt;
}

/// Gains of 1: `least` fraction bits, or as many more as keep the order for every T; where none do,
/// the most that keep it for a T of 1.
std::optional<Choice> choose_offsets(const std::vector<RealScore>& scores, int inputs,
                                     TieWinner tie, int least, int most) {
  const auto try_bits = [&](const OffsetOrder& order, int bits, Choice::Order kept) {
    Choice choice{round(scores, inputs, bits), kept};
    const bool is_kept =
        fit(choice.rounded, inputs) && order.repair(choice.rounded) && fit(choice.rounded, inputs);
    return is_kept ? std::optional<Choice>(std::move(choice)) : std::nullopt;
  };
  const OffsetOrder always(scores, kMaxPresentations, tie);
  for (int bits = least; bits <= most; ++bits) {
    if (auto choice = try_bits(always, bits, Choice::Order::kAlways)) return choice;
  }
  const OffsetOrder once(scores, 1, tie);
  for (int bits = most; bits >= 0; --bits) {
    if (auto choice = try_bits(once, bits, Choice::Order::kFirst)) return choice;
  }
  return std::nullopt;
}

/// Gains: `least` fraction bits, or as many more as keep the order at all popcounts.
std::optional<Choice> choose_gains(const std::vector<RealScore>& scores, int inputs, int least,
                                   int most) {
  if (!PopcountOrder::is_affordable(scores.size(), inputs)) return std::nullopt;
  const PopcountOrder order(scores, inputs);
  for (int bits = least; bits <= most; ++bits) {
    Rounded rounded = round(scores, inputs, bits);
    if (fit(rounded, inputs) && order.is_kept(rounded)) {
      return Choice{std::move(rounded), Choice::Order::kFirst};
    }
  }
  return std::nullopt;
}

/// The most fraction bits with which the scores fit; less than 0 if none do.
int most_fraction_bits(const std::vector<RealScore>& scores, int inputs) {
  for (int bits = kScoreBits - 1; bits >= 0; --bits) {
    Rounded rounded = round(scores, inputs, bits);
    if (fit(rounded, inputs)) return bits;
  }
  return -1;
}

Choice choose(const std::vector<RealScore>& scores, int inputs, TieWinner tie) {
  const int most = most_fraction_bits(scores, inputs);
  if (most < 0) {
    throw Refusal(
        fmt::format("the class scores differ by more than {}-bit numbers can express", kScoreBits));
  }
  // A tie that the last class wins is not a tie of integers:
  // nothing is exact then, and there are no exact scores to approach.
  const bool first_wins = tie == TieWinner::kFirst;
  if (first_wins) {
    if (auto exact = choose_exact(scores, inputs, most)) return *std::move(exact);
  }
  const int least = first_wins ? std::min(kNearFractionBits, most) : 0;
  const bool has_gains = std::any_of(scores.begin(), scores.end(),
                                     [](const RealScore& score) { return score.gain != 1; });
  auto choice = has_gains ? choose_gains(scores, inputs, least, most)
                          : choose_offsets(scores, inputs, tie, least, most);
  if (choice) return *std::move(choice);
  Rounded rounded = round(scores, inputs, most);
  fit(rounded, inputs);
  return {std::move(rounded), Choice::Order::kNearTies};
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
    const mpq_class at_none = rounded.offset[j] / unit - moved - scores[j].offset;
    const mpq_class at_all = at_none + (rounded.gain[j] / unit - scores[j].gain) * inputs;
    worst = std::max({worst, mpq_class(abs(at_none)), mpq_class(abs(at_all))});
  }
  return worst;
}

std::string describe_rounding(const std::vector<RealScore>& scores, const Choice& choice,
                              int inputs) {
  const mpq_class error = worst_error(scores, choice.rounded, inputs);
  if (error == 0) return {};
  const auto consequence = [&]() -> std::string {
    const char* const near_ties =
        "the class can change only if two scores differ by at most twice that";
    switch (choice.order) {
      case Choice::Order::kExact:
      case Choice::Order::kAlways:
        return "the class stays the same for every image";
      case Choice::Order::kFirst:
        return std::string(
                   "the class stays the same for every image if the last layer runs once per "
                   "image; in mode \"output\" ") +
               near_ties;
      case Choice::Order::kNearTies:
        break;
    }
    return std::string(near_ties) +
           fmt::format(", as {} bits cannot keep all of them apart", kScoreBits);
  };
  return fmt::format(
      "scores are rounded to {} fraction bits of a popcount, each by at most {:.3g} popcounts; {}",
      choice.rounded.fraction_bits, error.get_d(), consequence());
}

}  // namespace

Scoring fold_scores(const std::vector<Neuron>& classes, int inputs, bool reads_pixels,
                    TieWinner tie) {
  const std::vector<RealScore> scores = real_scores(classes, inputs);
  Choice choice = choose(scores, inputs, tie);
  if (reads_pixels && choice.order == Choice::Order::kFirst) {
    choice.order = Choice::Order::kNearTies;
  }
  shorten(choice.rounded);
  Scoring result;
  if (tie == TieWinner::kFirst || choice.order != Choice::Order::kAlways) {
    result.rounding = describe_rounding(scores, choice, inputs);
  }
  const Rounded& rounded = choice.rounded;
  result.scores.fraction_bits = rounded.fraction_bits;
  for (std::size_t j = 0; j < classes.size(); ++j) {
    result.flipped.push_back(classes[j].slope < 0);
    result.scores.gain.push_back(static_cast<std::int32_t>(rounded.gain[j].get_si()));
    result.scores.offset.push_back(static_cast<std::int32_t>(rounded.offset[j].get_si()));
  }
  return result;
}

}  // namespace scbnn::import
