// Draws the conditions of the rough run; the images come from choose_edges().
#include "sim/cosim/rough.hpp"

#include <algorithm>

#include "sim/cosim/harness/random.hpp"

namespace scbnn::cosim {
namespace {

/// T that take this many times the cycles of the requested ones are left out.
constexpr int kSlower = 4;

/// Memories of more words than this are rarely reloaded: a word takes about 11 cycles, three times.
constexpr std::int64_t kWordsToReloadOften = 8192;

/// The T of the traffic, and all others that do not take much longer.
std::vector<int> any_presentations(const Deliverable& deliverable, const Traffic& traffic) {
  int slowest = 0;
  for (const int each : traffic.presentations) {
    slowest = std::max(slowest, deliverable.planned(each)->per_image);
  }
  std::vector<int> all;
  for (const PlannedCycles& row : deliverable.cycles) {
    if (row.per_image <= kSlower * slowest) all.push_back(row.presentations);
  }
  return all;
}

Traffic weather(const Bench& bench, const Traffic& traffic, const Edges& edges) {
  const Deliverable& deliverable = bench.deliverable;
  Traffic rough;
  rough.presentations = any_presentations(deliverable, traffic);
  rough.margins = {0, 0, 0};  // mostly all presentations
  rough.margins.insert(rough.margins.end(), edges.margins.begin(), edges.margins.end());
  rough.gap_percent = 20;
  rough.back_pressure_percent = 20;
  rough.bad_percent = 25;
  rough.reset_percent = 60;
  rough.stall_percent = 10;
  rough.seed = traffic.seed;
  rough.encoder_seeds = {bench.settings.encoder.seed};
  if (deliverable.find_register("SEED") != nullptr) {
    rough.encoder_seeds.push_back(static_cast<std::uint32_t>(Random(traffic.seed).next()));
  }
  if (!deliverable.has_control()) return rough;
  rough.axi_percent = 20;
  rough.stop_percent = 20;
  if (deliverable.loads.empty() || bench.keep_memories) return rough;
  std::int64_t bits = 0;
  for (const Memory& memory : deliverable.memories)
    bits += std::int64_t{memory.rows} * memory.width;
  rough.reload_percent = bits / 32 > kWordsToReloadOften ? 2 : 10;
  return rough;
}

}  // namespace

Rough run_rough(const Bench& bench, const Traffic& traffic, int first, int images) {
  const Edges edges = choose_edges(bench, traffic.presentations, first, images, traffic.seed);
  Traffic rough_traffic = weather(bench, traffic, edges);
  Stimulus stimulus = make_stimulus(bench.deliverable, rough_traffic, 0, edges.data.count());
  Rough rough;
  rough.images = images;
  rough.neurons = edges.neurons;
  rough.met = edges.met;
  rough.ties = edges.ties;
  for (Frame& frame : stimulus.frames) {
    if (!frame.is_good(bench.deliverable)) continue;
    const auto at = static_cast<std::size_t>(frame.image);
    frame.presentations = edges.presentations[at];
    if (edges.own_margin[at] > 0) frame.margin = edges.own_margin[at];
    frame.encoder_seed = bench.settings.encoder.seed;
  }
  // Some once more, at any T and with another seed.
  if (rough_traffic.encoder_seeds.size() > 1 || rough_traffic.presentations.size() > 1) {
    if (rough_traffic.encoder_seeds.size() > 1) {
      rough_traffic.encoder_seeds.erase(rough_traffic.encoder_seeds.begin());
    }
    const int again = (edges.data.count() + 7) / 8;
    const Stimulus more = make_stimulus(bench.deliverable, rough_traffic, 0, again);
    stimulus.frames.insert(stimulus.frames.end(), more.frames.begin(), more.frames.end());
  }
  const Bench its{bench.deliverable,
                  bench.network,
                  bench.settings,
                  edges.data,
                  bench.program,
                  bench.folder,
                  bench.scratch,
                  bench.waves,
                  bench.jobs,
                  bench.faults,
                  bench.plusargs,
                  bench.keep_memories,
                  true};
  for (const Frame& frame : stimulus.frames) {
    rough.stalls += frame.stall_cycles > 0 ? 1 : 0;
    rough.stops += frame.stop_after > 0 ? 1 : 0;
  }
  rough.checked = check(its, stimulus);
  return rough;
}

}  // namespace scbnn::cosim
