// The check that the comparison can fail: one weight of the simulated design is flipped.
#pragma once

#include <cstdint>
#include <string>

#include "sim/cosim/check.hpp"

namespace scbnn::cosim {

/// A weight whose flip changes some bit that is compared.
struct Canary {
  std::string layer;
  int neuron = 0;
  int synapse = 0;
  std::string file;  ///< the memory image that holds it
  int row = 0;       ///< its line there
  int bit = 0;       ///< its bit in the row
  int images = 0;    ///< that the run shows
  bool caught = false;
  std::int64_t mismatches = 0;  ///< found by the comparison

  /// "weight 17 of neuron 4 in layer2 (mem/layer2_weights.hex, row 3, bit 99)".
  [[nodiscard]] std::string place() const;
};

/// Flips one bit of a $readmemh file's text. Throws InputError if it has no such row or bit.
[[nodiscard]] std::string flip_bit(const std::string& hex, const Memory& memory, int row, int bit);

/// Chooses a weight by `seed` for which the golden model says that the flip shows among the first
/// images of the data, simulates a copy of the memory images with it flipped, and compares. Caught
/// means: the comparison names that neuron first wherever an image goes wrong, and the flipped
/// design does what the golden model of the flipped network does.
[[nodiscard]] Canary run_canary(const Bench& bench, int presentations, int first, int count,
                                std::uint64_t seed);

}  // namespace scbnn::cosim
