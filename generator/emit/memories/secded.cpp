// The columns of data bits are the numbers of 7 bits with three ones, but for three of them.
#include "generator/emit/memories/secded.hpp"

#include <bit>

namespace scbnn {

std::uint32_t secded_checks(std::uint32_t data) {
  std::uint32_t checks = 0;
  std::uint32_t column = 0;
  for (; data != 0; data >>= 1U) {
    do ++column;
    while (std::popcount(column) != 3 || column == 7 || column == 56 || column == 67);
    if ((data & 1U) != 0) checks ^= column;
  }
  return checks;
}

}  // namespace scbnn
