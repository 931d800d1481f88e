// The IDX files of MNIST and Fashion-MNIST: big-endian header, then bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "sim/data/source.hpp"

namespace scbnn {

/// A file of images whose header is read: what it promises can be judged before a byte of it is
/// unpacked.
class IdxImages {
 public:
  /// Magic 0x803, then count, rows, columns. Throws InputError: wrong magic, sizes out of range,
  /// more than 2 GiB of pixels.
  explicit IdxImages(Source source);

  [[nodiscard]] int count() const { return count_; }
  [[nodiscard]] const TensorShape& shape() const { return shape_; }

  /// count() * shape().size() bytes, once. Throws InputError: truncated, trailing bytes.
  [[nodiscard]] std::vector<std::uint8_t> pixels();

 private:
  Source source_;
  int count_;
  TensorShape shape_;
};

/// A file of labels, likewise.
class IdxLabels {
 public:
  /// Magic 0x801, then count.
  explicit IdxLabels(Source source);

  [[nodiscard]] int count() const { return count_; }

  /// count() labels of 0..9, once. Throws InputError also for a label over 9.
  [[nodiscard]] std::vector<std::uint8_t> labels();

 private:
  Source source_;
  int count_;
};

/// The bytes of such files.
[[nodiscard]] std::string idx_images(const TensorShape& shape,
                                     std::span<const std::uint8_t> pixels);
[[nodiscard]] std::string idx_labels(std::span<const std::uint8_t> labels);

}  // namespace scbnn
