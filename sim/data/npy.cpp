// The header is a Python literal, padded so that the data begins at a multiple of 64 bytes.
#include "sim/data/npy.hpp"

#include <fmt/format.h>

namespace scbnn {
namespace {

std::string header(const char* type, const std::vector<std::size_t>& shape) {
  std::string sizes;
  for (const std::size_t size : shape) sizes += fmt::format("{}, ", size);
  std::string text =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", type, sizes);
  constexpr std::size_t kPrefix = 10;  // magic, version, length of the text
  constexpr std::size_t kAlignment = 64;
  text.append((2 * kAlignment - (kPrefix + text.size() + 1) % kAlignment) % kAlignment, ' ');
  text += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(text.size() & 0xffU);
  bytes += static_cast<char>(text.size() >> 8);
  return bytes + text;
}

}  // namespace

std::string npy(std::span<const std::int64_t> values, const std::vector<std::size_t>& shape) {
  std::string bytes = header("<i8", shape);
  bytes.reserve(bytes.size() + values.size_bytes());
  for (const std::int64_t value : values) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (unsigned shift = 0; shift < 64; shift += 8) {
      bytes += static_cast<char>(bits >> shift & 0xffU);
    }
  }
  return bytes;
}

std::string npy(std::span<const std::uint8_t> values, const std::vector<std::size_t>& shape) {
  std::string bytes = header("|u1", shape);
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size());
  return bytes;
}

}  // namespace scbnn
