// The warnings for given numbers of presentations.
#include <fmt/format.h>

#include <algorithm>

#include "generator/import/import.hpp"

namespace scbnn {
namespace {

bool occurs(const SignTies::Tie& tie, std::span<const int> presentations) {
  return presentations.empty() || std::any_of(presentations.begin(), presentations.end(),
                                              [&](int t) { return t % tie.multiple == 0; });
}

std::string example(const SignTies::Tie& tie) {
  if (tie.is_constant) return fmt::format("neuron {} at any input", tie.neuron);
  if (tie.denominator == 1) {
    return fmt::format("neuron {} at a popcount of {}", tie.neuron, tie.numerator);
  }
  return fmt::format(
      "neuron {} at a mean popcount of {}/{}{}", tie.neuron, tie.numerator, tie.denominator,
      tie.multiple == 1 ? "" : fmt::format(", where T is a multiple of {}", tie.multiple));
}

}  // namespace

std::vector<std::string> warnings_at(const Imported& imported, std::span<const int> presentations) {
  std::vector<std::string> warnings = imported.warnings;
  for (const SignTies& found : imported.sign_ties) {
    const auto count = std::count_if(found.ties.begin(), found.ties.end(),
                                     [&](const auto& tie) { return occurs(tie, presentations); });
    if (count == 0) continue;
    const auto first = std::find_if(found.ties.begin(), found.ties.end(),
                                    [&](const auto& tie) { return occurs(tie, presentations); });
    warnings.push_back(
        fmt::format("{}: Sign(0) = 0 can occur in {} of {} neurons ({}); the accelerator takes "
                    "sign(0) as +1",
                    found.activation, count, found.neurons, example(*first)));
  }
  return warnings;
}

}  // namespace scbnn
