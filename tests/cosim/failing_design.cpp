// Draws what is free in a design, and keeps it small: each is compiled by itself.
#include "tests/cosim/failing_design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "sim/golden/golden.hpp"

namespace scbnn::cosim_test {
namespace {

constexpr int kImages = 12;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  int between(int low, int high) {
    return low + static_cast<int>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }

  template <class Value>
  Value of(std::initializer_list<Value> values) {
    return values.begin()[between(0, static_cast<int>(values.size()) - 1)];
  }

 private:
  std::mt19937_64 engine_;
};

void draw_encoder(Draw& draw, Config& config) {
  EncoderSettings& encoder = config.function.encoder;
  encoder.kind =
      kEncoderKinds[static_cast<std::size_t>(draw.between(0, int{kEncoderKinds.size()} - 1))];
  config.pixels_per_beat =
      encoder.kind == EncoderKind::kSobol ? draw.of({2, 4}) : draw.between(2, 5);
  encoder.lanes = draw.between(5, 16);
  if (encoder.kind == EncoderKind::kLfsrShared) {
    encoder.width = 16;
    encoder.lanes = 3 * config.pixels_per_beat;
  }
}

/// Whole code words: a multiple of 32, with a rest at the end where it is not, or all inputs.
int draw_simd(Draw& draw, int inputs, bool whole_words) {
  if (!whole_words) return draw.between(std::min(5, inputs), std::min(70, inputs));
  return inputs > 32 && draw.between(0, 2) > 0 ? 32 : inputs;
}

}  // namespace

FailingDesign failing_design(std::uint64_t seed, const Wanted& wanted, const std::string& name) {
  Draw draw(seed);
  FailingDesign made;
  const TensorShape shape{draw.between(7, 10), draw.between(6, 10), 1};
  std::vector<int> outputs;
  for (int hidden = draw.between(1, 2); hidden > 0; --hidden) {
    outputs.push_back(draw.between(20, 70));
  }
  outputs.push_back(draw.between(2, 8));
  made.network = random_network(shape, outputs, false, seed);
  made.data = random_images(shape, kImages + 5, seed);
  made.whole_words = wanted.whole_words;

  Config& config = made.config;
  config.function.mode = wanted.mode;
  config.function.presentations = wanted.at_run_time ? 4 : draw.between(2, 5);
  if (wanted.at_run_time) config.presentations_max = 4;
  draw_encoder(draw, config);
  config.memory = wanted.memory;
  config.control = wanted.control;
  const bool mixed = draw.between(0, 1) == 1;
  int inputs = shape.size();
  int widest = 0;
  for (std::size_t layer = 0; layer < outputs.size(); ++layer) {
    const int pe = draw.between(1, std::min(6, outputs[layer]));
    const int simd = draw_simd(draw, inputs, wanted.whole_words);
    Folding& folding = config.folding[fmt::format("layer{}", layer + 1)] = {pe, simd};
    if (mixed && layer > 0) {
      folding.memory = kMemoryKinds[static_cast<std::size_t>(
          draw.between(0, static_cast<int>(kMemoryKinds.size()) - 1))];
    }
    widest = std::max(widest, pe * simd);
    inputs = outputs[layer];
  }
  if (wanted.mode == Mode::kFirst && draw.between(0, 2) == 0) {
    config.engine = FirstLayerEngine::kPresentations;
  }
  config.macro.rows = draw.of({16, 64});
  config.macro.columns = widest > 128 ? draw.of({64, 100}) : draw.of({20, 32, 64});
  config.top = name;
  made.design = deliver(made.network, config, name);

  cosim::Options& options = made.options;
  options.first = 3;
  options.count = kImages;
  options.jobs = 1;
  options.build = build_options();
  options.traffic.presentations.clear();
  for (const cosim::PlannedCycles& row : made.design.cycles) {
    options.traffic.presentations.push_back(row.presentations);
  }
  if (wanted.mode == Mode::kOutput) options.traffic.margins = {0, 5, 40};
  options.traffic.encoder_seeds = {config.function.encoder.seed};
  options.traffic.gap_percent = 20;
  options.traffic.back_pressure_percent = 20;
  options.traffic.bad_percent = 30;
  options.traffic.seed = seed;
  return made;
}

int FailingDesign::felt() const {
  FunctionSettings settings = config.function;
  settings.margin.reset();
  const golden::Model good(network, settings);
  const golden::Model bad(network, settings, options.faults);
  int images = 0;
  for (int image = 0; image < kImages; ++image) {
    const auto pixels = data.image(image);
    const auto faulty = bad.run(pixels, static_cast<std::uint64_t>(image));
    const auto whole = good.run(pixels);
    const bool differs = faulty.counts != whole.counts || faulty.bits != whole.bits ||
                         faulty.passes.front().activations != whole.passes.front().activations;
    images += differs ? 1 : 0;
  }
  return images;
}

std::string FailingDesign::describe() const {
  std::string text = fmt::format(
      "{}: {} pixels, {} a beat, {}, mode {}, T {}{}", *config.top, network.input.shape.size(),
      config.pixels_per_beat, name_of(config.function.encoder.kind), name_of(config.function.mode),
      config.function.presentations, config.control == ControlKind::kNone ? "" : ", control port");
  for (const auto& [layer, folding] : config.folding) {
    text += fmt::format("; {}: PE {}, SIMD {}, {}", layer, *folding.pe, *folding.simd,
                        name_of(config.memory_of(layer)));
  }
  return text;
}

std::vector<FaultRate> felt_rates(FaultKind kind) {
  switch (kind) {
    case FaultKind::kThresholds:
      return {{kind, fault_limit(0.05), 0}};
    case FaultKind::kLanes:
      return {{kind, fault_limit(0.6), 0}};
    case FaultKind::kWeights:
    case FaultKind::kReads:
    case FaultKind::kWrites:
      return {{kind, fault_limit(0.07), 0}, {kind, fault_limit(0.02), 2}};
    case FaultKind::kStream:
    case FaultKind::kPixels:
      break;
  }
  return {{kind, fault_limit(0.05), 0}};
}

}  // namespace scbnn::cosim_test
