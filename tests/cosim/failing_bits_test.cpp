// Bits that fail in the Verilog are those that fail in the golden model: every kind, over random
// foldings, in both modes; and a fault leaf with a wrong coordinate is found.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "generator/network/faults.hpp"
#include "sim/cosim/cosim.hpp"
#include "sim/golden/golden.hpp"
#include "tests/cosim/random_design.hpp"

namespace {

using namespace scbnn;
namespace fs = std::filesystem;

constexpr int kImages = 20;

struct Subject {
  Network network;
  Dataset data;
  Config config;
  cosim::Deliverable design;
  cosim::Options options;

  [[nodiscard]] cosim::Report simulate() const {
    return cosim::simulate(design, network, config.function, data, options);
  }
};

/// A design whose rows of weights begin anywhere in the blocks of 64 sites.
Subject subject_of(std::uint64_t seed, Mode mode, bool at_run_time) {
  std::mt19937_64 random(seed);
  const auto between = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<std::uint64_t>(high - low + 1));
  };
  Subject subject;
  const ImageShape shape{1, between(8, 12), between(8, 12)};
  const std::vector<int> outputs{between(40, 90), between(60, 80), between(2, 10)};
  subject.network = cosim_test::random_network(shape, outputs, false, seed);
  subject.data = cosim_test::random_images(shape, kImages + 5, seed);
  Config& config = subject.config;
  config.function.mode = mode;
  config.function.presentations = at_run_time ? 4 : between(2, 5);
  if (at_run_time) config.presentations_max = 4;
  config.function.encoder.kind = kEncoderKinds[seed % kEncoderKinds.size()];
  config.function.encoder.lanes = between(5, 16);
  if (config.function.encoder.kind == EncoderKind::kLfsrShared) config.function.encoder.width = 16;
  config.pixels_per_beat = config.function.encoder.kind == EncoderKind::kSobol ? 4 : between(2, 5);
  if (config.function.encoder.kind == EncoderKind::kLfsrShared) {
    config.function.encoder.lanes = 3 * config.pixels_per_beat;
  }
  int inputs = shape.size();
  for (std::size_t layer = 0; layer < outputs.size(); ++layer) {
    config.folding[fmt::format("layer{}", layer + 1)] = {between(1, std::min(9, outputs[layer])),
                                                         between(5, std::min(70, inputs))};
    inputs = outputs[layer];
  }
  config.memory = kMemoryKinds[seed % kMemoryKinds.size()];
  config.top = fmt::format("failing{}", seed);
  subject.design = cosim_test::deliver(subject.network, config, config.top.value());
  cosim::Options& options = subject.options;
  options.first = 3;
  options.count = kImages;
  options.jobs = 1;
  options.build.jobs = 1;
  options.build.optimization = "-O1";
  options.build.initial_values = "unique";
  options.traffic.presentations.clear();
  for (const cosim::PlannedCycles& row : subject.design.cycles) {
    options.traffic.presentations.push_back(row.presentations);
  }
  if (mode == Mode::kOutput) options.traffic.margins = {0, 5, 40};
  options.traffic.gap_percent = 20;
  options.traffic.back_pressure_percent = 20;
  options.traffic.bad_percent = 30;
  options.traffic.seed = seed;
  return subject;
}

