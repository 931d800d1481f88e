// Tries every PE, and for each a few SIMD: the smallest that is fast enough, then rounder and fitting ones.
#include "generator/plan/folding.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <tuple>
#include <vector>

#include "generator/plan/ceil_div.hpp"

namespace scbnn {
namespace {

constexpr int kRoundest = 6;  // 2^6 = 64 synapses, or neurons
constexpr int kSlackDivisor = 8;

std::int64_t xnors(FoldingChoice choice) { return std::int64_t{choice.pe} * choice.simd; }

int roundness(int number) {
  return std::min(std::countr_zero(static_cast<unsigned>(number)), kRoundest);
}

bool fits(int simd, int elements_in) { return simd % elements_in == 0 || elements_in % simd == 0; }

/// Products of a padded matrix that no neuron needs.
std::int64_t padding(const FoldingTask& task, FoldingChoice choice) {
  return xnors(choice) * ceil_div(task.outputs, choice.pe) * ceil_div(task.inputs, choice.simd) -
         std::int64_t{task.inputs} * task.outputs;
}

/// Every folding that reaches the target and may be the best.
std::vector<FoldingChoice> candidates(const FoldingTask& task, std::int64_t target) {
  std::vector<int> divisors;
  for (int d = 1; d <= task.elements_in; ++d) {
    if (task.elements_in % d == 0) divisors.push_back(d);
  }
  std::vector<FoldingChoice> result;
  const int first_pe = task.fixed.pe.value_or(1);
  const int last_pe = task.fixed.pe.value_or(task.outputs);
  for (int pe = first_pe; pe <= last_pe; ++pe) {
    const std::int64_t chunks = target / (std::int64_t{ceil_div(task.outputs, pe)} * task.visits);
    if (chunks < 1) continue;
    const int least_simd =
        ceil_div(task.inputs, static_cast<int>(std::min<std::int64_t>(chunks, task.inputs)));
    if (task.fixed.simd) {
      if (*task.fixed.simd >= least_simd) result.push_back({pe, *task.fixed.simd});
      continue;
    }
    const auto multiple_of = [&](int unit) {
      const std::int64_t simd = std::int64_t{ceil_div(least_simd, unit)} * unit;
      if (simd <= task.inputs) result.push_back({pe, static_cast<int>(simd)});
    };
    for (int round = 0; round <= kRoundest; ++round) multiple_of(1 << round);
    multiple_of(task.elements_in);
    const auto divisor = std::lower_bound(divisors.begin(), divisors.end(), least_simd);
    if (divisor != divisors.end() && *divisor <= task.inputs) result.push_back({pe, *divisor});
  }
  return result;
}

}  // namespace

std::int64_t layer_cycles(const FoldingTask& task, FoldingChoice choice) {
  return std::int64_t{ceil_div(task.outputs, choice.pe)} * ceil_div(task.inputs, choice.simd) *
         task.visits;
}

std::int64_t least_cycles(const FoldingTask& task) {
  return layer_cycles(
      task, {task.fixed.pe.value_or(task.outputs), task.fixed.simd.value_or(task.inputs)});
}

FoldingChoice fold(const FoldingTask& task, std::int64_t target) {
  const std::vector<FoldingChoice> all = candidates(task, target);
  assert(!all.empty());
  const auto smaller = [](FoldingChoice a, FoldingChoice b) { return xnors(a) < xnors(b); };
  const std::int64_t fewest = xnors(*std::min_element(all.begin(), all.end(), smaller));

  const auto order = [&](FoldingChoice choice) {
    const bool small = xnors(choice) <= fewest + fewest / kSlackDivisor;
    return std::tuple(!small, !fits(choice.simd, task.elements_in),
                      -(roundness(choice.pe) + roundness(choice.simd)), padding(task, choice),
                      xnors(choice), choice.pe + choice.simd, choice.pe);
  };
  return *std::min_element(all.begin(), all.end(),
                           [&](FoldingChoice a, FoldingChoice b) { return order(a) < order(b); });
}

}  // namespace scbnn
