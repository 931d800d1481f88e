// One gzip member, by zlib.
#include "sim/data/gzip.hpp"

#include <zlib.h>

#include <new>

namespace scbnn {

std::string gzip(const std::string& bytes) {
  z_stream z{};
  constexpr int kGzip = 16;
  constexpr int kMemoryLevel = 8;
  if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string packed(deflateBound(&z, static_cast<uLong>(bytes.size())), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  deflate(&z, Z_FINISH);  // deflateBound leaves room for all of it
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

}  // namespace scbnn
