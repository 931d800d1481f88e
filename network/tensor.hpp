// The arrays that a network works on: their shapes, and what their elements stand for.
#pragma once

#include <cstddef>
#include <variant>

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

/// 0..255, standing for 2p/255 - 1: only the network's input.
struct Pixel {
  bool operator==(const Pixel&) const = default;
};

/// 1 stands for +1, 0 for -1.
struct Bit {
  bool operator==(const Bit&) const = default;
};

/// 0..most, standing for 2c/most - 1.
struct Count {
  int most = 1;
  bool operator==(const Count&) const = default;
};

/// Signed fixed point.
struct Integer {
  int fraction_bits = 0;
  bool operator==(const Integer&) const = default;
};

using Element = std::variant<Pixel, Bit, Count, Integer>;

struct TensorType {
  TensorShape shape;
  Element element;
  bool operator==(const TensorType&) const = default;
};

}  // namespace scbnn
