// One function per rule.
#include "generator/plan/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "generator/plan/widths.hpp"
#include "network/dense.hpp"
#include "support/nearest.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

constexpr int kMostClasses = 256;     // the result beat has 8 bits for the class
constexpr int kWidestThreshold = 31;  // as wide as the models' integers

using Problems = std::vector<Problem>;

/// 8-bit pixels have no presentations, so no key may set them.
void check_input(const Config& config, Problems& problems) {
  if (config.function.input == InputKind::kStochastic) return;
  const auto refuse = [&](const char* key, const std::string& found, const char* allowed) {
    problems.push_back(
        {config.place(key), fmt::format("is {}, but input is \"fixed-point\", which has no "
                                        "presentations; allowed: {}",
                                        found, allowed)});
  };
  if (config.function.mode == Mode::kOutput) refuse("mode", "\"output\"", "\"first\"");
  if (config.engine == FirstLayerEngine::kPresentations) {
    refuse("engine", "\"presentations\"", "\"bit-planes\"");
  }
  if (config.presentations_max) {
    refuse("presentations_max", fmt::format("{}", *config.presentations_max), "nothing");
  }
}

void check_operations(const Network& network, Problems& problems) {
  for (const std::string& reason : beyond_dense(network)) {
    problems.push_back({network.name, reason + "; its hardware is not generated yet"});
  }
}

void check_at_most(const Config& config, const std::string& key, std::optional<int> value,
                   int highest, const char* what, Problems& problems) {
  if (!value || *value <= highest) return;
  problems.push_back({config.place(key),
                      fmt::format("is {}; allowed: 1..{}, the layer's {}", *value, highest, what)});
}

void check_layers(const Network& network, const Config& config, Problems& problems) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers) names.push_back(layer.name);
  for (const auto& [name, folding] : config.folding) {
    const std::string table = "layers." + name;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      problems.push_back({config.place(table + (folding.pe       ? ".pe"
                                                : folding.simd   ? ".simd"
                                                : folding.memory ? ".memory"
                                                                 : ".pipeline")),
                          fmt::format("the network has no layer '{}'{}; allowed: {}", name,
                                      did_you_mean(name, names), joined(names))});
      continue;
    }
    const Layer& layer = network.layers[static_cast<std::size_t>(found - names.begin())];
    check_at_most(config, table + ".pe", folding.pe, layer.output.shape.size(), "outputs",
                  problems);
    check_at_most(config, table + ".simd", folding.simd, layer.input.shape.size(), "inputs",
                  problems);
  }
}

/// Sense amplifiers that multiply take one presentation at a time.
void check_products(const Network& network, const Config& config, Problems& problems) {
  const std::string& first = network.layers.front().name;
  if (config.function.mode != Mode::kFirst || config.engine != FirstLayerEngine::kPresentations ||
      config.presentations_per_cycle == 1 || !multiplies(config.memory_of(first))) {
    return;
  }
  problems.push_back(
      {config.place("presentations_per_cycle"),
       fmt::format("is {}; allowed: 1, as {} is in {}, which multiplies one "
                   "presentation at a time",
                   config.presentations_per_cycle, first, name_of(config.memory_of(first)))});
}

/// A code is used by at least one layer.
void check_ecc(const Network& network, const Config& config, Problems& problems) {
  if (config.macro.ecc == EccKind::kNone) return;
  std::string kinds;
  for (const Layer& layer : network.layers) {
    const MemoryKind kind = config.memory_of(layer.name);
    if (can_hold_code(kind)) return;
    kinds += fmt::format("{}{} is in {}", kinds.empty() ? "" : ", ", layer.name, name_of(kind));
  }
  problems.push_back(
      {config.place("macro.ecc"),
       fmt::format("is \"{}\", but {}; allowed: \"none\", or a layer in sram-macro or st-mram",
                   name_of(config.macro.ecc), kinds)});
}

void check_classes(const Network& network, Problems& problems) {
  if (network.classes() <= kMostClasses) return;
  problems.push_back(
      {network.name, fmt::format("has {} classes; allowed: 1..{}, as the result beat has 8 bits "
                                 "for the class",
                                 network.classes(), kMostClasses)});
}

void check_sums(const Network& network, const Config& config, Problems& problems) {
  const bool first = config.function.mode == Mode::kFirst;
  const bool pixels = config.function.input == InputKind::kFixedPoint;
  int presentations = pixels  ? 255
                      : first ? config.presentations_max.value_or(config.function.presentations)
                              : 1;
  for (const Layer& layer : network.layers) {
    const int width =
        unsigned_width(2 * std::int64_t{presentations} * layer.input.shape.size() + 1);
    if (width > kWidestThreshold) {
      problems.push_back(
          {network.name,
           fmt::format("{} sums {} inputs over {} presentations, to {} bits; allowed: {}",
                       layer.name, layer.input.shape.size(), presentations, width,
                       kWidestThreshold)});
    }
    presentations = 1;  // after the first layer
  }
}

}  // namespace

std::vector<Problem> check(const Network& network, const Config& config) {
  Problems problems;
  check_operations(network, problems);
  check_input(config, problems);
  check_layers(network, config, problems);
  check_products(network, config, problems);
  check_ecc(network, config, problems);
  check_classes(network, problems);
  check_sums(network, config, problems);
  return problems;
}

}  // namespace scbnn
