// Reads which bits fail in a simulation.
#include "cli/simulate_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/faults_rules.hpp"
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
  problems.push_back({kWhere, fmt::format("'{}' is no layer{}; allowed: {}", name,
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
      problems.push_back({kWhere, fmt::format("{} stands before the layers; allowed: {}=RATE",
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

/// Weights of a design with code words fail in front of its decoders: as with --fault-ecc, where
/// the words are the same.
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
    problems.push_back({kWhere, fmt::format("thresholds stand in code words in {}, which this kind "
                                            "does not know; allowed: of a layer without",
                                            fmt::join(coded, ", "))});
    break;
  }
  const bool weights =
      std::any_of(faults.rates.begin(), faults.rates.end(), [](const FaultRate& rate) {
        return is_of_layers(rate.kind) && rate.kind != FaultKind::kThresholds;
      });
  if (!weights) return;
  if (!plain.empty()) {
    problems.push_back({kWhere, fmt::format("{} in code words, {} without: weights fail in designs "
                                            "that have them in every layer or in none",
                                            fmt::join(coded, ", "), fmt::join(plain, ", "))});
    return;
  }
  faults.ecc = true;
  for (const cosim::LayerStream& layer : deliverable.layers) {
    if (layer.simd % kDataBits == 0 || (layer.pe == 1 && layer.chunks == 1)) continue;
    problems.push_back(
        {kWhere, fmt::format("{} has PE {} and SIMD {}, so that its code words are not those of "
                             "docs/faults.md; allowed: SIMD a multiple of {}, or PE 1 with all "
                             "inputs at once",
                             layer.name, layer.pe, layer.simd, kDataBits)});
  }
}

}  // namespace

void add_fault_options(CLI::App& verb, FaultOptions& options) {
  const std::string group = "Failing bits (docs/faults.md), in the design as in the golden model";
  verb.add_option("--faults", options.rates,
                  fmt::format("the rate of a kind ({}), or of a kind in a layer",
                              fmt::join(kFaultNames, ", ")))
      ->delimiter(',')
      ->type_name("KIND[.LAYER]=RATE[,..]")
      ->group(group);
  verb.add_option("--fault-seed", options.seed, "which bits: a chip")
      ->capture_default_str()
      ->group(group);
  verb.add_option("--fault-cells", options.cells,
                  "a weight is a single cell, or a pair that is wrong if both are")
      ->check(CLI::IsMember({"single", "pair"}))
      ->capture_default_str()
      ->group(group);
  verb.add_flag("--fault-ecc", options.ecc,
                "weights as from a memory with SECDED code words: 32 bits and 7 check bits")
      ->group(group);
  verb.add_option("--fault-loads", options.loads, "how often the weights were written")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str()
      ->group(group);
}

FaultSettings fault_settings(const FaultOptions& options, const cosim::Deliverable& deliverable,
                             const Config& config, const Network& network) {
  FaultSettings faults;
  faults.seed = options.seed;
  faults.pairs = options.cells == "pair";
  faults.ecc = options.ecc;
  faults.loads = options.loads;
  std::vector<Problem> problems;
  for (const std::string& text : options.rates) add_rate(text, config, network, faults, problems);
  imply_ecc(deliverable, faults, problems);
  for (std::size_t l = 0; options.ecc && l < network.layers.size(); ++l) {
    const cosim::LayerStream& layer = deliverable.layers[l];
    if (layer.simd % kDataBits == 0 || layer.simd == network.layers[l].input.shape.size()) continue;
    problems.push_back({"--fault-ecc", fmt::format("{} has SIMD {}, so that a row of weights holds "
                                                   "no whole code words; allowed: a multiple of "
                                                   "{}, or its {} inputs",
                                                   layer.name, layer.simd, kDataBits,
                                                   network.layers[l].input.shape.size())});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return faults;
}

std::string fault_words(const FaultOptions& options) {
  if (options.rates.empty()) return {};
  std::string words =
      fmt::format("--faults {} --fault-seed {}", fmt::join(options.rates, ","), options.seed);
  if (options.cells != "single") words += " --fault-cells " + options.cells;
  if (options.ecc) words += " --fault-ecc";
  if (options.loads != 1) words += fmt::format(" --fault-loads {}", options.loads);
  return words;
}

}  // namespace scbnn::cli
