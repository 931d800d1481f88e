// sc_secded_encode: every data bit is in its three check bits, and words add up.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"
#include "tests/rtl/secded.hpp"

using namespace leaf;

TEST_CASE("sc_secded_encode covers every data bit by its column", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    const auto checks_of = [&](std::uint64_t data) {
      write(dut->data_i, 0, P::Bits, data);
      dut.settle();
      return static_cast<unsigned>(dut->checks_o);
    };
    CAPTURE(P::Bits);
    REQUIRE(checks_of(0) == 0);
    for (int bit = 0; bit < P::Bits; ++bit) {
      REQUIRE(checks_of(std::uint64_t{1} << bit) ==
              secded_columns()[static_cast<std::size_t>(bit)]);
    }
    Random random(3);
    for (int round = 0; round < 2000; ++round) {
      const std::uint64_t data = random.below(std::uint64_t{1} << P::Bits);
      REQUIRE(checks_of(data) == secded_checks(data));
    }
  });
}
