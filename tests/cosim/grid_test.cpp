// Random designs end to end: whatever the encoder, mode, folding, T, margins, pauses and bad
// frames, every bit is the golden model's, and without pauses the cycles are the planned ones.
//
// SCBNN_GRID_FIRST and SCBNN_GRID_POINTS ask for other designs than the usual thirty-six: every
// encoder in both modes and with both engines, at a fixed T and at run time.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>

#include "sim/cosim/cosim.hpp"
#include "tests/cosim/random_design.hpp"
#include "tests/cosim/summary.hpp"

namespace {

using namespace scbnn;
using cosim_test::deliver;
using cosim_test::number;
using cosim_test::summary;

constexpr int kImages = 24;

/// Products a cycle of a layer at most, in larger designs and in others: the time to compile them
/// goes by it.
constexpr int kWidestLarge = 1024;
constexpr int kWidest = 512;

/// One design of the grid.
struct Point {
  TensorShape input;
  std::vector<int> outputs;
  std::vector<Folding> folding;
  int pixels_per_beat = 1;
  int presentations = 1;  ///< T, or T_max
  bool at_run_time = false;
  int gaps = 0;
  int back_pressure = 0;
  std::uint64_t seed = 0;
};

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }

  template <class Value>
  Value of(std::initializer_list<Value> values) {
    return values.begin()[between(0, static_cast<int>(values.size()) - 1)];
  }

  /// 1..most: now and then an end of the range or a power of two, else anything.
  int size(int most) {
    const int kind = between(0, 3);
    if (kind == 0) return of({1, most});
    if (kind == 1) return std::min(most, of({2, 4, 8, 16, 32, 64}));
    return between(1, most);
  }

 private:
  std::mt19937_64 engine_;
};

EncoderKind encoder_of(std::uint64_t seed) { return kEncoderKinds[seed % kEncoderKinds.size()]; }

Point random_point(std::uint64_t seed) {
  Draw draw(seed);
  Point point;
  point.seed = seed;
  // One in five is larger and folded less.
  const bool large = seed % 5 == 4;
  point.input.channels = large ? 1 : draw.of({1, 1, 3});
  point.input.height = large ? draw.between(16, 28) : draw.between(1, 9);
  point.input.width = large ? draw.between(16, 28) : draw.between(1, 9);
  const int layers = static_cast<int>(seed % 4) + 1;
  for (int layer = 1; layer < layers; ++layer) {
    point.outputs.push_back(large ? draw.between(60, 160) : draw.size(70));
  }
  point.outputs.push_back(draw.between(2, 12));
  int inputs = point.input.size();
  for (const int outputs : point.outputs) {
    const int pe = large ? draw.between((outputs + 7) / 8, outputs) : draw.size(outputs);
    const int simd = large ? draw.between((inputs + 15) / 16, inputs) : draw.size(inputs);
    point.folding.push_back(
        {pe, std::min(simd, std::max(1, (large ? kWidestLarge : kWidest) / pe))});
    inputs = outputs;
  }
  const bool even_beats = encoder_of(seed) == EncoderKind::kSobol;
  point.pixels_per_beat = even_beats ? draw.of({1, 2, 4, 8, 16}) : draw.between(1, 16);
  point.at_run_time = seed % 2 == 0;
  point.presentations = point.at_run_time ? draw.of({1, 2, 4, 8, 16, 32, 128})
                                          : draw.of({1, 2, 3, 4, 5, 7, 11, 16, 100, 128});
  if (large) point.presentations = std::min(point.presentations, 8);  // of long runs, too
  point.gaps = draw.of({10, 50, 90});
  point.back_pressure = draw.of({10, 50, 90});
  return point;
}

/// Tiles of any shape, but a few dozen a memory: each of them is compiled by itself.
void choose_tiles(const Point& point, Draw& draw, MacroSettings& macro) {
  int inputs = point.input.size();
  int widest = 0;
  int deepest = 0;
  for (std::size_t layer = 0; layer < point.folding.size(); ++layer) {
    const int pe = *point.folding[layer].pe;
    const int simd = *point.folding[layer].simd;
    widest = std::max(widest, pe * simd);
    deepest = std::max(deepest, ((point.outputs[layer] - 1) / pe + 1) * ((inputs - 1) / simd + 1));
    inputs = point.outputs[layer];
  }
  macro.rows = deepest > 32 ? draw.of({32, 64, 256}) : draw.of({2, 8, 64});
  macro.columns = widest > 512 ? draw.of({64, 100, 256}) : draw.of({5, 32, 64});
}

