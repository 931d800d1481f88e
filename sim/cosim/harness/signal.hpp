// Verilated signals of any width (8, 16, 32, 64 bits, arrays of words) as 32-bit words.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace scbnn::cosim {

template <class Signal>
constexpr std::size_t kWordsOf = (sizeof(Signal) + 3) / 4;

/// The signal's bits, low word first.
template <class Signal>
std::array<std::uint32_t, kWordsOf<Signal>> words(const Signal& signal) {
  std::array<std::uint32_t, kWordsOf<Signal>> result{};
  std::memcpy(result.data(), &signal, sizeof(Signal));
  return result;
}

/// Sets the signal's low `count` bytes; the others become 0. (Machines here are little-endian.)
template <class Signal>
void set_bytes(Signal& signal, const std::uint8_t* bytes, std::size_t count) {
  std::memset(static_cast<void*>(&signal), 0, sizeof(Signal));
  std::memcpy(static_cast<void*>(&signal), bytes, count);
}

}  // namespace scbnn::cosim
