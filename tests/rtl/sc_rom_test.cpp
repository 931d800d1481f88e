// sc_rom: the rows of its file, one cycle after they are asked for; held while not enabled.
#include <fstream>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

/// The rows of a hex file, each as its bits, bit 0 first.
std::vector<Elements> rows_of(std::string_view path, int width) {
  std::ifstream file{std::string(path)};
  std::vector<Elements> rows;
  for (std::string text; file >> text;) {
    Elements bits;
    for (int bit = 0; bit < width; ++bit) {
      const char digit = text[text.size() - 1 - static_cast<std::size_t>(bit / 4)];
      bits.push_back(std::stoul(std::string(1, digit), nullptr, 16) >> bit % 4 & 1);
    }
    rows.push_back(bits);
  }
  return rows;
}

}  // namespace

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
