// What slides over a map: a kernel's size, its steps, and the padding beyond the map's edges.
#pragma once

#include "network/tensor.hpp"

namespace scbnn {

/// What is beyond the edges of a map.
enum class PadValue {
  kMinusOne,     ///< bit 0
  kPlusOne,      ///< bit 1
  kAlternating,  ///< bit 1 where y + x + channel is odd, counted from the map's own corner
  kZero,         ///< nothing: the product is 0, neither +1 nor -1
};

struct Padding {
  int top = 0;
  int left = 0;
  int bottom = 0;
  int right = 0;
  PadValue value = PadValue::kMinusOne;

  [[nodiscard]] bool is_none() const { return top == 0 && left == 0 && bottom == 0 && right == 0; }
  bool operator==(const Padding&) const = default;
};

/// Output (y, x) sees the positions (y * stride_y - top + ky, x * stride_x - left + kx) of its
/// input.
struct Window {
  int kernel_height = 1;
  int kernel_width = 1;
  int stride_y = 1;
  int stride_x = 1;
  Padding padding;

  [[nodiscard]] int positions() const { return kernel_height * kernel_width; }

  /// Rows and columns of the outputs; below 1 where the kernel does not fit.
  [[nodiscard]] int output_height(const TensorShape& input) const {
    const int free = input.height + padding.top + padding.bottom - kernel_height;
    return free < 0 ? 0 : free / stride_y + 1;
  }
  [[nodiscard]] int output_width(const TensorShape& input) const {
    const int free = input.width + padding.left + padding.right - kernel_width;
    return free < 0 ? 0 : free / stride_x + 1;
  }
  bool operator==(const Window&) const = default;
};

}  // namespace scbnn
