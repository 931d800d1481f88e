// The last layer's sums to integer class scores.
#pragma once

#include <string>
#include <vector>

#include "generator/import/neuron.hpp"
#include "generator/import/score_order.hpp"
#include "network/network.hpp"

namespace scbnn::import {

/// Scores are at most this wide in the result beat: signed, so -2^23 .. 2^23 - 1.
inline constexpr int kScoreBits = 24;

/// Fraction bits of scores that integers cannot express, if that is enough for their order: scores
/// and margins are then near the model's numbers.
inline constexpr int kNearFractionBits = 12;

struct Scoring {
  Scores scores;
  std::vector<bool> flipped;  ///< classes whose weights must be negated
  std::string rounding;       ///< what was rounded and by how much at most; empty if nothing was
};

/// Scores in the order of the neurons' y, which stand for the classes. The class (first maximum)
/// stays the same under one positive factor and one summand for all classes, so the largest slope
/// becomes one popcount. Exact where kScoreBits allow it; else rounded to kNearFractionBits, or to
/// more if the order needs them, with a note. Throws Refusal if no class depends on the input, or
/// if offsets are too large for kScoreBits.
///
/// `reads_pixels`: the popcounts are sums over presentations, or of 8-bit pixels, in every mode.
/// With TieWinner::kLast, which needs equal slopes, a class wins against those before it where
/// their y are equal.
[[nodiscard]] Scoring fold_scores(const std::vector<Neuron>& classes, int inputs,
                                  bool reads_pixels = false, TieWinner tie = TieWinner::kFirst);

}  // namespace scbnn::import
