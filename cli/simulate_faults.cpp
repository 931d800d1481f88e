// Reads which bits fail in a simulation.
#include "cli/simulate_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "cli/faults_rules.hpp"
#include "cli/numbers.hpp"
#include "support/nearest.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {
namespace {

constexpr const char* kWhere = "--faults";
constexpr int kDataBits = 32;  // of a code word

/// The layer of this name, from 1; 0 and a problem if there is none.
int read_layer(const std::string& name, const Network& network, std::vector<Problem>& problems) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers) names.push_back(layer.name);
  const auto at = std::find(names.begin(), names.end(), name);
  if (at != names.end()) return static_cast<int>(at - names.begin()) + 1;
  problems.push_back({kWhere, fmt::format("'{}' is not a layer{}; allowed: {}", name,
                                          did_you_mean(name, names), fmt::join(names, ", "))});
  return 0;
}

void add_rate(const std::string& text, const Config& config, const Network& network,
              FaultSettings& faults, std::vector<Problem>& problems) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    problems.push_back({kWhere, fmt::format("'{}' is not KIND=RATE or KIND.LAYER=RATE", text)});
    return;
  }
  const std::size_t dot = std::min(text.find('.'), equals);
  const auto kind = read_kind(kWhere, text.substr(0, dot), problems);
  const auto rate = read_rate(kWhere, text.substr(equals + 1), problems);
  if (kind) check_kind(kWhere, *kind, config, problems);
  int layer = 0;
  if (dot < equals) {
    layer = read_layer(text.substr(dot + 1, equals - dot - 1), network, problems);
    if (kind && !is_of_layers(*kind)) {
      problems.push_back({kWhere, fmt::format("{} acts before the layers; allowed: {}=RATE",
                                              name_of(*kind), name_of(*kind))});
    }
  }
  if (kind && rate) faults.rates.push_back({*kind, fault_limit(*rate), layer});
}

/// Whether a layer's memories hold code words.
bool is_coded(const cosim::Deliverable& deliverable, const cosim::LayerStream& layer) {
  return std::any_of(deliverable.memories.begin(), deliverable.memories.end(),
                     [&](const cosim::Memory& memory) {
                       return memory.layer == layer.name && memory.check_bits > 0;
                     });
}

/// A design that rounds pixels has no presentations whose bits, or lanes, could fail.
void check_presentations(const cosim::Deliverable& deliverable, const FaultSettings& faults,
                         std::vector<Problem>& problems) {
  if (!deliverable.rounds_pixels) return;
  for (const FaultRate& rate : faults.rates) {
    if (rate.kind != FaultKind::kStream && rate.kind != FaultKind::kLanes) continue;
    problems.push_back({kWhere, fmt::format("{} needs presentations, and this design rounds its "
                                            "pixels; allowed before the layers: pixels",
                                            name_of(rate.kind))});
  }
}

/// Weights of a design with code words fail before its decoders, as in a campaign with --ecc,
/// where the words are the same.
void imply_ecc(const cosim::Deliverable& deliverable, FaultSettings& faults,
               std::vector<Problem>& problems) {
  std::vector<std::string> coded;
  std::vector<std::string> plain;
  for (const cosim::LayerStream& layer : deliverable.layers) {
    (is_coded(deliverable, layer) ? coded : plain).push_back(layer.name);
  }
  if (coded.empty()) return;
  for (const FaultRate& rate : faults.rates) {
    if (rate.kind != FaultKind::kThresholds) continue;
    const std::string layer = rate.layer == 0 ? "" : deliverable.layers[rate.layer - 1U].name;
    if (std::find(plain.begin(), plain.end(), layer) != plain.end()) continue;
    problems.push_back(
        {kWhere, fmt::format("thresholds are stored in code words in {}, which this kind does not "
                             "support; allowed: layers without code words",
                             fmt::join(coded, ", "))});
    break;
  }
  const bool weights =
      std::any_of(faults.rates.begin(), faults.rates.end(), [](const FaultRate& rate) {
        return is_of_layers(rate.kind) && rate.kind != FaultKind::kThresholds;
      });
  if (!weights) return;
  if (!plain.empty()) {
    problems.push_back({kWhere, fmt::format("{} in code words, {} without: weights can fail only "
                                            "in designs that have them in every layer or in none",
                                            fmt::join(coded, ", "), fmt::join(plain, ", "))});
    return;
  }
  faults.ecc = true;
  for (const cosim::LayerStream& layer : deliverable.layers) {
    if (layer.simd % kDataBits == 0 || (layer.pe == 1 && layer.chunks == 1)) continue;
    problems.push_back(
        {kWhere, fmt::format("{} has PE {} and SIMD {}, so its code words are not those of "
                             "docs/faults.md; allowed: SIMD a multiple of {}, or PE 1 with all "
                             "inputs at once",
                             layer.name, layer.pe, layer.simd, kDataBits)});
  }
}

}  // namespace

void add_fault_options(CLI::App& verb, FaultOptions& options) {
  const std::string group =
      "Failing bits (docs/faults.md), the same in the design and in the golden model";
  verb.add_option("--faults", options.rates,
                  fmt::format("rate of a kind of fault ({}), in all layers or in one",
                              fmt::join(kFaultNames, ", ")))
      ->delimiter(',')
      ->type_name("KIND[.LAYER]=RATE[,..]")
      ->group(group);
  verb.add_option("--fault-seed", options.seed,
                  "seed that selects the bits that fail: one simulated chip")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
      ->capture_default_str()
      ->group(group);
}

FaultSettings fault_settings(const FaultOptions& options, const cosim::Deliverable& deliverable,
                             const Config& config, const Network& network) {
  FaultSettings faults;
  faults.seed = options.seed;
  std::vector<Problem> problems;
  for (const std::string& text : options.rates) add_rate(text, config, network, faults, problems);
  imply_ecc(deliverable, faults, problems);
  check_presentations(deliverable, faults, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return faults;
}

std::string fault_words(const FaultOptions& options) {
  if (options.rates.empty()) return {};
  return fmt::format("--faults {} --fault-seed {}", fmt::join(options.rates, ","), options.seed);
}

}  // namespace scbnn::cli
