// Shapes of the arrays that a network works on.
#pragma once

#include <cstddef>

namespace scbnn {

/// A map of height x width positions with some channels each, stored channel last: element
/// (y * width + x) * channels + c. A vector is a map of 1 x 1.
struct TensorShape {
  int height = 1;
  int width = 1;
  int channels = 0;

  [[nodiscard]] int size() const { return height * width * channels; }
  [[nodiscard]] std::size_t index(int y, int x, int channel) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
            static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(channels) +
           static_cast<std::size_t>(channel);
  }
  bool operator==(const TensorShape&) const = default;
};

}  // namespace scbnn
