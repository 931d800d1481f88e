// Whatever the network and configuration: the plan covers the matrix, and no number overflows.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "generator/plan/design.hpp"
#include "generator/plan/plan_table.hpp"
#include "tests/unit/plan_fixture.hpp"

namespace {

using scbnn::Config;
using scbnn::Design;
using scbnn::LayerPlan;
using scbnn::Network;

Network arbitrary_network() {
  const int layers = *rc::gen::inRange(1, 5);
  std::vector<int> sizes;
  for (int l = 0; l <= layers; ++l) sizes.push_back(*rc::gen::inRange(1, 120));
  Network network = scbnn::plan_test::dense(sizes);
  if (*rc::gen::arbitrary<bool>()) {
    for (auto& gain : network.scores().gain) gain = *rc::gen::inRange(0, 60);
  }
  for (auto& offset : network.scores().offset) offset = *rc::gen::inRange(-2000, 2000);
  return network;
}

Config arbitrary_config(const Network& network) {
  Config config;
  config.source = "c.toml";
  if (*rc::gen::arbitrary<bool>()) {
    const int log2 = *rc::gen::inRange(0, 8);
    config.presentations_max = 1 << log2;
    config.function.presentations = 1 << *rc::gen::inRange(0, log2 + 1);
  } else {
    config.function.presentations = *rc::gen::inRange(1, 256);
  }
  config.pixels_per_beat = *rc::gen::inRange(1, 17);
  config.cycles_per_image = *rc::gen::inRange(1, 60'000);
  config.target = *rc::gen::elementOf(
      std::vector<scbnn::Target>(scbnn::kTargets.begin(), scbnn::kTargets.end()));
  config.clock_mhz = *rc::gen::inRange(10, 500);
  if (*rc::gen::arbitrary<bool>()) config.pipeline = *rc::gen::inRange(0, 4);
  for (const scbnn::Layer& layer : network.layers) {
    if (*rc::gen::arbitrary<bool>()) {
      config.folding[layer.name].pe = *rc::gen::inRange(1, layer.output.shape.size() + 1);
    }
    if (*rc::gen::arbitrary<bool>()) {
      config.folding[layer.name].simd = *rc::gen::inRange(1, layer.input.shape.size() + 1);
    }
  }
  return config;
}

std::int64_t end_of(int width) { return std::int64_t{1} << width; }

bool fits_signed(std::int64_t value, int width) {
  return value >= -end_of(width - 1) && value < end_of(width - 1);
}

void check_cover(const LayerPlan& layer) {
  RC_ASSERT(layer.pe >= 1 && layer.pe <= layer.outputs);
  RC_ASSERT(layer.simd >= 1 && layer.simd <= layer.inputs);
  RC_ASSERT(layer.groups * layer.pe >= layer.outputs);
  RC_ASSERT((layer.groups - 1) * layer.pe < layer.outputs);
  RC_ASSERT(layer.chunks * layer.simd >= layer.inputs);
  RC_ASSERT((layer.chunks - 1) * layer.simd < layer.inputs);
}

void check_planes(const LayerPlan& layer, int presentations) {
  int weights = layer.last_plane_weight;
  for (int k = 1; k < layer.planes; ++k) weights += 1 << (k - 1);
  RC_ASSERT(weights == presentations);
  RC_ASSERT(layer.last_plane_weight >= 1);
  RC_ASSERT(end_of(layer.planes) > presentations);
  RC_ASSERT(end_of(layer.planes - 1) <= presentations);
}

/// The widths hold the largest numbers, and half as much would not.
void check_widths(const LayerPlan& layer, int presentations, bool at_run_time) {
  const std::int64_t sum = std::int64_t{presentations} * layer.inputs;
  RC_ASSERT(end_of(layer.count_width) > layer.simd);
  RC_ASSERT(end_of(layer.count_width - 1) <= layer.simd);
  RC_ASSERT(end_of(layer.sum_width) > sum);
  RC_ASSERT(end_of(layer.sum_width - 1) <= sum);
  if (!layer.thresholds()) return;
  const std::int64_t never = (at_run_time ? 2 * sum : sum) + 1;
  RC_ASSERT(end_of(layer.thresholds()->width) > never);
  RC_ASSERT(end_of(layer.thresholds()->width - 1) <= never);
}

void check_encoder(const Design& design) {
  using scbnn::EncoderKind;
  const scbnn::EncoderPlan& encoder = design.encoder;
  const EncoderKind kind = encoder.settings.kind;
  const auto registers = !scbnn::has_shift_registers(kind)  ? 0
                         : kind == EncoderKind::kLfsrShared ? 1
                                                            : encoder.settings.lanes;
  RC_ASSERT(encoder.start_states.size() == static_cast<std::size_t>(registers));
  const bool levels = kind == EncoderKind::kThreshold && !design.presentations_at_run_time;
  RC_ASSERT(encoder.levels.size() ==
            static_cast<std::size_t>(levels ? design.presentations_max : 0));
}

/// Totals of all presentations fit, and no lead reaches the margin that means never.
void check_totals(const Network& network, const Design& design) {
  std::int64_t highest = std::numeric_limits<std::int64_t>::min();
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (std::size_t j = 0; j < network.scores().gain.size(); ++j) {
    for (const int sum : {0, design.layers.back().inputs}) {
      const std::int64_t total =
          design.presentations_max *
          (network.scores().gain[j] * std::int64_t{sum} + network.scores().offset[j]);
      RC_ASSERT(fits_signed(total, design.totals->total_width));
      highest = std::max(highest, total);
      lowest = std::min(lowest, total);
    }
  }
  RC_ASSERT(highest - lowest < end_of(design.totals->margin_width) - 1);
  RC_ASSERT(design.totals->total_width <= 24);
}

void check_scores(const Network& network, const Design& design) {
  const LayerPlan& last = design.layers.back();
  if (design.totals) check_totals(network, design);
  const bool single = design.layers.size() == 1 && !design.totals;
  const bool at_run_time = single && design.presentations_at_run_time;
  const int most = single ? design.presentations_max : 1;
  for (std::size_t j = 0; j < network.scores().gain.size(); ++j) {
    const std::int64_t gain = network.scores().gain[j];
    const std::int64_t offset = network.scores().offset[j];
    const bool gain_fits =
        last.scores()->gain_width ? gain < end_of(*last.scores()->gain_width) : gain == 1;
    RC_ASSERT(gain_fits);
    RC_ASSERT(fits_signed(at_run_time ? offset : most * offset, last.scores()->offset_width));
    for (int t = at_run_time ? 1 : most; t <= most; t *= 2) {
      RC_ASSERT(fits_signed(t * offset, last.scores()->score_width));
      RC_ASSERT(fits_signed(gain * t * last.inputs + t * offset, last.scores()->score_width));
    }
  }
  RC_ASSERT(last.scores()->score_width <= 24);
}

}  // namespace

TEST_CASE("a plan is legal and wide enough, or refused", "[plan]") {
  int planned = 0;
  CHECK(rc::check([&planned] {
    const Network network = arbitrary_network();
    const Config config = arbitrary_config(network);
    Design design;
    try {
      design = scbnn::plan(network, config);
    } catch (const scbnn::InputError&) {
      return;
    }
    ++planned;
    RC_ASSERT(design.layers.size() == network.layers.size());
    check_encoder(design);
    for (std::size_t l = 0; l < design.layers.size(); ++l) {
      const bool first = l == 0;
      const bool sums = first && !design.totals;
      const int presentations = sums ? design.presentations_max : 1;
      check_cover(design.layers[l]);
      if (first && design.encoder.word == scbnn::WordKind::kPresentations) {
        RC_ASSERT(design.layers[l].planes == design.presentations_max);
      } else {
        check_planes(design.layers[l], presentations);
      }
      check_widths(design.layers[l], presentations, sums && design.presentations_at_run_time);
      RC_ASSERT((design.layers[l].scores() != nullptr) == (l + 1 == design.layers.size()));
    }
    check_scores(network, design);
  }));
  CHECK(planned >= 30);
}

TEST_CASE("a target is met, or refused with the least that is possible", "[plan]") {
  CHECK(rc::check([] {
    const Network network = arbitrary_network();
    Config config = arbitrary_config(network);
    std::erase_if(config.folding, [](const auto& entry) {
      return entry.second.pe && entry.second.simd;  // those win over the target
    });
    const int presentations = config.function.presentations;
    const auto per_image = [&] {
      return scbnn::cycles(scbnn::plan(network, config), presentations).per_image;
    };
    const auto complaint = [&] { return scbnn::plan_test::complaints(per_image); };
    const std::string message = complaint();
    if (message.empty()) {
      RC_ASSERT(per_image() <= *config.cycles_per_image);
      return;
    }
    const std::string lead = "allowed: at least ";
    const auto at = message.find(lead);
    if (at == std::string::npos) return;  // scores too wide, or a gearbox too slow
    config.cycles_per_image = std::stoi(message.substr(at + lead.size()));
    RC_ASSERT(complaint().find(lead) == std::string::npos);
    config.cycles_per_image = *config.cycles_per_image - 1;
    if (*config.cycles_per_image > 0) RC_ASSERT(complaint().find(lead) != std::string::npos);
  }));
}

TEST_CASE("the same network and configuration give the same plan", "[plan]") {
  CHECK(rc::check([] {
    const Network network = arbitrary_network();
    const Config config = arbitrary_config(network);
    const auto text = [&] {
      return scbnn::plan_test::complaints([&] { return scbnn::plan(network, config); });
    };
    if (!text().empty()) {
      RC_ASSERT(text() == text());
      return;
    }
    const auto table = [&] { return scbnn::plan_table(scbnn::plan(network, config)); };
    RC_ASSERT(table() == table());
  }));
}
