// sc_xnor_count: equal bits of activation and weight, one cycle later; held while not enabled.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_xnor_count counts the equal bits of every pair", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    constexpr int kInputs = Params<Model>::NumInputs;
    if constexpr (kInputs <= 8) {
      Dut<Model> dut;
      dut->enable_i = 1;
      for (unsigned act = 0; act < 1u << kInputs; ++act) {
        for (unsigned weight = 0; weight < 1u << kInputs; ++weight) {
          write(dut->act_i, 0, kInputs, act);
          write(dut->weight_i, 0, kInputs, weight);
          dut.clock();
          require_equal(dut->count_o, kInputs - __builtin_popcount(act ^ weight),
                        {{"act", act}, {"weight", weight}});
        }
      }
    }
  });
}

TEST_CASE("sc_xnor_count holds its count while it is not enabled", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    constexpr int kInputs = Params<Model>::NumInputs;
    Dut<Model> dut;
    Random random(2);
    std::uint64_t expected = 0;
    for (int round = 0; round < 2000; ++round) {
      const Elements act = random.elements(1, kInputs);
      const Elements weight = random.elements(1, kInputs);
      const bool enable = round == 0 || random.chance(60);
      write_elements(dut->act_i, 1, act);
      write_elements(dut->weight_i, 1, weight);
      dut->enable_i = enable;
      dut.clock();
      if (enable) {
        expected = 0;
        for (std::size_t i = 0; i < act.size(); ++i) expected += act[i] == weight[i];
      }
      REQUIRE(read(dut->count_o, 0, bits_for(kInputs)) == expected);
    }
  });
}
