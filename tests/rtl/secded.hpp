// The SECDED code as its definition says it, for the tests of its leaves.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace leaf {

/// The check bits of each data bit: numbers with three ones, ascending, but for 7, 56 and 67.
inline std::array<unsigned, 32> secded_columns() {
  std::array<unsigned, 32> columns{};
  std::size_t bit = 0;
  for (unsigned number = 0; number < 128; ++number) {
    if (std::popcount(number) == 3 && number != 7 && number != 56 && number != 67) {
      columns[bit++] = number;
    }
  }
  return columns;
}

inline unsigned secded_checks(std::uint64_t data) {
  unsigned checks = 0;
  for (std::size_t bit = 0; bit < 32; ++bit) {
    if ((data >> bit & 1) != 0) checks ^= secded_columns()[bit];
  }
  return checks;
}

}  // namespace leaf
