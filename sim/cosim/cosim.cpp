// The order of a co-simulation.
#include "sim/cosim/cosim.hpp"

#include <algorithm>
#include <chrono>

#include "deliverable/checksums.hpp"
#include "support/files.hpp"
#include "support/scratch_folder.hpp"

namespace scbnn::cosim {
namespace {

namespace fs = std::filesystem;

/// Looks for the shortest run that reproduces the first wrong image at its end.
int images_to_reproduce(const Bench& bench, const Options& options, const Checked& checked) {
  if (checked.first_mismatches.empty()) return 0;
  const int image = checked.first_mismatches.front().image;
  Bench quiet = bench;
  quiet.waves.clear();
  const int most = image - options.first + 1;
  for (int count = 1;; count = std::min(4 * count, most)) {
    const Stimulus stimulus =
        make_stimulus(bench.deliverable, options.traffic, image - count + 1, count);
    const Checked again = check(quiet, stimulus);
    if (std::any_of(again.first_mismatches.begin(), again.first_mismatches.end(),
                    [&](const Mismatch& mismatch) { return mismatch.image == image; })) {
      return count;
    }
    if (count == most) return 0;
  }
}

/// Writing settings at a port takes extra cycles between frames.
bool shows_steady_state(const Deliverable& deliverable, const Options& options,
                        const Checked& checked) {
  const Traffic& traffic = options.traffic;
  return !deliverable.has_control() && traffic.presentations.size() == 1 &&
         traffic.margins == std::vector<std::int64_t>{0} && traffic.gap_percent == 0 &&
         traffic.back_pressure_percent == 0 && traffic.bad_percent == 0 &&
         traffic.reset_percent == 0 && traffic.axi_percent == 0 && traffic.reload_percent == 0 &&
         traffic.stall_percent == 0 && traffic.stop_percent == 0 &&
         traffic.encoder_seeds.size() == 1 && checked.one_clock && checked.missing == 0 &&
         checked.images >= 32;
}

}  // namespace

bool Report::cycles_as_planned() const {
  return std::all_of(timings.begin(), timings.end(),
                     [](const Timing& timing) { return timing.as_planned(); });
}

Report simulate(const Deliverable& deliverable, const Network& network,
                const FunctionSettings& settings, const Dataset& data, const Options& options,
                const Progress& progress) {
  const auto tell = [&](const std::string& phase, int done, int total) {
    if (progress) progress(phase, done, total);
  };
  Report report;
  tell("building", 0, 1);
  BuildOptions build = options.build;
  build.waves = !options.waves.empty();
  build.faults = !options.faults.rates.empty();
  report.simulator = build_simulator(deliverable, build);

  const fs::path cache = deliverable.folder / kScratchName;
  const ScratchFolder scratch(cache, "run", cache.string());
  Bench bench{deliverable,
              network,
              settings,
              data,
              report.simulator.program,
              deliverable.folder,
              scratch.path(),
              options.waves.empty() ? fs::path{} : scratch.path() / "waves.fst",
              options.jobs,
              options.faults,
              options.plusargs,
              options.keep_memories};

  const auto start = std::chrono::steady_clock::now();
  const Stimulus stimulus =
      make_stimulus(deliverable, options.traffic, options.first, options.count);
  const int frames = static_cast<int>(stimulus.frames.size());
  report.checked = check(bench, stimulus, [&](int done) { tell("simulating", done, frames); });
  if (!options.waves.empty()) place_file(bench.waves, options.waves);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const fs::path waves = bench.waves;
  bench.waves.clear();

  if (options.rough > 0) {
    tell("rough weather", 0, 1);
    report.rough = run_rough(bench, options.traffic, options.first, options.rough);
    if (!waves.empty() && report.checked.ok() && !report.rough.checked.ok()) {
      Bench watched = bench;
      watched.waves = waves;
      report.rough = run_rough(watched, options.traffic, options.first, options.rough);
    }
  }
  tell("checking", 0, 1);
  report.images_to_reproduce = images_to_reproduce(bench, options, report.checked);
  std::vector<int> choices = options.traffic.presentations;
  std::sort(choices.begin(), choices.end());
  choices.erase(std::unique(choices.begin(), choices.end()), choices.end());
  for (const int presentations : choices) {
    if (shows_steady_state(deliverable, options, report.checked)) {
      report.timings.push_back(measure(deliverable, presentations, report.checked.passages));
    } else {
      const Checked timed = check(bench, timing_stimulus(deliverable, presentations, data));
      report.timings.push_back(measure(deliverable, presentations, timed.passages));
    }
  }
  report.canary =
      run_canary(bench, choices.front(), options.first, options.count, options.traffic.seed);
  return report;
}

}  // namespace scbnn::cosim
