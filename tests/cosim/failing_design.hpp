// Random designs in which bits fail, for tests of the fault leaves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/faults.hpp"
#include "sim/cosim/cosim.hpp"
#include "tests/cosim/random_design.hpp"

namespace scbnn::cosim_test {

/// A generated design with everything that a run of it needs.
struct FailingDesign {
  Network network;
  Dataset data;
  Config config;
  bool whole_words = false;  ///< rows hold whole code words, so that ECC fits
  cosim::Deliverable design;
  cosim::Options options;

  /// Images on which the golden model feels the faults of `options`.
  [[nodiscard]] int felt() const;

  [[nodiscard]] cosim::Report simulate() const {
    return cosim::simulate(design, network, config.function, data, options);
  }

  [[nodiscard]] std::string describe() const;
};

/// What a design is made for; the rest is drawn from the seed.
struct Wanted {
  MemoryKind memory = MemoryKind::kRom;  ///< of the first layer at least
  ControlKind control = ControlKind::kNone;
  Mode mode = Mode::kFirst;
  bool at_run_time = false;  ///< T
  bool whole_words = false;
};

/// Layers of some dozen neurons; rows of weights begin anywhere in the blocks of 64 sites, tiles
/// have any shape. Traffic has pauses and bad frames, nothing fails yet.
[[nodiscard]] FailingDesign failing_design(std::uint64_t seed, const Wanted& wanted,
                                           const std::string& name);

/// Rates of a kind at which most images feel it; those of layers have another one in layer 2.
[[nodiscard]] std::vector<FaultRate> felt_rates(FaultKind kind);

}  // namespace scbnn::cosim_test
