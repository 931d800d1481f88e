// A Hsiao code: every data bit is in three check bits, no two in the same three.
#include "sim/golden/code_word.hpp"

namespace scbnn::golden {
namespace {

// The check bits of each data bit, bit c for check bit c.
constexpr std::array<unsigned, kDataBits> kColumns = {11, 13, 14, 19, 21, 22, 25, 26,  28,  35, 37,
                                                      38, 41, 42, 44, 49, 50, 52, 69,  70,  73, 74,
                                                      76, 81, 82, 84, 88, 97, 98, 100, 104, 112};

}  // namespace

Checks check_bits(const Data& data) {
  Checks checks{};
  for (std::size_t c = 0; c < kCheckBits; ++c) {
    for (std::size_t i = 0; i < kDataBits; ++i) {
      if ((kColumns[i] >> c & 1U) != 0) checks[c] ^= data[i];
    }
  }
  return checks;
}

Data decode(Data data, const Checks& checks) {
  const Checks computed = check_bits(data);
  unsigned syndrome = 0;
  for (std::size_t c = 0; c < kCheckBits; ++c) {
    if (computed[c] != checks[c]) syndrome |= 1U << c;
  }
  for (std::size_t i = 0; i < kDataBits; ++i) {
    if (kColumns[i] == syndrome) data[i] ^= 1;
  }
  return data;
}

}  // namespace scbnn::golden
