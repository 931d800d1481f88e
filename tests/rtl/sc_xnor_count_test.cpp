// sc_xnor_count: equal bits of activation and weight, after registers that hold while they are not
// enabled.
#include "models.hpp"
#include "tests/rtl/popcount.hpp"

using namespace leaf;

TEST_CASE("sc_xnor_count counts the equal bits of every pair", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    constexpr int kInputs = Params<Model>::NumInputs;
    if constexpr (kInputs <= 8 && Params<Model>::Registers == 1) {
      Dut<Model> dut;
      dut->enable_i = 1;
      for (unsigned act = 0; act < 1u << kInputs; ++act) {
        for (unsigned weight = 0; weight < 1u << kInputs; ++weight) {
          write(dut->act_i, 0, kInputs, act);
          write(dut->weight_i, 0, kInputs, weight);
          dut.clock();
          require_equal(count_of(dut, bits_for(kInputs)),
                        kInputs - __builtin_popcount(act ^ weight),
                        {{"act", act}, {"weight", weight}});
        }
      }
    }
  });
}

TEST_CASE("sc_xnor_count holds its count while it is not enabled", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    constexpr int kInputs = Params<Model>::NumInputs;
    constexpr int kRegisters = Params<Model>::Registers;
    Dut<Model> dut;
    Random random(2);
    Registers registers(kRegisters);
    for (int round = 0; round < 2000; ++round) {
      const Elements act = random.elements(1, kInputs);
      const Elements weight = random.elements(1, kInputs);
      std::uint64_t enables = 0;
      for (int r = 0; r < kRegisters; ++r) {
        enables |= static_cast<std::uint64_t>(random.chance(60)) << r;
      }
      write_elements(dut->act_i, 1, act);
      write_elements(dut->weight_i, 1, weight);
      dut->enable_i = static_cast<std::uint8_t>(enables);
      dut.clock();
      std::uint64_t equal = 0;
      for (std::size_t i = 0; i < act.size(); ++i) equal += act[i] == weight[i];
      registers.clock(enables, equal);
      if (const auto count = registers.output(equal)) {
        REQUIRE(count_of(dut, bits_for(kInputs)) == *count);
      }
    }
  });
}
