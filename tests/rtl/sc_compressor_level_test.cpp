// sc_compressor_level: what goes out has the weighted sum of what came in.
#include <string>

#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

namespace {

/// Field `field` of column `column` of a shape in hex: 16 bits each, seven to a column.
int field_of(std::string_view shape, int column, int field) {
  const auto digits_above = static_cast<std::size_t>(4 * (7 * column + field + 1));
  std::string digits(shape);
  if (digits.size() < digits_above) digits.insert(0, digits_above - digits.size(), '0');
  return std::stoi(digits.substr(digits.size() - digits_above, 4), nullptr, 16);
}

std::uint64_t weighted_sum(std::string_view shape, int columns, const Elements& dots) {
  std::uint64_t sum = 0;
  std::size_t dot = 0;
  for (int column = 0; column < columns; ++column) {
    for (int d = 0; d < field_of(shape, column, 0); ++d) sum += dots[dot++] << column;
  }
  return sum;
}

}  // namespace

TEST_CASE("sc_compressor_level keeps the weighted sum of the dots", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << P::DotsIn; ++bits) {
      Elements dots;
      for (int dot = 0; dot < P::DotsIn; ++dot) dots.push_back(bits >> dot & 1);
      const std::uint64_t sum = weighted_sum(P::Shape, P::Columns, dots);
      // More than its highest column can hold comes from no word of bits.
      if (sum >> P::Columns) continue;
      write_elements(dut->dots_i, 1, dots);
      dut.settle();
      require_equal(weighted_sum(P::Next, P::Columns, read_elements(dut->dots_o, 1, P::DotsOut)),
                    sum, {{"bits", bits}});
    }
  });
}
