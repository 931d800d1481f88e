// The co-simulation from end to end: build, run and compare, measure, canary.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "network/function.hpp"
#include "network/network.hpp"
#include "sim/cosim/build.hpp"
#include "sim/cosim/canary.hpp"
#include "sim/cosim/check.hpp"
#include "sim/cosim/rough.hpp"
#include "sim/cosim/timing.hpp"

namespace scbnn::cosim {

struct Options {
  Traffic traffic;
  int first = 0;  ///< image of the data set
  int count = 1;  ///< images from there
  int jobs = 2;   ///< threads of the golden model; simulators: half as many
  /// FST to write, or empty: of the run, or of the rough run if only that fails.
  std::filesystem::path waves;
  BuildOptions build;
  FaultSettings faults{};             ///< of design and golden model
  std::vector<std::string> plusargs;  ///< "+NAME=VALUE" for the Verilog, besides the program's own
  /// With a control port: memories hold what their files say, right or wrong; they are read once,
  /// and not loaded.
  bool keep_memories = false;
  int rough = 0;  ///< images of the rough run; 0: there is none
};

struct Report {
  Simulator simulator;
  Checked checked;
  std::vector<Timing> timings;  ///< one per T of the traffic
  Rough rough;
  Canary canary;
  double seconds = 0;  ///< of comparing the images: simulation and golden model together
  /// Images that suffice to reproduce the first mismatch, ending with its own;
  /// 0 if there is none or if it could not be reproduced.
  int images_to_reproduce = 0;

  [[nodiscard]] bool cycles_as_planned() const;
  [[nodiscard]] bool ok() const {
    return checked.ok() && rough.checked.ok() && cycles_as_planned() && canary.caught;
  }
};

/// The phase of the run, and its progress (0..total).
using Progress = std::function<void(const std::string& phase, int done, int total)>;

/// Throws InputError if the design cannot be built or run. `network` and `settings` are what the
/// folder says that it computes; T comes from the traffic.
[[nodiscard]] Report simulate(const Deliverable& deliverable, const Network& network,
                              const FunctionSettings& settings, const Dataset& data,
                              const Options& options, const Progress& progress = {});

}  // namespace scbnn::cosim
