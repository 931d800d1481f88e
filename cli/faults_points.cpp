// Reads the lists of a campaign.
#include "cli/faults_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/faults_rules.hpp"
#include "support/nearest.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {
namespace {

using study::LayerSet;

template <typename T, typename List>
void add_once(List& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

std::optional<LayerSet> read_layers(const std::string& text, const Network& network,
                                    std::vector<Problem>& problems) {
  if (text == "all") return LayerSet{"all", {}};
  std::vector<std::string> names;
  for (const Layer& layer : network.layers) names.push_back(layer.name);
  LayerSet set{"", {}};
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const std::string name = text.substr(begin, end - begin);
    begin = end + 1;
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      problems.push_back(
          {"--layers", fmt::format("'{}' is not a layer{}; allowed: all, or sums (+) of {}", name,
                                   did_you_mean(name, names), fmt::join(names, ", "))});
      return std::nullopt;
    }
    add_once(set.numbers, static_cast<int>(at - names.begin()) + 1);
  }
  std::sort(set.numbers.begin(), set.numbers.end());
  for (const int number : set.numbers) {
    set.name += (set.name.empty() ? "" : "+") + names[static_cast<std::size_t>(number) - 1];
  }
  return set;
}

bool is_of_weights(FaultKind kind) {
  return kind == FaultKind::kWeights || kind == FaultKind::kReads || kind == FaultKind::kWrites;
}

/// Options that none of the kinds uses.
void check_heeded(const CampaignOptions& options, const std::vector<FaultKind>& kinds,
                  std::vector<Problem>& problems) {
  const auto none = [&](auto rule) { return std::none_of(kinds.begin(), kinds.end(), rule); };
  const auto is = [](FaultKind wanted) {
    return [wanted](FaultKind kind) { return kind == wanted; };
  };
  if (kinds.size() < options.kinds.size()) return;  // said already
  if (options.ecc && none(is_of_weights)) {
    problems.push_back({"--ecc", "corrects weights; allowed with --kind weights, reads, writes"});
  }
  if (options.cells == "pair" && none(is(FaultKind::kWeights))) {
    problems.push_back({"--cells", "pair needs --kind weights"});
  }
  if (options.loads > 1 && none(is(FaultKind::kWrites))) {
    problems.push_back({"--loads", "needs --kind writes"});
  }
  const bool all = options.layers.size() == 1 && options.layers.front() == "all";
  if (!all && none(is_of_layers)) {
    problems.push_back(
        {"--layers", "needs a kind that acts in layers: weights, reads, writes, thresholds"});
  }
}

}  // namespace

std::vector<study::CampaignPoint> campaign_points(const CampaignOptions& options,
                                                  const Config& config, const Network& network) {
  std::vector<Problem> problems;
  std::vector<FaultKind> kinds;
  for (const std::string& text : options.kinds) {
    const auto kind = read_kind("--kind", text, problems);
    if (!kind) continue;
    check_kind("--kind", *kind, config, problems);
    add_once(kinds, *kind);
  }
  std::vector<LayerSet> sets;
  for (const std::string& text : options.layers) {
    const auto set = read_layers(text, network, problems);
    if (!set) continue;
    const auto same = [&](const LayerSet& other) { return other.name == set->name; };
    if (std::none_of(sets.begin(), sets.end(), same)) sets.push_back(*set);
  }
  std::vector<double> rates;
  for (const std::string& text : options.rates) {
    if (const auto rate = read_rate("--rates", text, problems)) add_once(rates, *rate);
  }
  check_heeded(options, kinds, problems);
  if (!problems.empty()) throw InputError(std::move(problems));

  return study::campaign_points(
      {kinds, sets, rates, options.seeds, options.cells == "pair", options.ecc, options.loads});
}

}  // namespace scbnn::cli
