// The SECDED code of docs/faults.md: 32 data bits and 7 check bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace scbnn::golden {

inline constexpr std::size_t kDataBits = 32;
inline constexpr std::size_t kCheckBits = 7;

using Data = std::array<std::uint8_t, kDataBits>;
using Checks = std::array<std::uint8_t, kCheckBits>;

/// The check bits that are stored with these data bits.
[[nodiscard]] Checks check_bits(const Data& data);

/// The data bits that the decoder makes of what was read.
[[nodiscard]] Data decode(Data data, const Checks& checks);

}  // namespace scbnn::golden
