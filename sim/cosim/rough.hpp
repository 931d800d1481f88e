// The rough run: images at edges, with pauses, long waits, bad frames, resets at any cycle, and,
// with a control port, stops, reloads and random accesses.
#pragma once

#include "sim/cosim/check.hpp"
#include "sim/cosim/edges.hpp"

namespace scbnn::cosim {

struct Rough {
  int images = 0;  ///< asked for; 0: there was no such run
  Checked checked;
  int stalls = 0;   ///< results that were left waiting
  int stops = 0;    ///< of the design, in the middle of a frame
  int neurons = 0;  ///< as Edges says
  int met = 0;
  int ties = 0;
};

/// Runs `images` >= 1 of them; one simulator, so that everything follows from the arguments.
/// The images at edges are shown at a T of `traffic`, other frames at any T; the candidates of
/// images begin with image `first`.
[[nodiscard]] Rough run_rough(const Bench& bench, const Traffic& traffic, int first, int images);

}  // namespace scbnn::cosim
