// sc_secded_decode: one error is corrected wherever it is, two are detected, more do what the
// syndrome says.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"
#include "tests/rtl/secded.hpp"

using namespace leaf;

TEST_CASE("sc_secded_decode corrects one error and detects two", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kAll = P::Bits + 7;
    Dut<Model> dut;
    Random random(4);
    const auto decoded = [&](std::uint64_t stored, std::uint64_t errors) {
      const std::uint64_t word = secded_word(stored, P::Bits) ^ errors;
      write(dut->data_i, 0, P::Bits, word);
      write(dut->checks_i, 0, 7, word >> P::Bits);
      dut.settle();
      return SecdedRead{read(dut->data_o, 0, P::Bits), dut->corrected_o != 0,
                        dut->uncorrectable_o != 0};
    };
    const auto any = [&] { return random.below(std::uint64_t{1} << P::Bits); };
    CAPTURE(P::Bits);
    for (int round = 0; round < 20; ++round) {
      const std::uint64_t stored = any();
      REQUIRE(decoded(stored, 0) == SecdedRead{stored, false, false});
      for (int first = 0; first < kAll; ++first) {
        const std::uint64_t one = std::uint64_t{1} << first;
        REQUIRE(decoded(stored, one) == SecdedRead{stored, true, false});
        for (int second = 0; second < first; ++second) {
          const std::uint64_t two = one | std::uint64_t{1} << second;
          const SecdedRead found = decoded(stored, two);
          REQUIRE(found.uncorrectable);
          REQUIRE(found == secded_read(stored, two, P::Bits));
        }
      }
    }
    for (int round = 0; round < 5000; ++round) {
      const std::uint64_t stored = any();
      const std::uint64_t errors = random.below(std::uint64_t{1} << kAll);
      REQUIRE(decoded(stored, errors) == secded_read(stored, errors, P::Bits));
    }
  });
}
