// The planner's foldings against all foldings there are.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "generator/plan/folding.hpp"

namespace {

using scbnn::FoldingChoice;
using scbnn::FoldingTask;

FoldingTask arbitrary_task() {
  FoldingTask task;
  task.inputs = *rc::gen::inRange(1, 90);
  task.outputs = *rc::gen::inRange(1, 90);
  task.elements_in = *rc::gen::inRange(1, 40);
  task.visits = *rc::gen::inRange(1, 9);
  if (*rc::gen::inRange(0, 4) == 0) task.fixed.pe = *rc::gen::inRange(1, task.outputs + 1);
  if (*rc::gen::inRange(0, 4) == 0) task.fixed.simd = *rc::gen::inRange(1, task.inputs + 1);
  return task;
}

int arbitrary_target(const FoldingTask& task) {
  const auto least = static_cast<int>(scbnn::least_cycles(task));
  return *rc::gen::inRange(least, 2 * task.inputs * task.outputs * task.visits + 1 + least);
}

int cycles_by_hand(const FoldingTask& task, int pe, int simd) {
  int groups = 0;
  for (int neuron = 0; neuron < task.outputs; neuron += pe) ++groups;
  int chunks = 0;
  for (int synapse = 0; synapse < task.inputs; synapse += simd) ++chunks;
  return groups * chunks * task.visits;
}

template <typename Visit>
void for_all(const FoldingTask& task, Visit visit) {
  for (int pe = 1; pe <= task.outputs; ++pe) {
    for (int simd = 1; simd <= task.inputs; ++simd) {
      if (task.fixed.pe.value_or(pe) == pe && task.fixed.simd.value_or(simd) == simd) {
        visit(pe, simd);
      }
    }
  }
}

}  // namespace

TEST_CASE("the least cycles are those of the best folding", "[plan][folding]") {
  CHECK(rc::check([] {
    const FoldingTask task = arbitrary_task();
    int least = std::numeric_limits<int>::max();
    for_all(task, [&](int pe, int simd) {
      const int cycles = cycles_by_hand(task, pe, simd);
      RC_ASSERT(scbnn::layer_cycles(task, {pe, simd}) == cycles);
      least = std::min(least, cycles);
    });
    RC_ASSERT(scbnn::least_cycles(task) == least);
  }));
}

TEST_CASE("a folding meets its target with little more than the fewest XNORs", "[plan][folding]") {
  CHECK(rc::check([] {
    const FoldingTask task = arbitrary_task();
    const int target = arbitrary_target(task);
    const FoldingChoice choice = scbnn::fold(task, target);
    RC_ASSERT(choice.pe >= 1 && choice.pe <= task.outputs);
    RC_ASSERT(choice.simd >= 1 && choice.simd <= task.inputs);
    RC_ASSERT(task.fixed.pe.value_or(choice.pe) == choice.pe);
    RC_ASSERT(task.fixed.simd.value_or(choice.simd) == choice.simd);
    RC_ASSERT(cycles_by_hand(task, choice.pe, choice.simd) <= target);

    int fewest = std::numeric_limits<int>::max();
    for_all(task, [&](int pe, int simd) {
      if (cycles_by_hand(task, pe, simd) <= target) fewest = std::min(fewest, pe * simd);
    });
    RC_ASSERT(choice.pe * choice.simd <= fewest + fewest / 8);
  }));
}

TEST_CASE("a SIMD that fits the stream is taken where one is as small", "[plan][folding]") {
  const auto fits = [](int simd, int elements) {
    return simd % elements == 0 || elements % simd == 0;
  };
  CHECK(rc::check([&] {
    const FoldingTask task = arbitrary_task();
    const int target = arbitrary_target(task);
    const FoldingChoice choice = scbnn::fold(task, target);
    int fewest = std::numeric_limits<int>::max();
    int fewest_fitting = std::numeric_limits<int>::max();
    for_all(task, [&](int pe, int simd) {
      if (cycles_by_hand(task, pe, simd) > target) return;
      fewest = std::min(fewest, pe * simd);
      if (fits(simd, task.elements_in)) fewest_fitting = std::min(fewest_fitting, pe * simd);
    });
    if (fewest_fitting <= fewest + fewest / 8) RC_ASSERT(fits(choice.simd, task.elements_in));
  }));
}

TEST_CASE("known foldings", "[plan][folding]") {
  const auto folded = [](FoldingTask task, int target) {
    const FoldingChoice choice = scbnn::fold(task, target);
    return std::vector<int>{choice.pe, choice.simd};
  };
  CHECK(folded({1024, 1024, 32, 1, {}}, 512) == std::vector<int>{32, 64});
  CHECK(folded({1024, 1024, 32, 1, {}}, 1 << 20) == std::vector<int>{1, 1});
  CHECK(folded({1024, 1024, 32, 1, {}}, 1) == std::vector<int>{1024, 1024});
  CHECK(folded({784, 1024, 16, 1, {}}, 784) == std::vector<int>{64, 16});
  CHECK(folded({784, 10, 16, 3, {}}, 30) == std::vector<int>{2, 416});
  CHECK(folded({1, 1, 16, 8, {}}, 8) == std::vector<int>{1, 1});
}
