// A matrix of bits, 1 meaning +1 and 0 meaning -1.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace scbnn {

/// Row-major bits; column c of a row is bit c % 64 of the row's word c / 64. Bits past the last
/// column are 0.
class BitMatrix {
 public:
  BitMatrix() = default;
  BitMatrix(int rows, int columns)
      : rows_(rows),
        columns_(columns),
        words_per_row_((static_cast<std::size_t>(columns) + 63) / 64),
        words_(static_cast<std::size_t>(rows) * words_per_row_) {
    assert(rows >= 0 && columns >= 0);
  }

  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] int columns() const { return columns_; }

  [[nodiscard]] bool get(int row, int column) const {
    return ((words_[word(row, column)] >> (static_cast<unsigned>(column) % 64)) & 1U) != 0;
  }
  void set(int row, int column, bool bit) {
    const std::uint64_t mask = std::uint64_t{1} << (static_cast<unsigned>(column) % 64);
    std::uint64_t& target = words_[word(row, column)];
    target = bit ? (target | mask) : (target & ~mask);
  }

  [[nodiscard]] std::span<const std::uint64_t> row(int index) const {
    return {words_.data() + static_cast<std::size_t>(index) * words_per_row_, words_per_row_};
  }

 private:
  [[nodiscard]] std::size_t word(int row, int column) const {
    assert(row >= 0 && row < rows_ && column >= 0 && column < columns_);
    return static_cast<std::size_t>(row) * words_per_row_ + static_cast<std::size_t>(column) / 64;
  }

  int rows_ = 0;
  int columns_ = 0;
  std::size_t words_per_row_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace scbnn
