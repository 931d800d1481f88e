// Numbers in the byte order of IDX and PNG.
#pragma once

#include <cstddef>
#include <string>

namespace scbnn {

/// Appends the lowest four bytes of `value`, the highest of them first.
inline void append_big_endian(std::string& bytes, std::size_t value) {
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xffU);
}

}  // namespace scbnn