Config config_of(const Point& point) {
  Draw draw(point.seed + 1000);
  Config config;
  EncoderSettings& encoder = config.function.encoder;
  encoder.kind = encoder_of(point.seed);
  encoder.width = draw.of({8, 8, 11, 16, 32});
  encoder.lanes = draw.between(point.pixels_per_beat, 40);
  encoder.seed = static_cast<std::uint32_t>(draw.between(0, 1 << 30));
  if (encoder.kind == EncoderKind::kLfsrShared) {
    encoder.width = draw.of({16, 21, 32});
    encoder.lanes = point.pixels_per_beat * draw.between(1, encoder.width / point.pixels_per_beat);
  }
  const std::uint64_t way = point.seed / kEncoderKinds.size() % 3;
  if (way == 1) config.function.mode = Mode::kOutput;
  if (way == 2) {
    config.engine = FirstLayerEngine::kPresentations;
    if (!point.at_run_time && point.presentations % 2 == 0) config.presentations_per_cycle = 2;
  }
  // 8-bit pixels, and pixels rounded to some bits, in place of what is drawn at random.
  if (way == 0 && !point.at_run_time && point.seed % 2 == 0) {
    config.function.input = InputKind::kFixedPoint;
  }
  config.function.presentations = point.presentations;
  if (point.at_run_time) config.presentations_max = point.presentations;
  config.pixels_per_beat = point.pixels_per_beat;
  for (std::size_t layer = 0; layer < point.folding.size(); ++layer) {
    config.folding["layer" + std::to_string(layer + 1)] = point.folding[layer];
  }
  // Every memory kind with every way of accumulating; half of the designs mix them by layer.
  config.memory = kMemoryKinds[point.seed % kMemoryKinds.size()];
  if (draw.between(0, 1) == 1) {
    for (auto& [layer, folding] : config.folding) {
      folding.memory = kMemoryKinds[static_cast<std::size_t>(
          draw.between(0, static_cast<int>(kMemoryKinds.size()) - 1))];
    }
  }
  // Macros that can hold code words do in every other twelve.
  for (const auto& [layer, folding] : config.folding) {
    if (point.seed / 12 % 2 == 0 && can_hold_code(config.memory_of(layer))) {
      config.macro.ecc = EccKind::kSecded;
    }
  }
  // Engines for every target, with registers anywhere.
  config.target =
      kTargets[static_cast<std::size_t>(draw.between(0, static_cast<int>(kTargets.size()) - 1))];
  config.clock_mhz = draw.of({50, 100, 200, 400});
  if (draw.between(0, 2) == 0) config.pipeline = draw.between(0, 3);
  for (auto& [layer, folding] : config.folding) {
    if (draw.between(0, 3) == 0) folding.pipeline = draw.between(0, 3);
  }
  // Half of them have a control port, in turns of their own.
  if (point.seed / 2 % 2 == 1) config.control = ControlKind::kAxi4Lite;
  config.top = fmt::format("grid{}", point.seed);
  choose_tiles(point, draw, config.macro);
  if (config.memory_of("layer1") == MemoryKind::kRram2t2r) config.presentations_per_cycle = 1;
  return config;
}

std::string describe(const Point& point) {
  std::string text =
      fmt::format("seed {}: {} pixels, {} a beat, T {}{}", point.seed, point.input.size(),
                  point.pixels_per_beat, point.at_run_time ? "<= " : "= ", point.presentations);
  for (std::size_t layer = 0; layer < point.outputs.size(); ++layer) {
    text += fmt::format("; {} neurons, PE {}, SIMD {}", point.outputs[layer],
                        *point.folding[layer].pe, *point.folding[layer].simd);
  }
  const Config config = config_of(point);
  for (const auto& [layer, folding] : config.folding) {
    text += fmt::format("; {} in {}", layer, name_of(config.memory_of(layer)));
  }
  return text +
         fmt::format("; {}, mode {}, {}; gaps {} %, back-pressure {} %",
                     name_of(config.function.encoder.kind), name_of(config.function.mode),
                     config.engine == FirstLayerEngine::kBitPlanes ? "bit planes" : "presentations",
                     point.gaps, point.back_pressure) +
         (config.macro.ecc == EccKind::kNone ? "" : "; code words") +
         (config.control == ControlKind::kNone ? "" : "; control port");
}

