// Images at the edges of what a network decides: sums next to a threshold on either side, classes
// that tie. A fault of one step shows there and hardly anywhere else.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/cosim/check.hpp"

namespace scbnn::cosim {

struct Edges {
  Dataset data{};                       ///< the chosen images, those that show most first
  std::vector<int> presentations{};     ///< T of each, at which it is at an edge
  std::vector<std::int64_t> margins{};  ///< mode `output`: leads that some of them have
  /// Of each: one of `margins` that it just reaches or just misses, or 0.
  std::vector<std::int64_t> own_margin{};
  int neurons = 0;  ///< hidden neurons, counted once for each T
  int met = 0;      ///< of them with chosen sums one step apart, on both sides
  int ties = 0;     ///< chosen images whose best classes tie
};

/// Chooses `count` >= 1 images by the golden model: among those of the data from `first` on, in a
/// circle, and the same with noise, some times as many as are wanted. Each is tried at one T of
/// `presentations`. For every hidden neuron the sums nearest to its threshold on both sides are
/// among the chosen, as far as `count` allows. Everything follows from the arguments.
[[nodiscard]] Edges choose_edges(const Bench& bench, const std::vector<int>& presentations,
                                 int first, int count, std::uint64_t seed);

}  // namespace scbnn::cosim
