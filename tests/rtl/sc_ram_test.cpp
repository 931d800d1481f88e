// sc_ram: one write and one read per cycle, of different rows; held while not read.
#include <optional>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_ram reads what was written last", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(7);
    std::vector<Elements> rows(P::Depth);
    std::optional<Elements> shown;
    for (std::uint64_t round = 0; round < 30 * P::Depth + 3000; ++round) {
      const bool fill = round < P::Depth;  // nothing is known before it was written
      const bool write = fill || random.chance(50);
      const std::uint64_t to = fill ? round : random.below(P::Depth);
      const std::uint64_t from = random.below(P::Depth);
      const bool read = !fill && random.chance(60) && !(write && from == to);
      const Elements data = random.elements(1, P::Width);
      dut->write_i = write;
      dut->write_addr_i = static_cast<std::uint8_t>(to);
      write_elements(dut->write_data_i, 1, data);
      dut->read_i = read;
      dut->read_addr_i = static_cast<std::uint8_t>(from);
      dut.clock();
      if (read) shown = rows[from];
      if (write) rows[to] = data;
      if (shown) REQUIRE(read_elements(dut->read_data_o, 1, P::Width) == *shown);
    }
  });
}
