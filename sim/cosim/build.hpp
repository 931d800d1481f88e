// From a generated folder to a simulator program: Verilator and the compiler, once for each
// content.
#pragma once

#include <filesystem>
#include <string>

#include "sim/cosim/deliverable.hpp"

namespace scbnn::cosim {

struct BuildOptions {
  std::string verilator = "verilator";
  bool waves = false;                   ///< a simulator that can write FST waveforms
  std::string optimization = "-O3";     ///< for the compiler
  std::string initial_values = "fast";  ///< Verilator's --x-initial
  int jobs = 2;                         ///< compilers at a time
  std::filesystem::path library;  ///< folder that keeps Verilator's own library compiled for all
                                  ///< designs, or empty: each compiles its own
  bool faults = false;            ///< a simulator in which bits fail, see FaultSettings
  std::filesystem::path fault_leaves;  ///< folder to take faults/ from in place of the program
};

struct Simulator {
  std::filesystem::path program;  ///< DIR/build/<key>/simulator
  bool built = false;             ///< now, not found ready from an earlier run
  double seconds = 0;             ///< that building took
};

/// Builds the simulator of the folder's present files in its subfolder `build`, or finds there the
/// one that it has built itself (own_builds.hpp).
/// Memory images are read when it runs and are no part of it. Throws InputError with the command
/// and its output if Verilator or the compiler is missing or fails.
[[nodiscard]] Simulator build_simulator(const Deliverable& deliverable,
                                        const BuildOptions& options);

}  // namespace scbnn::cosim
