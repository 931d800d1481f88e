// sc_threshold: bit = ((sum << shift) >= threshold), one cycle later; held while not enabled.
#include <algorithm>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

template <class Model>
bool compare(Dut<Model>& dut, std::uint64_t sum, std::uint64_t shift, std::uint64_t threshold) {
  dut->sum_i = static_cast<std::remove_reference_t<decltype(dut->sum_i)>>(sum);
  dut->shift_i = static_cast<std::remove_reference_t<decltype(dut->shift_i)>>(shift);
  dut->threshold_i = static_cast<std::remove_reference_t<decltype(dut->threshold_i)>>(threshold);
  dut.clock();
  return dut->bit_o;
}

}  // namespace

TEST_CASE("sc_threshold compares every sum with every threshold", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    if (P::SumWidth + P::ThresholdWidth + bits_for(P::ShiftMax) > 16) return;
    Dut<Model> dut;
    dut->enable_i = 1;
    for (std::uint64_t sum = 0; sum >> P::SumWidth == 0; ++sum) {
      for (std::uint64_t threshold = 0; threshold >> P::ThresholdWidth == 0; ++threshold) {
        for (std::uint64_t shift = 0; shift <= P::ShiftMax; ++shift) {
          if (sum << shift >> P::ThresholdWidth) continue;  // a threshold holds the largest sum
          const bool bit = compare(dut, sum, shift, threshold);
          require_equal(bit, sum << shift >= threshold,
                        {{"sum", sum}, {"shift", shift}, {"threshold", threshold}});
        }
      }
    }
  });
}

TEST_CASE("sc_threshold is exact around the threshold and holds its bit", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(4);
    bool expected = false;
    for (int round = 0; round < 20000; ++round) {
      const std::uint64_t threshold =
          random.bits(1 + static_cast<int>(random.below(P::ThresholdWidth)));
      const std::uint64_t shift = random.below(P::ShiftMax + 1);
      // Far off, or the threshold itself, or a neighbour.
      std::uint64_t sum = random.bits(P::SumWidth);
      if (random.chance(70)) sum = (threshold >> shift) + random.below(3) - 1;
      // A threshold has room for the largest scaled sum.
      sum &=
          (std::uint64_t{1} << std::min<std::uint64_t>(P::SumWidth, P::ThresholdWidth - shift)) - 1;
      const bool enable = round == 0 || random.chance(80);
      dut->enable_i = enable;
      const std::uint64_t port =
          P::ShiftMax == 0 ? random.below(2) : shift;  // ignored without shifts
      const bool bit = compare(dut, sum, port, threshold);
      if (enable) expected = sum << shift >= threshold;
      require_equal(bit, expected,
                    {{"sum", sum}, {"shift", shift}, {"threshold", threshold}, {"enable", enable}});
    }
  });
}
