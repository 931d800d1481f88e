// Registers on the way to a count: enough for the clock, no more, and what is told is done.
#include <catch2/catch.hpp>

#include "generator/plan/design.hpp"
#include "generator/plan/pipeline.hpp"
#include "tests/unit/plan_fixture.hpp"

namespace {

using scbnn::compressor_levels;
using scbnn::Counters;
using scbnn::CountPlan;
using scbnn::CountTask;
using scbnn::longest_path;
using scbnn::plan_count;
using scbnn::Target;

}  // namespace

TEST_CASE("the levels of a tree of counters are counted", "[plan]") {
  const auto full = [](int products) { return compressor_levels(products, Counters::kThreeTwo); };
  CHECK(full(1) == 0);
  CHECK(full(2) == 0);
  CHECK(full(3) == 1);
  CHECK(full(4) == 1);
  CHECK(full(9) == 2);
  CHECK(full(16) == 4);
  CHECK(full(64) == 7);
  CHECK(full(784) == 12);
  const auto six = [](int products) { return compressor_levels(products, Counters::kSixThree); };
  CHECK(six(3) == 1);
  CHECK(six(16) == 2);
  CHECK(six(64) == 5);
  CHECK(six(784) == 8);
}

TEST_CASE("an engine has the registers that its clock needs, and no more", "[plan]") {
  for (const Target target : scbnn::kTargets) {
    for (const int products : {1, 2, 16, 64, 100, 784}) {
      const CountTask task{products, 8, 12};
      int before = 0;
      for (const double clock : {10.0, 50.0, 80.0, 100.0, 120.0, 150.0, 200.0, 400.0}) {
        const CountPlan plan = plan_count(task, target, clock, {});
        CAPTURE(scbnn::name_of(target), products, clock, plan.registers, plan.tail);
        CHECK(plan.counters == scbnn::counters_of(target));
        const double path = longest_path(task, target, plan);
        if (path <= 1000 / clock) {
          // Nothing cheaper would do.
          for (int registers = 1; registers <= plan.registers; ++registers) {
            for (int tail = 0; registers < plan.registers || tail < plan.tail; ++tail) {
              if (tail > compressor_levels(products, plan.counters) / 2) break;
              CHECK(longest_path(task, target, {plan.counters, registers, tail}) > 1000 / clock);
            }
          }
          CHECK(plan.registers >= before);
          before = plan.registers;
        }
        for (int told = 0; told <= 3; ++told) {
          CHECK(plan_count(task, target, clock, told).registers == told);
        }
      }
    }
  }
}

TEST_CASE("the usual clock leaves an engine of standard cells as it was, and a slow LUT needs more",
          "[plan]") {
  const CountTask wide{784, 16, 12};
  CHECK(plan_count(wide, Target::kGeneric, 100, {}).registers == 1);
  CHECK(plan_count(wide, Target::kGeneric, 100, {}).tail == 0);
  CHECK(plan_count({16, 1, 12}, Target::kIce40, 100, {}).registers == 1);
  CHECK(plan_count(wide, Target::kIce40, 100, {}).registers > 1);
}

TEST_CASE("keys say how many registers a layer has, and a register is a cycle", "[plan]") {
  using scbnn::plan_test::dense;
  const auto planned = [](const std::string& keys) {
    return scbnn::plan(
        dense({64, 16, 4}),
        scbnn::parse_config("presentations = 1\ncycles_per_image = 16\n" + keys, "c.toml", {}));
  };
  const auto first_result = [&](const std::string& keys) {
    return scbnn::cycles(planned(keys), 1).first_result;
  };
  const int usual = first_result("");
  CHECK(first_result("pipeline = 1") == usual);
  CHECK(first_result("pipeline = 0") == usual - 2);
  CHECK(first_result("pipeline = 3") == usual + 4);
  CHECK(first_result("pipeline = 3\nlayers.layer2.pipeline = 0") == usual + 1);
  CHECK(planned("target = 'xilinx7'").layers[0].engine.count.counters == Counters::kSixThree);
}
