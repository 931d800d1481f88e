// Plain and gzip-compressed files through one reader; each kind of damage has its own message.
#include "sim/data/source.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <new>
#include <utility>

#include "support/problem.hpp"

namespace scbnn {
namespace {

std::unique_ptr<std::istream> open(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    throw InputError(file.string(), "is a folder; a file is expected");
  }
  auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
  if (!*stream) {
    throw InputError(file.string(), fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  return stream;
}

}  // namespace

/// A zlib stream with its input buffer.
class Source::Inflate {
 public:
  Inflate() {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&stream, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~Inflate() { inflateEnd(&stream); }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;

  z_stream stream{};
  std::array<std::uint8_t, 1 << 16> input{};
  bool ended = false;
};

Source::Source(const std::filesystem::path& file) : Source(file.string(), open(file)) {}

Source::Source(std::string name, std::unique_ptr<std::istream> stream)
    : name_(std::move(name)), stream_(std::move(stream)) {
  const int first = stream_->get();
  const int second = stream_->get();
  stream_->clear();
  stream_->seekg(0);
  if (first == 0x1f && second == 0x8b) {
    inflate_ = std::make_unique<Inflate>();
  } else if (name_.ends_with(".gz")) {
    throw InputError(name_, first < 0 ? "is empty; gzip-compressed data is expected"
                                      : "is not gzip-compressed, though its name ends in .gz");
  }
}

Source::~Source() = default;
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;

std::size_t Source::read_raw(std::span<std::uint8_t> bytes) {
  stream_->read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (stream_->bad()) throw InputError(name_, "cannot be read: input/output error");
  return static_cast<std::size_t>(stream_->gcount());
}

std::size_t Source::read(std::span<std::uint8_t> bytes) {
  if (!inflate_) {
    const std::size_t got = read_raw(bytes);
    taken_ += got;
    return got;
  }
  std::size_t got = 0;
  z_stream& z = inflate_->stream;
  while (got < bytes.size() && !inflate_->ended) {
    if (z.avail_in == 0) {
      z.next_in = inflate_->input.data();
      z.avail_in = static_cast<uInt>(read_raw(inflate_->input));
      if (z.avail_in == 0) {
        throw InputError(name_, fmt::format("the gzip data is truncated (its contents break off "
                                            "after {} bytes)",
                                            taken_ + got));
      }
    }
    const auto room = static_cast<uInt>(std::min<std::size_t>(bytes.size() - got, 1U << 30));
    z.next_out = bytes.data() + got;
    z.avail_out = room;
    const int status = inflate(&z, Z_NO_FLUSH);
    got += room - z.avail_out;
    if (status == Z_STREAM_END) {
      end_member();
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw InputError(name_, fmt::format("the gzip data is corrupt: {}",
                                          z.msg != nullptr ? z.msg : "zlib gives no reason"));
    }
  }
  taken_ += got;
  return got;
}

/// A file may consist of several members, one after the other (RFC 1952).
void Source::end_member() {
  z_stream& z = inflate_->stream;
  auto& input = inflate_->input;
  if (z.avail_in < 2) {  // the two bytes that would begin another member
    std::memmove(input.data(), z.next_in, z.avail_in);
    z.avail_in += static_cast<uInt>(read_raw(std::span(input).subspan(z.avail_in)));
    z.next_in = input.data();
  }
  if (z.avail_in == 0) {
    inflate_->ended = true;
  } else if (z.avail_in < 2 || z.next_in[0] != 0x1f || z.next_in[1] != 0x8b) {
    throw InputError(name_, "has bytes after the end of its gzip data");
  } else {
    inflateReset(&z);
  }
}

std::vector<std::uint8_t> Source::take(std::size_t size, const std::string& what) {
  constexpr std::size_t kFirstStep = std::size_t{1} << 20;
  std::vector<std::uint8_t> bytes;
  std::size_t filled = 0;
  while (filled < size) {
    bytes.resize(std::min(size, std::max(kFirstStep, 2 * filled)));
    const std::size_t got = read(std::span(bytes).subspan(filled));
    filled += got;
    if (filled < bytes.size()) {
      throw InputError(
          name_, fmt::format("is truncated: holds {} bytes of the {} of {}", filled, size, what));
    }
  }
  return bytes;
}

void Source::expect_end(std::size_t size) {
  std::array<std::uint8_t, 1> more{};
  if (read(more) != 0) {
    throw InputError(name_, fmt::format("continues after the {} bytes that it should have", size));
  }
}

std::filesystem::path plain_or_gzip(const std::filesystem::path& folder, const std::string& name) {
  std::error_code ignored;
  for (const char* ending : {"", ".gz"}) {
    std::filesystem::path file = folder / (name + ending);
    if (std::filesystem::exists(file, ignored)) return file;
  }
  return {};
}

}  // namespace scbnn
