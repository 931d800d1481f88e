// One run of a simulator: a job in, what passed its streams out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/cosim/control_figures.hpp"
#include "sim/cosim/stimulus.hpp"

namespace scbnn::cosim {

/// Data of a frame's beats on one stream; every beat begins with a new 32-bit word.
using Words = std::vector<std::uint32_t>;

/// Everything that one frame left behind.
struct FrameRecord {
  int frame = 0;  ///< index in the stimulus
  Words encoder;
  std::vector<std::vector<Words>> layers;  ///< of each layer; one, or one per presentation
  std::uint64_t result = 0;                ///< TDATA
  bool error = false;                      ///< TUSER
  bool last = false;                       ///< TLAST
  std::uint64_t first_beat_cycle = 0;      ///< when the first pixel beat was accepted
  std::uint64_t result_cycle = 0;          ///< when the result was taken
};

/// What broke the protocol, in words, and when.
struct Violation {
  int frame = 0;  ///< index in the stimulus; past its end for a surplus
  int image = 0;  ///< that the frame shows
  std::string what;
  std::uint64_t cycle = 0;
};

struct Ending {
  bool stuck = false;  ///< no handshake for long, with results missing
  int next_frame = 0;  ///< the first one without a result
  std::uint64_t cycles = 0;
  double seconds = 0;                       ///< of processor time in the simulation loop
  std::vector<std::uint64_t> weight_reads;  ///< rows, by layer
  std::optional<ControlFigures> control;    ///< none without a control port
};

struct RunInput {
  std::filesystem::path program;
  std::filesystem::path folder;  ///< that the memory images are read from
  std::filesystem::path job;
  std::filesystem::path error_file;   ///< the simulator's standard error
  std::filesystem::path waves;        ///< FST to write, or empty
  std::filesystem::path faults;       ///< settings of a simulator in which bits fail, or empty
  std::vector<std::string> plusargs;  ///< further words
};

struct RunOutput {
  std::function<void(FrameRecord&&)> frame;
  std::function<void(Violation&&)> violation;
};

/// Runs to the end, reporting as it goes. Throws InputError if the simulator fails or complains.
Ending run_simulator(const Deliverable& deliverable, const RunInput& input,
                     const RunOutput& output);

}  // namespace scbnn::cosim
