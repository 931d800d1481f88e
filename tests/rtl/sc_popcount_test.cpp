// sc_popcount: the number of ones, over all inputs or over random, sparse and dense ones.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_popcount counts the ones of every input", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    constexpr int kWidth = Params<Model>::Width;
    if constexpr (kWidth <= 16) {
      Dut<Model> dut;
      for (std::uint64_t bits = 0; bits < std::uint64_t{1} << kWidth; ++bits) {
        write(dut->bits_i, 0, kWidth, bits);
        dut.settle();
        require_equal(dut->count_o, __builtin_popcountll(bits), {{"bits", bits}});
      }
    }
  });
}

TEST_CASE("sc_popcount counts the ones of wide inputs", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    constexpr int kWidth = Params<Model>::Width;
    Dut<Model> dut;
    Random random(1);
    // A single one and a single zero at every place, then every density of ones.
    for (int round = 0; round < 2 * kWidth + 500; ++round) {
      Elements bits(kWidth);
      std::uint64_t ones = 0;
      const int density = static_cast<int>(random.below(101));
      for (int i = 0; i < kWidth; ++i) {
        const bool one = round < kWidth       ? i == round
                         : round < 2 * kWidth ? i != round - kWidth
                                              : random.chance(density);
        bits[static_cast<std::size_t>(i)] = one;
        ones += one;
      }
      write_elements(dut->bits_i, 1, bits);
      dut.settle();
      REQUIRE(read(dut->count_o, 0, bits_for(kWidth)) == ones);
    }
  });
}
