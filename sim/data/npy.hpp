// Arrays in NumPy's file format (.npy, version 1.0).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace scbnn {

/// The bytes of an array, last index fastest: int64 ("<i8").
[[nodiscard]] std::string npy(std::span<const std::int64_t> values,
                              const std::vector<std::size_t>& shape);

/// The same for uint8 ("|u1").
[[nodiscard]] std::string npy(std::span<const std::uint8_t> values,
                              const std::vector<std::size_t>& shape);

}  // namespace scbnn
