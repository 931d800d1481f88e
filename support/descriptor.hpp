// A file descriptor that closes itself.
#pragma once

#include <unistd.h>

#include <utility>

namespace scbnn {

/// Owns a descriptor; below 0 there is none. close() reports what only closing tells: a full disk.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return value_; }
  /// Closes what it owns and owns another.
  void reset(int value) {
    static_cast<void>(close());
    value_ = value;
  }
  [[nodiscard]] int close() { return ::close(std::exchange(value_, -1)); }

 private:
  int value_;
};

}  // namespace scbnn
