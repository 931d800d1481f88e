// Bits that fail in the Verilog are those that fail in the golden model: every kind alone and all
// together, out of every memory, with and without a control port, over random foldings.
//
// SCBNN_FAILING_FIRST and SCBNN_FAILING_POINTS ask for other designs than the usual twelve.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/cosim/failing_design.hpp"
#include "tests/cosim/summary.hpp"

namespace {

using namespace scbnn;
using cosim_test::failing_design;
using cosim_test::FailingDesign;

/// One run of a design: what fails, and what the report said.
struct Run {
  std::string what;
  FaultSettings faults;
  int felt = 0;
  cosim::Report report;
};

struct Outcome {
  FailingDesign subject;
  std::vector<Run> runs;
  std::string failure;
};

/// Each memory with and without a control port, in both modes.
cosim_test::Wanted wanted_of(std::uint64_t seed) {
  constexpr std::uint64_t kKinds = kMemoryKinds.size();
  cosim_test::Wanted wanted;
  wanted.memory = kMemoryKinds[seed % kKinds];
  if (seed / kKinds % 2 == 1) wanted.control = ControlKind::kAxi4Lite;
  if ((seed + seed / kKinds + seed / kKinds / 2) % 2 == 1) wanted.mode = Mode::kOutput;
  wanted.at_run_time = seed % 4 == 3;
  wanted.whole_words = seed / 2 % 2 == 1;
  return wanted;
}

/// All that a design may meet beside its frames: resets, stops, loads, an unruly bus.
void stir(const FailingDesign& subject, cosim::Traffic& traffic) {
  traffic.reset_percent = 25;
  if (subject.design.has_control()) traffic.axi_percent = 20;
  if (!subject.design.loads.empty()) traffic.reload_percent = 25;
  if (subject.design.find_register("SEED") != nullptr) {
    traffic.encoder_seeds = {0, subject.config.function.encoder.seed, 421};
  }
}

Outcome run(std::uint64_t seed) {
  Outcome outcome;
  const cosim_test::Wanted wanted = wanted_of(seed);
  FailingDesign& subject = outcome.subject;
  try {
    subject = failing_design(seed, wanted, fmt::format("failing{}", seed));
    const cosim::Traffic quiet = subject.options.traffic;
    const auto add = [&](const std::string& what, FaultSettings faults) {
      subject.options.faults = std::move(faults);
      Run made{what, subject.options.faults, subject.felt(), subject.simulate()};
      outcome.runs.push_back(std::move(made));
    };
    std::vector<FaultRate> all;
    for (const FaultKind kind : kFaultKinds) {
      if (kind == FaultKind::kThresholds && wanted.at_run_time) continue;  // no fixed bits
      const bool of_presentations = kind == FaultKind::kStream || kind == FaultKind::kLanes;
      if (of_presentations && subject.design.rounds_pixels) continue;  // there are none
      const std::vector<FaultRate> rates = cosim_test::felt_rates(kind);
      all.insert(all.end(), rates.begin(), rates.end());
      // Every other kind amid everything else that may happen.
      subject.options.traffic = quiet;
      if (static_cast<std::uint64_t>(kind) % 2 == seed % 2) stir(subject, subject.options.traffic);
      add(std::string(name_of(kind)), {seed, rates, false, false, 1});
    }
    subject.options.traffic = quiet;
    stir(subject, subject.options.traffic);
    add("all, pairs of cells", {seed + 1, all, true, false, 2});
    // Code words with no, one, two, three and more errors.
    for (const bool pairs : {false, true}) {
      if (!wanted.whole_words) break;
      add(pairs ? "ECC, pairs of cells" : "ECC",
          {seed + 2,
           {{FaultKind::kWeights, fault_limit(pairs ? 0.2 : 0.03), 0},
            {FaultKind::kReads, fault_limit(0.01), 0},
            {FaultKind::kWrites, fault_limit(0.05), 0}},
           pairs,
           true,
           1});
    }
  } catch (const std::exception& error) {
    outcome.failure = error.what();
  }
  return outcome;
}

}  // namespace

TEST_CASE("failing bits are the golden model's, out of every memory", "[cosim]") {
  const std::uint64_t first = cosim_test::number("SCBNN_FAILING_FIRST", 0);
  std::vector<Outcome> outcomes(cosim_test::number("SCBNN_FAILING_POINTS", 12));
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < outcomes.size(); i = next++) outcomes[i] = run(first + i);
  };
  std::thread other(work);
  work();
  other.join();

  std::uint64_t bits = 0;
  int runs = 0;
  int resets = 0;
  int bad_frames = 0;
  std::uint64_t reloads = 0;
  std::set<std::pair<MemoryKind, bool>> seen;  // memories, and whether there was a control port
  for (const Outcome& outcome : outcomes) {
    INFO(outcome.subject.describe());
    INFO(outcome.failure);
    CHECK(outcome.failure.empty());
    const Config& config = outcome.subject.config;
    for (const auto& layer : outcome.subject.network.layers) {
      seen.insert({config.memory_of(layer.name), config.control != ControlKind::kNone});
    }
    for (const Run& each : outcome.runs) {
      INFO(each.what << ", seed " << each.faults.seed << "\n" << cosim_test::summary(each.report));
      CHECK(each.felt > outcome.subject.options.count / 2);
      CHECK(each.report.ok());
      CHECK(each.report.checked.images == outcome.subject.options.count);
      bits += each.report.checked.bits;
      ++runs;
      resets += each.report.checked.resets;
      bad_frames += each.report.checked.bad_frames;
      if (const auto& control = each.report.checked.control) reloads += control->reloads;
    }
  }
  CHECK(resets > 0);
  CHECK(bad_frames > 0);
  CHECK(reloads > 0);
  if (outcomes.size() >= 2 * kMemoryKinds.size()) CHECK(seen.size() == 2 * kMemoryKinds.size());
  fmt::print("{} designs, {} runs, {} bits compared, {} bad frames, {} resets, {} reloads\n",
             outcomes.size(), runs, bits, bad_frames, resets, reloads);
}
