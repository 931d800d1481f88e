// Writes records to a file descriptor, in large pieces.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "protocol.hpp"

namespace scbnn::cosim {

class Recorder {
 public:
  explicit Recorder(int descriptor) : descriptor_(descriptor) { buffer_.reserve(2 * kPiece); }

  void write(const protocol::Record& record, const std::uint32_t* words) {
    if (record.kind == protocol::RecordKind::kViolation) ++violations_;
    append(&record, sizeof record);
    append(words, std::size_t{record.words} * sizeof *words);
    if (buffer_.size() >= kPiece) flush();
  }

  /// How many have been written.
  [[nodiscard]] std::uint64_t violations() const { return violations_; }

  /// Ends the program if its output is no longer read.
  void flush() {
    for (std::size_t done = 0; done < buffer_.size();) {
      const ssize_t count = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
      if (count <= 0) std::_Exit(3);
      done += static_cast<std::size_t>(count);
    }
    buffer_.clear();
  }

 private:
  static constexpr std::size_t kPiece = 1U << 15U;

  void append(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    buffer_.insert(buffer_.end(), bytes, bytes + size);
  }

  int descriptor_;
  std::uint64_t violations_ = 0;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace scbnn::cosim
