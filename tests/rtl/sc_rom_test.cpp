// sc_rom: the rows of its file, one cycle after they are asked for; held while not enabled.
#include "models.hpp"
#include "tests/rtl/memory.hpp"

using namespace leaf;

TEST_CASE("sc_rom reads the rows of its file and holds them", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    const auto rows = rows_of(P::File, P::Width);
    REQUIRE(rows.size() == P::Depth);
    Dut<Model> dut;
    Random random(6);
    std::uint64_t row = 0;
    for (std::uint64_t round = 0; round < 40 * P::Depth; ++round) {
      // Each row in turn, then any row; now and then another address without enable.
      const bool enable = round < P::Depth || random.chance(70);
      const std::uint64_t addr = round < P::Depth ? round : random.below(P::Depth);
      dut->enable_i = enable;
      dut->addr_i = static_cast<std::uint8_t>(addr);
      dut.clock();
      if (enable) row = addr;
      REQUIRE(read_elements(dut->data_o, 1, P::Width) == rows[row]);
    }
  });
}