/// Rates at which most images feel each kind.
std::vector<FaultRate> rates_of(FaultKind kind) {
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

/// Images on which the golden model, as the run asks it, feels the faults.
int felt(const Subject& subject) {
  FunctionSettings settings = subject.config.function;
  settings.margin.reset();
  const golden::Model good(subject.network, settings);
  const golden::Model bad(subject.network, settings, subject.options.faults);
  int images = 0;
  for (int image = 0; image < kImages; ++image) {
    const auto pixels = subject.data.image(image);
    const auto faulty = bad.run(pixels, static_cast<std::uint64_t>(image));
    const auto whole = good.run(pixels);
    const bool differs = faulty.counts != whole.counts || faulty.bits != whole.bits ||
                         faulty.passes.front().activations != whole.passes.front().activations;
    images += differs ? 1 : 0;
  }
  return images;
}

/// An edit of the fault leaves that makes other bits fail.
struct Mutation {
  std::string file;
  std::string from;
  std::string to;
  FaultKind kind;
};

const std::string layer = "sc_layer_faults.v";
const std::string encoder = "sc_encoder_faults.v";
const std::string hash = "sc_fault_hash.vh";

/// A folder with the leaves after this edit.
fs::path changed_leaves(const Mutation& mutation) {
  const fs::path sources = fs::path(SCBNN_SOURCE_DIR) / "sim/cosim/faults";
  fs::path changed = cosim_test::folder_of("wrong fault leaves");
  fs::remove_all(changed);
  fs::create_directories(changed);
  for (const fs::directory_entry& file : fs::directory_iterator(sources)) {
    std::string text = cosim::read_bytes(file.path());
    if (file.path().filename() == mutation.file) {
      const std::size_t at = text.find(mutation.from);
      REQUIRE(at != std::string::npos);
      text.replace(at, mutation.from.size(), mutation.to);
    }
    std::ofstream(changed / file.path().filename(), std::ios::binary) << text;
  }
  return changed;
}

std::string summary(const cosim::Report& report) {
  std::string text = fmt::format("{} mismatches", report.checked.mismatches);
  for (const auto& mismatch : report.checked.first_mismatches) {
    text += "\n" + to_string(mismatch);
  }
  for (const auto& violation : report.checked.violations) text += "\n" + violation.what;
  return text + "\n" + report.canary.place();
}

}  // namespace

TEST_CASE("each kind of failing bits is the golden model's, in both modes", "[cosim]") {
  std::uint64_t seed = 20;
  for (const Mode mode : {Mode::kFirst, Mode::kOutput}) {
    for (const bool at_run_time : {false, true}) {
      Subject subject = subject_of(seed++, mode, at_run_time);
      std::vector<FaultRate> all;
      for (const FaultKind kind : kFaultKinds) {
        if (kind == FaultKind::kThresholds && at_run_time) continue;  // no fixed bits
        FaultSettings& faults = subject.options.faults;
        faults = {};
        faults.seed = seed;
        faults.rates = rates_of(kind);
        all.insert(all.end(), faults.rates.begin(), faults.rates.end());
        INFO(name_of(mode) << ", seed " << seed << ", " << name_of(kind));
        CHECK(felt(subject) > kImages / 2);
        const cosim::Report report = subject.simulate();
        INFO(summary(report));
        CHECK(report.ok());
        CHECK(report.checked.images == kImages);
      }
      subject.options.faults = {seed + 1, all, true, false, 2};
      const cosim::Report report = subject.simulate();
      INFO("all together\n" << summary(report));
      CHECK(report.ok());
      CHECK(report.checked.bad_frames > 0);
    }
  }
}

