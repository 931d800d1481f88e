// sc_full_adder: all eight inputs.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_full_adder adds three bits", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    Dut<Model> dut;
    for (int bits = 0; bits < 8; ++bits) {
      dut->a_i = bits & 1;
      dut->b_i = bits >> 1 & 1;
      dut->c_i = bits >> 2 & 1;
      dut.settle();
      CHECK(dut->sum_o + 2 * dut->carry_o == (bits & 1) + (bits >> 1 & 1) + (bits >> 2 & 1));
    }
  });
}
