// Runs a stimulus and compares every frame with the golden model, which runs at the same time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "network/faults.hpp"
#include "network/function.hpp"
#include "network/network.hpp"
#include "sim/cosim/compare.hpp"
#include "sim/cosim/control_figures.hpp"
#include "sim/cosim/run.hpp"
#include "sim/cosim/stimulus.hpp"

namespace scbnn::cosim {

/// A simulator and what it must agree with.
struct Bench {
  const Deliverable& deliverable;
  const Network& network;
  const FunctionSettings& settings;  ///< T comes from each frame
  const Dataset& data;
  std::filesystem::path program;
  std::filesystem::path folder;   ///< with the memory images: the deliverable's, or a changed copy
  std::filesystem::path scratch;  ///< for jobs and messages
  std::filesystem::path waves;    ///< FST to write (by one simulator), or empty
  int jobs = 1;                   ///< threads of the golden model; simulators: half as many
  FaultSettings faults{};         ///< of both; the simulator is one in which bits fail, if any do
  std::vector<std::string> plusargs{};  ///< further words of the simulator
  bool keep_memories = false;           ///< as Options says
  bool one_simulator = false;           ///< whatever jobs is
};

/// When a frame went in and its result came out.
struct Passage {
  int frame = 0;
  std::uint64_t first_beat_cycle = 0;
  std::uint64_t result_cycle = 0;
};

struct Checked {
  int images = 0;           ///< good frames compared
  int bad_frames = 0;       ///< frames too short or too long whose flag was compared
  int resets = 0;           ///< frames cut short by reset
  int wrong_frames = 0;     ///< good or bad ones with any mismatch
  int correct = 0;          ///< images whose class of the RTL is the label
  int missing = 0;          ///< frames without a result
  std::uint64_t bits = 0;   ///< compared
  std::int64_t passes = 0;  ///< runs through the network: frames, or presentations of them
  std::int64_t words = 0;   ///< visits of the first layer to a word, summed over the passes
  std::int64_t used = 0;    ///< presentations of the good frames
  std::vector<std::uint64_t> weight_reads;  ///< rows, by layer
  std::optional<ControlFigures> control;    ///< of all simulators; none without a control port
  std::int64_t mismatches = 0;
  std::vector<Mismatch> first_mismatches;  ///< of each wrong frame, at most kShownMismatches frames
  std::vector<Violation> violations;
  std::uint64_t cycles = 0;       ///< simulated
  double loop_seconds = 0;        ///< of processor time in the simulation loops
  std::vector<Passage> passages;  ///< by frame; of a run with one simulator: in its one clock
  bool one_clock = false;

  [[nodiscard]] bool ok() const { return mismatches == 0 && missing == 0 && violations.empty(); }
  /// Presentations, mean over the good frames. None is issued that is not used: the comparison
  /// fails where a layer saw more.
  [[nodiscard]] double used_on_average() const {
    return images > 0 ? static_cast<double>(used) / images : 0;
  }
  /// Cycles from one result to the next, mean over the run; 0 if it had several clocks.
  [[nodiscard]] double sustained_cycles() const;
  [[nodiscard]] double accuracy() const { return images > 0 ? 100.0 * correct / images : 0; }
  [[nodiscard]] double cycles_per_second() const {
    return loop_seconds > 0 ? static_cast<double>(cycles) / loop_seconds : 0;
  }
};

inline constexpr std::size_t kShownMismatches = 10;

/// `progress` receives the number of frames compared so far, from one thread at a time.
[[nodiscard]] Checked check(const Bench& bench, const Stimulus& stimulus,
                            const std::function<void(int)>& progress = {});

}  // namespace scbnn::cosim
