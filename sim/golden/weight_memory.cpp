// Write errors, then cells that are inverted for good, then read errors, then the decoder.
#include "sim/golden/weight_memory.hpp"

#include <algorithm>

#include "sim/golden/code_word.hpp"
#include "sim/golden/faults.hpp"

namespace scbnn::golden {
namespace {

/// Code words of a row; check bits of a word have 8 sites, of which the last is unused.
std::size_t words_of(std::size_t synapses) { return (synapses + kDataBits - 1) / kDataBits; }
constexpr std::size_t kCheckSites = 8;

Data data_of(const std::vector<std::uint8_t>& bits, std::size_t word) {
  Data data{};
  for (std::size_t i = 0; i < kDataBits && word * kDataBits + i < bits.size(); ++i) {
    data[i] = bits[word * kDataBits + i];
  }
  return data;
}

/// Inverts the check bits whose sites fail.
void invert_checks(std::vector<std::uint8_t>& checks, const std::vector<std::uint8_t>& fails) {
  for (std::size_t at = 0; at < checks.size(); ++at) {
    checks[at] ^= fails[at / kCheckBits * kCheckSites + at % kCheckBits];
  }
}

}  // namespace

WeightMemory::WeightMemory(const BitMatrix& weights, int number, const FaultSettings& faults)
    : faults_(faults),
      layer_(static_cast<std::uint64_t>(number)),
      read_limit_(faults.limit(FaultKind::kReads, number)) {
  for (int j = 0; j < weights.rows(); ++j) {
    const auto neuron = static_cast<std::uint64_t>(j);
    Row row = written(weights, neuron);
    spoil_for_good(row, neuron);
    rows_.push_back(std::move(row));
  }
}

/// What the cells hold after all loads: 0 where every one of them failed.
WeightMemory::Row WeightMemory::written(const BitMatrix& weights, std::uint64_t neuron) const {
  Row row;
  for (int i = 0; i < weights.columns(); ++i) {
    row.bits.push_back(weights.get(static_cast<int>(neuron), i));
  }
  const std::size_t synapses = row.bits.size();
  for (std::size_t word = 0; faults_.ecc && word < words_of(synapses); ++word) {
    const Checks checks = check_bits(data_of(row.bits, word));
    row.checks.insert(row.checks.end(), checks.begin(), checks.end());
  }
  const std::uint64_t limit = faults_.limit(FaultKind::kWrites, static_cast<int>(layer_));
  if (limit == 0) return row;
  std::vector<std::uint8_t> bits(row.bits.size(), 0);
  std::vector<std::uint8_t> checks(row.checks.size(), 0);
  for (int load = 0; load < faults_.loads; ++load) {
    const auto of_load = static_cast<std::uint64_t>(load);
    const auto fails =
        failing(faults_.seed, {SiteKind::kWrites, layer_, of_load, neuron}, synapses, limit);
    for (std::size_t i = 0; i < synapses; ++i) {
      if (fails[i] == 0) bits[i] = row.bits[i];
    }
    const auto check_fails =
        failing(faults_.seed, {SiteKind::kCheckWrites, layer_, of_load, neuron},
                words_of(synapses) * kCheckSites, limit);
    for (std::size_t at = 0; at < checks.size(); ++at) {
      if (check_fails[at / kCheckBits * kCheckSites + at % kCheckBits] == 0) {
        checks[at] = row.checks[at];
      }
    }
  }
  return {bits, checks};
}

void WeightMemory::spoil_for_good(Row& row, std::uint64_t neuron) const {
  const std::uint64_t limit = faults_.limit(FaultKind::kWeights, static_cast<int>(layer_));
  const auto inverted = [&](SiteKind kind, std::size_t sites) {
    std::vector<std::uint8_t> fails =
        failing(faults_.seed, {kind, layer_, 0, neuron}, sites, limit);
    if (!faults_.pairs) return fails;
    const auto others = failing(faults_.seed, {kind, layer_, 1, neuron}, sites, limit);
    for (std::size_t site = 0; site < sites; ++site) fails[site] &= others[site];
    return fails;
  };
  const std::size_t synapses = row.bits.size();
  const auto fails = inverted(SiteKind::kWeights, synapses);
  for (std::size_t i = 0; i < synapses; ++i) row.bits[i] ^= fails[i];
  invert_checks(row.checks, inverted(SiteKind::kCheckCells, words_of(synapses) * kCheckSites));
}

std::vector<std::uint8_t> WeightMemory::read(std::uint64_t image, std::uint64_t presentation,
                                             std::uint64_t position) const {
  const std::uint64_t visit = read_coordinate(presentation, position);
  std::vector<std::uint8_t> weights;
  for (std::size_t j = 0; j < rows_.size(); ++j) {
    Row row = rows_[j];
    const std::size_t synapses = row.bits.size();
    const auto fails =
        failing(faults_.seed, {SiteKind::kReads, layer_, image, visit, j}, synapses, read_limit_);
    for (std::size_t i = 0; i < synapses; ++i) row.bits[i] ^= fails[i];
    if (faults_.ecc) {
      invert_checks(row.checks,
                    failing(faults_.seed, {SiteKind::kCheckReads, layer_, image, visit, j},
                            words_of(synapses) * kCheckSites, read_limit_));
      for (std::size_t word = 0; word < words_of(synapses); ++word) {
        Checks checks{};
        std::copy_n(row.checks.begin() + static_cast<std::ptrdiff_t>(word * kCheckBits), kCheckBits,
                    checks.begin());
        const Data data = decode(data_of(row.bits, word), checks);
        for (std::size_t i = 0; i < kDataBits && word * kDataBits + i < synapses; ++i) {
          row.bits[word * kDataBits + i] = data[i];
        }
      }
    }
    weights.insert(weights.end(), row.bits.begin(), row.bits.end());
  }
  return weights;
}

}  // namespace scbnn::golden
