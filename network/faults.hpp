// Which bits of an accelerator fail. With the network and the function these settings decide what
// it computes: golden model, fast model and RTL follow docs/faults.md alike, bit for bit.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace scbnn {

enum class FaultKind {
  kWeights,     ///< cells of weights that are inverted for good
  kReads,       ///< weights read wrong, afresh for every image or presentation
  kWrites,      ///< cells of weights that kept what they held when they were written
  kThresholds,  ///< bits of thresholds that are inverted for good
  kStream,      ///< bits of the presentations that are inverted
  kPixels,      ///< bits of the 8-bit pixels that are inverted
  kLanes,       ///< encoder lanes that are stuck at 0 or 1
};

/// All kinds, and their names on the command line, in the order of FaultKind.
inline constexpr std::array kFaultKinds = {
    FaultKind::kWeights, FaultKind::kReads,  FaultKind::kWrites, FaultKind::kThresholds,
    FaultKind::kStream,  FaultKind::kPixels, FaultKind::kLanes};
inline constexpr std::array<std::string_view, kFaultKinds.size()> kFaultNames = {
    "weights", "reads", "writes", "thresholds", "stream", "pixels", "lanes"};

[[nodiscard]] constexpr std::string_view name_of(FaultKind kind) {
  return kFaultNames[static_cast<std::size_t>(kind)];
}

/// Whether a kind acts in the layers, each with its own rate, or before the first one.
[[nodiscard]] constexpr bool is_of_layers(FaultKind kind) { return kind <= FaultKind::kThresholds; }

/// A rate of 1, as a limit: a site fails if its 32-bit number is below the limit.
inline constexpr std::uint64_t kAlways = std::uint64_t{1} << 32;

/// The limit of a rate in 0..1.
[[nodiscard]] inline std::uint64_t fault_limit(double rate) {
  return static_cast<std::uint64_t>(std::llround(rate * static_cast<double>(kAlways)));
}

struct FaultRate {
  FaultKind kind = FaultKind::kWeights;
  std::uint64_t limit = 0;  ///< 0..kAlways
  int layer = 0;            ///< counted from 1; 0: every layer
};

struct FaultSettings {
  std::uint64_t seed = 0;
  std::vector<FaultRate> rates;  ///< a later one wins over an earlier one; none: no faults
  bool pairs = false;            ///< a weight is two complementary cells, wrong if both fail
  bool ecc = false;  ///< weights are stored in SECDED code words of 32, and corrected when read
  int loads = 1;     ///< how often the weights have been written, >= 1

  /// The limit of a kind, in one layer if the kind is one of layers.
  [[nodiscard]] std::uint64_t limit(FaultKind kind, int layer = 0) const {
    std::uint64_t found = 0;
    for (const FaultRate& rate : rates) {
      if (rate.kind == kind && (rate.layer == 0 || rate.layer == layer)) found = rate.limit;
    }
    return found;
  }

  /// Whether anything of this kind can fail in any layer.
  [[nodiscard]] bool any(FaultKind kind) const {
    bool found = false;
    for (const FaultRate& rate : rates) found = found || (rate.kind == kind && rate.limit != 0);
    return found;
  }
};

}  // namespace scbnn
