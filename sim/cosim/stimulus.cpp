// Draws the traffic of a run and writes it as a job.
#include "sim/cosim/stimulus.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <fstream>

#include "sim/cosim/harness/protocol.hpp"
#include "sim/cosim/harness/random.hpp"
#include "support/problem.hpp"

namespace scbnn::cosim {
namespace {

std::uint64_t seed_of(std::uint64_t seed, int image) {
  return Random(Random(seed).next() + static_cast<std::uint64_t>(image)).next();
}

int bad_length(const Deliverable& deliverable, Random& random) {
  const auto beats = static_cast<std::uint32_t>(deliverable.beats);
  const bool is_long = deliverable.beats == 1 || random.percent(50);
  return static_cast<int>(is_long ? beats + 1 + random.below(2 * beats)
                                  : 1 + random.below(beats - 1));
}

template <class Value>
void put(std::ofstream& file, const Value& value) {
  file.write(reinterpret_cast<const char*>(&value), sizeof value);
}

/// When a reset hits: while the frame comes in, in the time of an image, or at any time up to its
/// result and a while of waiting.
std::int64_t reset_cycles(const Deliverable& deliverable, const Frame& frame, Random& random) {
  std::array<std::int64_t, 3> spans{};
  spans.fill(frame.beats + 1);
  if (const PlannedCycles* planned = deliverable.planned(frame.presentations)) {
    spans[1] = planned->per_image;
    spans[2] = planned->first_result + planned->per_image;
  }
  const auto span = static_cast<std::uint32_t>(spans.at(random.below(3)));
  return 1 + static_cast<std::int64_t>(random.below(span));
}

/// The longest time that a result is left waiting: all stages fill, of which each has room for two
/// frames besides the one that it works on, and frames wait outside.
std::int64_t longest_stall(const Deliverable& deliverable) {
  const auto stages = static_cast<std::int64_t>(deliverable.layers.size()) + 2;
  std::int64_t slowest = deliverable.beats;
  for (const PlannedCycles& row : deliverable.cycles) {
    slowest = std::max(slowest, static_cast<std::int64_t>(row.per_image));
  }
  return (3 * stages + deliverable.slots.value_or(0)) * slowest;
}

/// The value of the T port. The largest T has all codes from its own upwards.
std::uint32_t log2_code(const Deliverable& deliverable, const Frame& frame) {
  const auto code =
      static_cast<std::uint32_t>(std::bit_width(static_cast<unsigned>(frame.presentations)) - 1);
  const std::uint32_t most = deliverable.log2_presentations_mask;
  const bool largest = frame.presentations == deliverable.cycles.back().presentations;
  return largest && code < most ? code + Random(frame.seed).below(most - code + 1) : code;
}

// A frame or two may rest in every stage; nothing is silent for longer than the slowest of them.
std::uint64_t patience(const Deliverable& deliverable, const Stimulus& stimulus) {
  std::uint64_t slowest = 0;
  for (const PlannedCycles& row : deliverable.cycles) {
    slowest = std::max({slowest, static_cast<std::uint64_t>(row.per_image),
                        static_cast<std::uint64_t>(row.first_result)});
  }
  const auto pauses =
      static_cast<std::uint64_t>(std::max(stimulus.gap_percent, stimulus.back_pressure_percent));
  std::int64_t stall = 0;
  for (const Frame& frame : stimulus.frames) stall = std::max(stall, frame.stall_cycles);
  return 2 * slowest + static_cast<std::uint64_t>(stall) +
         1000 * 100 / (100 - std::min<std::uint64_t>(pauses, 99));
}

}  // namespace

std::vector<int> Stimulus::image_numbers() const {
  std::vector<int> numbers;
  int number = first;
  for (const Frame& frame : frames) {
    numbers.push_back(number);
    if (frame.reset_cycles == 0) ++number;
  }
  return numbers;
}

Stimulus make_stimulus(const Deliverable& deliverable, const Traffic& traffic, int first,
                       int count) {
  Stimulus stimulus;
  stimulus.gap_percent = traffic.gap_percent;
  stimulus.back_pressure_percent = traffic.back_pressure_percent;
  stimulus.first = first;
  stimulus.axi_percent = traffic.axi_percent;
  for (int image = first; image < first + count; ++image) {
    Random random(seed_of(traffic.seed, image));
    const auto presentations = [&] {
      return traffic
          .presentations[random.below(static_cast<std::uint32_t>(traffic.presentations.size()))];
    };
    const auto margin = [&] {  // draws nothing where there is nothing to choose
      const auto choices = static_cast<std::uint32_t>(traffic.margins.size());
      return traffic.margins[choices > 1 ? random.below(choices) : 0];
    };
    const int good_presentations = presentations();
    const std::int64_t good_margin = margin();
    const auto seeds = static_cast<std::uint32_t>(traffic.encoder_seeds.size());
    const std::uint32_t encoder_seed = traffic.encoder_seeds[seeds > 1 ? random.below(seeds) : 0];
    Frame good{image,
               good_presentations,
               good_margin,
               deliverable.beats,
               0,
               encoder_seed,
               false,
               random.next(),
               false,
               0,
               0};
    good.reload = random.percent(static_cast<std::uint32_t>(traffic.reload_percent));
    const auto chance = [&](int percent) {
      return random.percent(static_cast<std::uint32_t>(percent));
    };
    if (chance(traffic.bad_percent)) {
      Frame bad = good;
      bad.presentations = presentations();
      bad.beats = bad_length(deliverable, random);
      bad.seed = random.next();
      bad.reload = false;
      stimulus.frames.push_back(bad);
    }
    if (chance(traffic.reset_percent)) {
      Frame cut = good;
      cut.seed = random.next();
      cut.reload = false;
      if (random.percent(50)) cut.beats = bad_length(deliverable, random);
      cut.reset_cycles = reset_cycles(deliverable, cut, random);
      cut.drains = random.percent(50);
      stimulus.frames.push_back(cut);
    }
    if (chance(traffic.stall_percent)) {
      const auto longest = static_cast<std::uint32_t>(longest_stall(deliverable));
      good.stall_cycles = random.percent(50) ? longest_stall(deliverable)
                                             : 1 + static_cast<std::int64_t>(random.below(longest));
    }
    if (chance(traffic.stop_percent)) {
      const auto beats = static_cast<std::uint32_t>(deliverable.beats);
      good.stop_after = 1 + static_cast<int>(random.below(beats));
    }
    stimulus.frames.push_back(good);
  }
  return stimulus;
}

void write_job(const Deliverable& deliverable, const Stimulus& stimulus, const Dataset& data,
               const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::binary);
  protocol::JobHeader header;
  header.frames = static_cast<std::uint32_t>(stimulus.frames.size());
  header.pixels = static_cast<std::uint32_t>(deliverable.pixels);
  header.gap_percent = static_cast<std::uint32_t>(stimulus.gap_percent);
  header.back_pressure_percent = static_cast<std::uint32_t>(stimulus.back_pressure_percent);
  header.keep_memories = stimulus.keep_memories ? 1 : 0;
  header.axi_percent = static_cast<std::uint32_t>(stimulus.axi_percent);
  header.patience_cycles = patience(deliverable, stimulus);
  header.drain_cycles = static_cast<std::uint32_t>(2 * deliverable.cycles.back().per_image + 64);
  put(file, header);
  for (const Frame& frame : stimulus.frames) {
    protocol::JobFrame line;
    line.seed = frame.seed;
    line.log2_presentations = log2_code(deliverable, frame);
    line.margin = frame.margin == 0 ? ~std::uint32_t{0}
                                    : static_cast<std::uint32_t>(std::min<std::int64_t>(
                                          frame.margin, deliverable.margin_mask));
    line.encoder_seed = frame.encoder_seed;
    line.reload = frame.reload ? 1 : 0;
    line.beats = static_cast<std::uint32_t>(frame.beats);
    line.reset_cycles = static_cast<std::uint64_t>(frame.reset_cycles);
    line.stall_cycles = static_cast<std::uint64_t>(frame.stall_cycles);
    line.drains = frame.drains ? 1 : 0;
    line.stop_after = static_cast<std::uint32_t>(frame.stop_after);
    put(file, line);
    const auto pixels = data.image(frame.image);
    file.write(reinterpret_cast<const char*>(pixels.data()),
               static_cast<std::streamsize>(pixels.size()));
  }
  file.close();
  if (!file) throw InputError(path.string(), "cannot be written");
}

}  // namespace scbnn::cosim
