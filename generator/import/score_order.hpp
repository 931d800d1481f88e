// When rounded class scores choose the same class as the real ones.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <vector>

namespace scbnn::import {

/// A score as a real function of the popcount, in popcounts of the class with the largest slope.
struct RealScore {
  mpq_class gain;
  mpq_class offset;
};

/// Integers that express scores to a number of fraction bits of a popcount.
struct Rounded {
  std::vector<mpz_class> gain;
  std::vector<mpz_class> offset;
  int fraction_bits = 0;
};

/// Which of two classes with equal scores wins.
enum class TieWinner {
  kFirst,  ///< the one that comes first: what hardware does
  kLast,   ///< the other one, which rounding must ensure
};

/// The order of scores of which all gains are 1: for every pair of classes, between which fractions
/// the difference of their offsets may lie, so that sums of up to `presentations` popcounts choose
/// the same class.
class OffsetOrder {
 public:
  OffsetOrder(const std::vector<RealScore>& scores, int presentations, TieWinner tie);

  /// Moves offsets by as little as it can so that the order is kept: true if that can be done with
  /// the fraction bits that they have.
  [[nodiscard]] bool repair(Rounded& rounded) const;

 private:
  struct Pair {
    std::size_t first;
    std::size_t second;
    mpq_class lowest;  ///< of offset[first] - offset[second]
    mpq_class beyond;  ///< above all allowed differences
  };
  std::vector<Pair> pairs_;
};

/// The order of scores with gains, over all popcounts 0..inputs of a single presentation. For small
/// numbers of classes and inputs: see is_affordable.
class PopcountOrder {
 public:
  [[nodiscard]] static bool is_affordable(std::size_t classes, int inputs);

  PopcountOrder(const std::vector<RealScore>& scores, int inputs);
  [[nodiscard]] bool is_kept(const Rounded& rounded) const;

 private:
  int inputs_;
  std::vector<std::int32_t> wins_;  ///< [pair][popcount of the first]: the second's least to win
};

}  // namespace scbnn::import
