// The last layer's sums to integer class scores.
#pragma once

#include <string>
#include <vector>

#include "generator/import/neuron.hpp"
#include "network/network.hpp"

namespace scbnn::import {

/// Scores are at most this wide in the result beat: signed, so -2^23 .. 2^23 - 1.
inline constexpr int kScoreBits = 24;

/// Fraction bits of scores that integers cannot say; fewer where kScoreBits asks for it.
inline constexpr int kMaxFractionBits = 12;

struct Scoring {
  Scores scores;
  std::vector<bool> flipped;  ///< classes whose weights must be negated
  std::string rounding;       ///< what was rounded and by how much at most; empty if nothing was
};

/// Scores in the order of the neurons' y, which stand for the classes. The class (first maximum)
/// stays the same under one positive factor and one summand for all classes, so the largest slope
/// becomes one popcount. With equal slopes the gains are 1 and the offsets exact where
/// `kMaxFractionBits` fraction bits or fewer can say them; everything else is rounded to the
/// nearest, and said. Throws Refusal if no class depends on the input, or if offsets are too large
/// for kScoreBits.
[[nodiscard]] Scoring fold_scores(const std::vector<Neuron>& classes, int inputs);

}  // namespace scbnn::import
