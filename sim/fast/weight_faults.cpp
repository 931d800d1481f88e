// Which weights are wrong, in words; the decoder works only on the errors.
#include "sim/fast/weight_faults.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "sim/fast/fault_hash.hpp"

namespace scbnn::fast {
namespace {

enum SiteKind : std::uint64_t {
  kWeightSites = 1,
  kReadSites = 2,
  kWriteSites = 3,
  kCheckSites = 9,
  kCheckReadSites = 10,
  kCheckWriteSites = 11,
};

constexpr std::size_t kCodeData = 32;
constexpr std::size_t kCodeChecks = 7;

/// Of each check bit, the data bits that it covers; of each syndrome, the data bit that it accuses.
struct Code {
  std::array<std::uint32_t, kCodeChecks> covered{};
  std::array<std::uint32_t, 1U << kCodeChecks> accused{};
};

constexpr Code make_code() {
  Code code;
  unsigned bit = 0;
  for (unsigned column = 0; column < code.accused.size(); ++column) {
    // Three ones, but for three columns that would weigh on the same check bits.
    if (std::popcount(column) != 3 || column == 7 || column == 56 || column == 67) continue;
    code.accused[column] = std::uint32_t{1} << bit;
    for (unsigned check = 0; check < kCodeChecks; ++check) {
      if ((column >> check & 1U) != 0) code.covered[check] |= std::uint32_t{1} << bit;
    }
    ++bit;
  }
  return code;
}

constexpr Code kCode = make_code();

std::uint64_t checks_of(std::uint32_t data) {
  std::uint64_t checks = 0;
  for (std::size_t c = 0; c < kCodeChecks; ++c) {
    checks |= static_cast<std::uint64_t>(std::popcount(data & kCode.covered[c]) & 1) << c;
  }
  return checks;
}

std::size_t words_for(std::size_t bits) { return (bits + 63) / 64; }

/// Code words of 32 data bits; the sites of their check bits, 8 each.
std::size_t code_words(std::size_t synapses) { return (synapses + kCodeData - 1) / kCodeData; }
std::size_t check_sites(std::size_t synapses) { return code_words(synapses) * 8; }
constexpr std::uint64_t kRealChecks = 0x7f7f7f7f7f7f7f7f;

void add_to(std::span<std::uint64_t> words, std::span<const std::uint64_t> errors) {
  for (std::size_t k = 0; k < words.size(); ++k) words[k] ^= errors[k];
}

}  // namespace

WeightFaults::WeightFaults(const Network& network, const FaultSettings& faults) : faults_(faults) {
  for (const scbnn::Layer& source : network.layers) add_layer(source);
}

bool WeightFaults::has_read_errors() const {
  return std::any_of(layers_.begin(), layers_.end(),
                     [](const Layer& layer) { return layer.read_limit != 0; });
}

void WeightFaults::add_layer(const scbnn::Layer& source) {
  const int number = static_cast<int>(layers_.size()) + 1;
  const auto outputs = static_cast<std::size_t>(dense(source)->weights.rows());
  layers_.emplace_back();
  Layer& layer = layers_.back();
  layer.synapses = static_cast<std::size_t>(dense(source)->weights.columns());
  layer.words = words_for(layer.synapses);
  layer.check_words = faults_.ecc ? words_for(check_sites(layer.synapses)) : 0;
  layer.read_limit = faults_.limit(FaultKind::kReads, number);
  layer.data.assign(outputs * layer.words, 0);
  layer.checks.assign(outputs * layer.check_words, 0);
  const bool writes = faults_.limit(FaultKind::kWrites, number) != 0;
  const bool cells = faults_.limit(FaultKind::kWeights, number) != 0;
  layer.spoilt = writes || cells || layer.read_limit != 0;
  for (std::size_t neuron = 0; neuron < outputs; ++neuron) {
    if (writes) add_writes(source, layer, neuron);
    if (cells) add_cells(layer, neuron);
  }
}

/// A cell that failed in every load holds 0, and is wrong where it should hold 1.
void WeightFaults::add_writes(const scbnn::Layer& source, Layer& layer, std::size_t neuron) const {
  const auto number = layers_.size();
  const std::uint64_t limit = faults_.limit(FaultKind::kWrites, static_cast<int>(number));
  const std::span<const std::uint64_t> row = dense(source)->weights.row(static_cast<int>(neuron));
  std::vector<std::uint64_t> data(row.begin(), row.end());
  std::vector<std::uint64_t> checks(layer.check_words, 0);
  for (std::size_t word = 0; faults_.ecc && word < code_words(layer.synapses); ++word) {
    const auto half = static_cast<std::uint32_t>(row[word / 2] >> word % 2 * kCodeData);
    checks[word / 8] |= checks_of(half) << word % 8 * 8;
  }
  std::vector<std::uint64_t> fails(std::max(layer.words, layer.check_words));
  const auto keep_failing = [&](std::uint64_t kind, std::size_t sites,
                                std::vector<std::uint64_t>& words) {
    for (int load = 0; load < faults_.loads; ++load) {
      const std::uint64_t key =
          fault_key(faults_.seed, kind, {number, static_cast<std::uint64_t>(load), neuron, 0});
      failing_sites(key, limit, sites, fails);
      for (std::size_t k = 0; k < words.size(); ++k) words[k] &= fails[k];
    }
  };
  keep_failing(kWriteSites, layer.synapses, data);
  if (faults_.ecc) keep_failing(kCheckWriteSites, check_sites(layer.synapses), checks);
  add_to(std::span(layer.data).subspan(neuron * layer.words, layer.words), data);
  add_to(std::span(layer.checks).subspan(neuron * layer.check_words, layer.check_words), checks);
}

void WeightFaults::add_cells(Layer& layer, std::size_t neuron) const {
  const auto number = layers_.size();
  const std::uint64_t limit = faults_.limit(FaultKind::kWeights, static_cast<int>(number));
  const auto add = [&](std::uint64_t kind, std::size_t sites, std::span<std::uint64_t> words) {
    std::vector<std::uint64_t> fails(words.size());
    failing_sites(fault_key(faults_.seed, kind, {number, 0, neuron, 0}), limit, sites, fails);
    if (faults_.pairs) {
      std::vector<std::uint64_t> others(words.size());
      failing_sites(fault_key(faults_.seed, kind, {number, 1, neuron, 0}), limit, sites, others);
      for (std::size_t k = 0; k < words.size(); ++k) fails[k] &= others[k];
    }
    add_to(words, fails);
  };
  add(kWeightSites, layer.synapses,
      std::span(layer.data).subspan(neuron * layer.words, layer.words));
  if (!faults_.ecc) return;
  add(kCheckSites, check_sites(layer.synapses),
      std::span(layer.checks).subspan(neuron * layer.check_words, layer.check_words));
}

void WeightFaults::errors(std::size_t layer, std::size_t neuron, std::uint64_t image,
                          std::uint64_t presentation, std::span<std::uint64_t> words,
                          std::uint64_t position) const {
  const Layer& of = layers_[layer];
  const std::uint64_t visit = visit_of(presentation, position);
  std::copy_n(of.data.begin() + static_cast<std::ptrdiff_t>(neuron * of.words), of.words,
              words.begin());
  std::vector<std::uint64_t> checks(
      of.checks.begin() + static_cast<std::ptrdiff_t>(neuron * of.check_words),
      of.checks.begin() + static_cast<std::ptrdiff_t>((neuron + 1) * of.check_words));
  if (of.read_limit != 0) {
    std::vector<std::uint64_t> fails(std::max(of.words, of.check_words));
    failing_sites(fault_key(faults_.seed, kReadSites, {layer + 1, image, visit, neuron}),
                  of.read_limit, of.synapses, fails);
    add_to(words.first(of.words), fails);
    if (faults_.ecc) {
      failing_sites(fault_key(faults_.seed, kCheckReadSites, {layer + 1, image, visit, neuron}),
                    of.read_limit, check_sites(of.synapses), fails);
      add_to(checks, fails);
    }
  }
  if (!faults_.ecc) return;
  for (std::size_t word = 0; word < code_words(of.synapses); ++word) {
    const auto half = static_cast<std::uint32_t>(words[word / 2] >> word % 2 * kCodeData);
    const std::uint64_t wrong_checks = (checks[word / 8] & kRealChecks) >> word % 8 * 8 & 0xffU;
    if (half == 0 && wrong_checks == 0) continue;
    const std::uint64_t accused = kCode.accused[checks_of(half) ^ wrong_checks];
    words[word / 2] ^= accused << word % 2 * kCodeData;
  }
  // A bit beyond the row's end may be accused, and is not there.
  if (of.synapses % 64 != 0) words[of.words - 1] &= (std::uint64_t{1} << of.synapses % 64) - 1;
}

}  // namespace scbnn::fast
