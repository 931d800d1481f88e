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

/// A code word: `bits` data bits, check bits above.
inline std::uint64_t secded_word(std::uint64_t data, int bits) {
  return data | static_cast<std::uint64_t>(secded_checks(data)) << bits;
}

/// What a word is read as.
struct SecdedRead {
  std::uint64_t data;
  bool corrected;
  bool uncorrectable;

  bool operator==(const SecdedRead&) const = default;
};

/// What the syndrome of these errors in a stored word says.
inline SecdedRead secded_read(std::uint64_t stored, std::uint64_t errors, int bits) {
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  const std::uint64_t data = stored ^ (errors & mask);
  const unsigned syndrome =
      secded_checks(data) ^ secded_checks(stored) ^ static_cast<unsigned>(errors >> bits);
  if (syndrome == 0) return {data, false, false};
  for (int bit = 0; bit < bits; ++bit) {
    if (secded_columns()[static_cast<std::size_t>(bit)] == syndrome) {
      return {data ^ (std::uint64_t{1} << bit), true, false};
    }
  }
  const bool check_bit = std::popcount(syndrome) == 1;
  return {data, check_bit, !check_bit};
}

}  // namespace leaf
