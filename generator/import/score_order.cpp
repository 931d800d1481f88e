// Differences of offsets as a system of constraints; differences of scores popcount by popcount.
#include "generator/import/score_order.hpp"

#include <algorithm>
#include <cstddef>

#include "generator/import/farey.hpp"

namespace scbnn::import {
namespace {

constexpr std::int64_t kMostComparisons = 4'000'000;

mpz_class floor_of(const mpq_class& value) {
  mpz_class result;
  mpz_fdiv_q(result.get_mpz_t(), value.get_num_mpz_t(), value.get_den_mpz_t());
  return result;
}

mpz_class ceiling_of(const mpq_class& value) {
  mpz_class result;
  mpz_cdiv_q(result.get_mpz_t(), value.get_num_mpz_t(), value.get_den_mpz_t());
  return result;
}

/// The least popcount in 0..inputs at which gain * a + offset > score, inputs + 1 if there is none.
template <typename Number, typename Ceiling>
std::int32_t least_to_win(const Number& gain, const Number& offset, const Number& score, int inputs,
                          Ceiling above) {
  const Number missing = score - offset;
  if (missing < 0) return 0;
  if (gain == 0) return inputs + 1;
  const mpz_class least = above(missing, gain);
  return least > inputs ? inputs + 1 : static_cast<std::int32_t>(least.get_si());
}

}  // namespace

OffsetOrder::OffsetOrder(const std::vector<RealScore>& scores, int presentations, TieWinner tie) {
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = i + 1; j < scores.size(); ++j) {
      // j wins against i where its popcounts are ahead by more than T times the difference of the
      // offsets (by as much, where the last wins ties): all T see the same between
      // neighbors in the Farey sequence.
      const mpq_class difference = scores[i].offset - scores[j].offset;
      const bool last_wins = tie == TieWinner::kLast;
      const mpz_class off =
          last_wins ? mpz_class(ceiling_of(difference) - 1) : floor_of(difference);
      const mpq_class rest = difference - mpq_class(off);
      const FareyCell cell = farey_cell(0, presentations, [&](const Fraction& fraction) {
        const int sign = cmp(
            mpq_class(fraction.numerator, static_cast<unsigned long>(fraction.denominator)), rest);
        return last_wins ? sign >= 0 : sign > 0;
      });
      const auto bound = [&](const Fraction& fraction) {
        return mpq_class(
            off + mpq_class(fraction.numerator, static_cast<unsigned long>(fraction.denominator)));
      };
      pairs_.push_back({i, j, bound(cell.low), bound(cell.high)});
    }
  }
}

bool OffsetOrder::repair(Rounded& rounded) const {
  const mpz_class unit = mpz_class(1) << static_cast<mp_bitcnt_t>(rounded.fraction_bits);
  struct Bounds {
    std::int64_t least;
    std::int64_t most;
  };
  std::vector<Bounds> bounds;
  for (const Pair& pair : pairs_) {
    const mpz_class least = ceiling_of(pair.lowest * unit);
    const mpz_class most = ceiling_of(pair.beyond * unit) - 1;
    if (least > most || !least.fits_slong_p() || !most.fits_slong_p()) return false;
    bounds.push_back({least.get_si(), most.get_si()});
  }
  // Bellman-Ford from the rounded offsets: a solution is reached in as many rounds as there are
  // classes, or there is none. Far more rounds than 64 are not worth it.
  std::vector<std::int64_t> offsets;
  for (const mpz_class& offset : rounded.offset) offsets.push_back(offset.get_si());
  const std::size_t rounds = std::min<std::size_t>(offsets.size() + 1, 64);
  for (std::size_t round = 0; round < rounds; ++round) {
    bool is_settled = true;
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
      std::int64_t& first = offsets[pairs_[p].first];
      std::int64_t& second = offsets[pairs_[p].second];
      if (first - second > bounds[p].most) {
        first = second + bounds[p].most;
        is_settled = false;
      } else if (first - second < bounds[p].least) {
        second = first - bounds[p].least;
        is_settled = false;
      }
    }
    if (!is_settled) continue;
    for (std::size_t j = 0; j < offsets.size(); ++j) {
      rounded.offset[j] = static_cast<long>(offsets[j]);
    }
    return true;
  }
  return false;
}

bool PopcountOrder::is_affordable(std::size_t classes, int inputs) {
  const auto pairs = static_cast<std::int64_t>(classes * (classes - 1) / 2);
  return pairs <= kMostComparisons / (inputs + 1);
}

PopcountOrder::PopcountOrder(const std::vector<RealScore>& scores, int inputs) : inputs_(inputs) {
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = i + 1; j < scores.size(); ++j) {
      for (int popcount = 0; popcount <= inputs; ++popcount) {
        const mpq_class score = scores[i].gain * popcount + scores[i].offset;
        wins_.push_back(
            least_to_win<mpq_class>(scores[j].gain, scores[j].offset, score, inputs,
                                    [](const mpq_class& missing, const mpq_class& gain) {
                                      return mpz_class(floor_of(missing / gain) + 1);
                                    }));
      }
    }
  }
}

bool PopcountOrder::is_kept(const Rounded& rounded) const {
  auto wanted = wins_.begin();
  for (std::size_t i = 0; i < rounded.gain.size(); ++i) {
    for (std::size_t j = i + 1; j < rounded.gain.size(); ++j) {
      for (int popcount = 0; popcount <= inputs_; ++popcount) {
        const mpz_class score = rounded.gain[i] * popcount + rounded.offset[i];
        const std::int32_t least = least_to_win<mpz_class>(
            rounded.gain[j], rounded.offset[j], score, inputs_,
            [](const mpz_class& missing, const mpz_class& gain) {
              return mpz_class(missing / gain + 1);  // both are not negative
            });
        if (least != *wanted++) return false;
      }
    }
  }
  return true;
}

}  // namespace scbnn::import