struct Outcome {
  cosim::Report smooth;  ///< back to back
  cosim::Report rough;   ///< pauses, bad frames, resets
};

Outcome run(const Point& point) {
  const Config config = config_of(point);
  const Network network =
      cosim_test::random_network(point.input, point.outputs, point.seed % 3 == 0, point.seed);
  const Dataset data = cosim_test::random_images(point.input, kImages, point.seed);
  const cosim::Deliverable design = deliver(network, config, config.top.value());
  if (!cosim::edited_files(design).empty()) throw std::runtime_error("checksums do not agree");

  cosim::Options options;
  options.count = kImages;
  options.jobs = 1;
  options.build = cosim_test::build_options();
  options.traffic.seed = point.seed;
  options.traffic.presentations.clear();
  for (const cosim::PlannedCycles& row : design.cycles) {
    options.traffic.presentations.push_back(row.presentations);
  }
  options.traffic.encoder_seeds = {config.function.encoder.seed};
  Outcome outcome;
  outcome.smooth = cosim::simulate(design, network, config.function, data, options);
  if (design.slots) options.traffic.margins = {0, 1, 5, 40};
  options.traffic.gap_percent = point.gaps;
  options.traffic.back_pressure_percent = point.back_pressure;
  if (design.find_register("SEED") != nullptr) {
    options.traffic.encoder_seeds = {0, config.function.encoder.seed, ~std::uint32_t{0}, 421};
  }
  if (design.has_control()) options.traffic.axi_percent = 20;
  if (design.has_control()) options.traffic.stop_percent = 20;
  if (!design.loads.empty()) options.traffic.reload_percent = 30;
  options.traffic.bad_percent = 40;
  options.traffic.reset_percent = 30;
  options.traffic.stall_percent = 10;
  outcome.rough = cosim::simulate(design, network, config.function, data, options);
  return outcome;
}

void check_report(const cosim::Report& report) {
  INFO(summary(report));
  CHECK(report.checked.images == kImages);
  CHECK(report.checked.mismatches == 0);
  CHECK(report.checked.missing == 0);
  CHECK(report.checked.violations.empty());
  CHECK(report.checked.bits > 0);
  CHECK(report.cycles_as_planned());
  CHECK(report.canary.caught);
  CHECK(report.ok());
}

}  // namespace

TEST_CASE("random designs equal the golden model to the bit and run in the planned cycles",
          "[cosim]") {
  const std::uint64_t first = number("SCBNN_GRID_FIRST", 0);
  const std::uint64_t count = number("SCBNN_GRID_POINTS", 36);
  std::vector<Point> points;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    points.push_back(random_point(seed));
  }

  std::vector<std::optional<Outcome>> outcomes(points.size());
  std::vector<std::string> failures(points.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < points.size(); i = next++) {
      try {
        outcomes[i] = run(points[i]);
      } catch (const std::exception& error) {
        failures[i] = error.what();
      }
    }
  };
  std::thread other(work);
  work();
  other.join();

  std::uint64_t bits = 0;
  int bad_frames = 0;
  int resets = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    INFO(describe(points[i]));
    INFO(failures[i]);
    CHECK(outcomes[i]);
    if (!outcomes[i]) continue;
    check_report(outcomes[i]->smooth);
    check_report(outcomes[i]->rough);
    bits += outcomes[i]->smooth.checked.bits + outcomes[i]->rough.checked.bits;
    bad_frames += outcomes[i]->rough.checked.bad_frames;
    resets += outcomes[i]->rough.checked.resets;
  }
  CHECK(bad_frames > 0);
  CHECK(resets > 0);
  fmt::print("{} designs, {} bits compared, {} bad frames, {} resets\n", points.size(), bits,
             bad_frames, resets);
}