TEST_CASE("code words are corrected as the golden model corrects them", "[cosim]") {
  const Mutation mutations[] = {
      {layer,
       "fault_key(fault_settings[0], kind + 64'd8, layer, b, {32'd0, neuron}",
       "fault_key(fault_settings[0], kind + 64'd8, layer, b, {32'd0, neuron} + 1",
       {}},
      {layer, "(8 * (word % 8))", "(8 * (word % 2))", {}},
      {layer, "kept & Present : kept", "kept : kept", {}},
      {layer, "fault_settings[6] !=", "fault_settings[7] !=", {}}};
  std::map<std::string, std::int64_t> found;  // mismatches of both designs
  for (const std::uint64_t seed : {50U, 51U}) {
    const Mode mode = seed == 50 ? Mode::kFirst : Mode::kOutput;
    Subject subject = subject_of(seed, mode, false);
    // Rows of whole code words: a multiple of 32 with a rest at the end, and all inputs.
    Config& config = subject.config;
    config.folding["layer1"].simd = 32;
    for (std::size_t l = 1; l < 3; ++l) {
      config.folding[subject.network.layers[l].name].simd = subject.network.layers[l].inputs;
    }
    config.top = fmt::format("code_words{}", seed);
    subject.design = cosim_test::deliver(subject.network, config, config.top.value());
    for (const bool pairs : {false, true}) {
      // Words with no, one, two, three and more errors.
      subject.options.faults = {seed,
                                {{FaultKind::kWeights, fault_limit(pairs ? 0.2 : 0.03), 0},
                                 {FaultKind::kReads, fault_limit(0.01), 0},
                                 {FaultKind::kWrites, fault_limit(0.05), 0}},
                                pairs,
                                true,
                                1};
      CHECK(felt(subject) > kImages / 2);
      const cosim::Report report = subject.simulate();
      INFO(summary(report));
      CHECK(report.ok());
    }
    for (const Mutation& each : mutations) {
      subject.options.build.fault_leaves = changed_leaves(each);
      found[each.to] += subject.simulate().checked.mismatches;
    }
    subject.options.build.fault_leaves.clear();
  }
  for (const auto& [mutation, mismatches] : found) {
    INFO(mutation);
    CHECK(mismatches > 0);
  }
}

TEST_CASE("permanent failing bits survive a reset", "[cosim]") {
  Subject subject = subject_of(30, Mode::kOutput, true);
  subject.options.faults = {5, {{FaultKind::kWeights, fault_limit(0.05), 0}}, false, false, 1};
  subject.options.traffic.reset_percent = 40;
  const cosim::Report report = subject.simulate();
  INFO(summary(report));
  CHECK(report.ok());
  CHECK(report.checked.resets > 0);
}

TEST_CASE("a wrong coordinate, site or rate in the Verilog is found", "[cosim]") {
  Subject subject = subject_of(41, Mode::kOutput, false);
  const Mutation mutations[] = {
      {layer, "* Pe + p;", "* Pe + p + 1;", FaultKind::kWeights},
      {layer, "(row % Chunks) * Simd;", "(row % Chunks) * Simd + 1;", FaultKind::kWeights},
      {layer, "failing_row(WEIGHTS, 64'd1,", "failing_row(WEIGHTS, 64'd2,", FaultKind::kWeights},
      {layer, "kind, layer, b, presentation", "kind, layer + 1, b, presentation",
       FaultKind::kReads},
      {layer, "next_image_q + 64'd1", "next_image_q + 64'd2", FaultKind::kReads},
      {layer, "presentation + 64'd1", "presentation", FaultKind::kReads},
      {layer, "failing_row(WRITES, n,", "failing_row(WRITES, 64'd0,", FaultKind::kWrites},
      {layer, "r * Pe + n", "r * Pe + n + 1", FaultKind::kThresholds},
      {encoder, "image_q + 64'd1", "image_q", FaultKind::kStream},
      {encoder, "time_i} + s", "time_i} + s + 1", FaultKind::kStream},
      {encoder, "first    = beat_q * P", "first    = beat_q * P + 1", FaultKind::kStream},
      {encoder, "beat_q * (8 * P)", "beat_q * P", FaultKind::kPixels},
      {encoder, "stuck_lanes[(first + k) %", "stuck_lanes[(first + k + 1) %", FaultKind::kLanes},
      {hash, "rest = rest << 1;", "rest = rest << 2;", FaultKind::kStream},
  };
  for (const Mutation& mutation : mutations) {
    INFO(mutation.file << ": " << mutation.to);
    subject.options.build.fault_leaves = changed_leaves(mutation);
    const bool weights = mutation.kind == FaultKind::kWeights;
    FaultSettings faults{9, rates_of(mutation.kind), weights, false, 2};
    for (FaultRate& rate : faults.rates) {
      if (weights || mutation.kind == FaultKind::kWrites) rate.limit = fault_limit(0.3);
    }
    subject.options.faults = faults;
    const cosim::Report report = subject.simulate();
    CHECK(report.checked.mismatches > 0);
  }
}
