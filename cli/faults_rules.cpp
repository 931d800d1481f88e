// Reads names and rates of faults.
#include "cli/faults_rules.hpp"

#include <fmt/format.h>

#include <charconv>

#include "support/nearest.hpp"

namespace scbnn::cli {

std::optional<FaultKind> read_kind(const std::string& where, const std::string& text,
                                   std::vector<Problem>& problems) {
  for (const FaultKind kind : kFaultKinds) {
    if (name_of(kind) == text) return kind;
  }
  const std::vector<std::string> names(kFaultNames.begin(), kFaultNames.end());
  problems.push_back({where, fmt::format("'{}' is not a kind of fault{}; allowed: {}", text,
                                         did_you_mean(text, names), fmt::join(names, ", "))});
  return std::nullopt;
}

std::optional<double> read_rate(const std::string& where, const std::string& text,
                                std::vector<Problem>& problems) {
  double rate = -1;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, rate);
  if (error == std::errc{} && stop == end && rate >= 0 && rate <= 1) return rate;
  problems.push_back({where, fmt::format("'{}' is not a rate; allowed: 0..1", text)});
  return std::nullopt;
}

void check_kind(const std::string& where, FaultKind kind, const Config& config,
                std::vector<Problem>& problems) {
  const bool of_stream = kind == FaultKind::kStream || kind == FaultKind::kLanes;
  if (of_stream && config.function.input == InputKind::kFixedPoint) {
    problems.push_back({where, fmt::format("{} needs stochastic input; {} asks for 8-bit input",
                                           name_of(kind), config.place("input.kind"))});
  }
  if (kind == FaultKind::kThresholds && config.presentations_max) {
    problems.push_back({where, fmt::format("thresholds needs a fixed T, so that their bits are "
                                           "known; {} lets it be chosen at run time",
                                           config.place("presentations_max"))});
  }
}

}  // namespace scbnn::cli
