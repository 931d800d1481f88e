// Registers by a model of delays: so much a level of counters, an addition, a doubling of what is
// wired.
#include "generator/plan/pipeline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "generator/plan/widths.hpp"

namespace scbnn {
namespace {

constexpr int kMostRegisters = 3;

/// In ns.
struct Delays {
  double base;     ///< out of a register, into the next, and an XNOR
  double level;    ///< of counters
  double add;      ///< a count into the sum, besides `base`
  double add_bit;  ///< the same, per bit of the sum
  double spread;   ///< per doubling of the products of a PE, for longer wires
  double fan_out;  ///< per doubling of the PEs that share activations
};

// One sc_pe with registers around it, at 16 to 784 products, fitted by hand to within 0.7 ns on
// iCE40 and 0.2 ns on ASIC; `add` with the last register before all levels and sums of 11 and of 24
// bits.
//   asic     Yosys 0.23 and abc with FAX1 cells in osu018 (0.18 um), OpenSTA 2.0.17, typical,
//            no wires: 2.2 ns at 16, 2.8 at 64, 3.6 at 256. Fan-out is for the flow to buffer.
//   ice40    Yosys 0.23, nextpnr-ice40 0.4 on HX8K: 187 MHz at 16, 111 at 64, 72 at 256.
//   generic  as asic: at the usual 100 MHz one register is enough.
//   ecp5, xilinx7  as ice40, the slowest of the three: no tool at hand tells their timing.
constexpr Delays kStandardCells{1.2, 0.18, 0.17, 0.062, 0.07, 0};
constexpr Delays kLuts{-0.6, 1.05, 0.4, 0.13, 0.5, 0.32};
constexpr std::array<Delays, kTargets.size()> kDelays = {kStandardCells, kStandardCells, kLuts,
                                                         kLuts, kLuts};

Delays delays_of(Target target) { return kDelays[static_cast<std::size_t>(target)]; }

/// Registers up to a level of `front` before the last register, and right after it.
int registers_to(int level, int front, int registers) {
  return level >= front ? registers : level * registers / front;
}

}  // namespace

Counters counters_of(Target target) {
  return target == Target::kXilinx7 ? Counters::kSixThree : Counters::kThreeTwo;
}

int compressor_levels(int products, Counters counters) {
  // Columns above those of the count have no dots: they would never be 1.
  const auto columns = static_cast<std::size_t>(unsigned_width(products));
  std::vector<int> dots(columns);
  dots.front() = products;
  int levels = 0;
  for (; *std::max_element(dots.begin(), dots.end()) > 2; ++levels) {
    // What a level of adders can bring the columns down to.
    int goal = 2;
    while (goal + goal / 2 < *std::max_element(dots.begin(), dots.end())) goal += goal / 2;
    std::vector<int> after(columns + 2);
    for (std::size_t column = 0; column < columns; ++column) {
      const int height = dots[column];
      const int sixes = counters == Counters::kSixThree && levels > 0 ? (height + 1) / 6 : 0;
      const int threes = std::max(height - 6 * sixes, 0) / 3;
      const int rest = std::max(height - 6 * sixes - 3 * threes, 0);
      const int halves = rest == 2 && after[column] + sixes + threes + 2 > goal ? 1 : 0;
      after[column] += sixes + threes + rest - halves;
      after[column + 1] += sixes + threes + halves;
      after[column + 2] += sixes;
    }
    dots.assign(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(columns));
  }
  return levels;
}

double longest_path(const CountTask& task, Target target, const CountPlan& count) {
  const Delays delays = delays_of(target);
  const int levels = compressor_levels(task.products, count.counters);
  const int front = std::max(levels - count.tail, 0);
  const double wires = delays.base + delays.spread * std::log2(task.products);
  const double addition = delays.add + delays.add_bit * task.sum_width;
  double longest = 0;
  int since = 0;  // levels after a register
  bool from_inputs = true;
  const auto close = [&](double more) {
    longest = std::max(longest, wires + delays.level * since + more +
                                    (from_inputs ? delays.fan_out * std::log2(task.pe) : 0));
    since = 0;
    from_inputs = false;
  };
  int passed = 0;
  for (int level = 0; level <= levels; ++level) {
    if (level > 0) ++since;
    const int here = registers_to(level, front, count.registers);
    if (here > passed) close(0);
    passed = here;
  }
  close(addition);
  return longest;
}

CountPlan plan_count(const CountTask& task, Target target, double clock_mhz,
                     std::optional<int> told) {
  CountPlan best{.counters = counters_of(target), .registers = told.value_or(1)};
  const int levels = compressor_levels(task.products, best.counters);
  for (int registers = told.value_or(1); registers <= told.value_or(kMostRegisters); ++registers) {
    for (int tail = 0; tail <= (registers > 0 ? levels / 2 : 0); ++tail) {
      const CountPlan count{best.counters, registers, tail};
      const double path = longest_path(task, target, count);
      if (path <= 1000 / clock_mhz) return count;
      if (path < longest_path(task, target, best)) best = count;
    }
  }
  return best;
}

}  // namespace scbnn
