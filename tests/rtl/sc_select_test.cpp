// sc_select: every word of a vector by its index, and 0 beyond the last.
#include <algorithm>
#include <bit>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_select gives the word of its index", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kIndexWidth =
        std::max(1, static_cast<int>(std::bit_width(static_cast<unsigned>(P::Words) - 1)));
    Dut<Model> dut;
    Random random(16);
    for (int round = 0; round < 20; ++round) {
      const Elements bits = random.elements(1, P::Words * P::Width);
      for (int b = 0; b < P::Words * P::Width; ++b) {
        write(dut->words_i, b, 1, bits[static_cast<std::size_t>(b)]);
      }
      for (std::uint64_t index = 0; index < std::uint64_t{1} << kIndexWidth; ++index) {
        write(dut->index_i, 0, kIndexWidth, index);
        dut.settle();
        for (int b = 0; b < P::Width; ++b) {
          CAPTURE(index, b);
          const std::uint64_t wanted =
              index < P::Words ? bits[index * P::Width + static_cast<std::size_t>(b)] : 0;
          REQUIRE(read(dut->word_o, b, 1) == wanted);
        }
      }
    }
  });
}
