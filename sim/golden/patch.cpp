// Rows, columns and channels of a window, one after another.
#include "sim/golden/patch.hpp"

namespace scbnn::golden {
namespace {

/// The padding bit at (y, x), channel c, outside the map.
bool padding_bit(PadValue value, int y, int x, int c) {
  if (value == PadValue::kAlternating) return ((y + x + c) & 1) != 0;
  return value == PadValue::kPlusOne;
}

}  // namespace

Patch patch_at(const Product& product, int group, int y, int x, const TensorShape& shape,
               std::span<const std::uint8_t> map, const PadBytes& pad) {
  const Window& window = product.window;
  const int channels = shape.channels / product.groups;
  Patch patch;
  patch.values.reserve(static_cast<std::size_t>(window.positions() * channels));
  for (int ky = 0; ky < window.kernel_height; ++ky) {
    for (int kx = 0; kx < window.kernel_width; ++kx) {
      const int row = y * window.stride_y - window.padding.top + ky;
      const int column = x * window.stride_x - window.padding.left + kx;
      const bool inside = row >= 0 && row < shape.height && column >= 0 && column < shape.width;
      for (int c = group * channels; c < (group + 1) * channels; ++c) {
        const bool absent = !inside && window.padding.value == PadValue::kZero;
        patch.present.push_back(absent ? 0 : 1);
        patch.missing += absent ? 1 : 0;
        if (inside) {
          patch.values.push_back(map[shape.index(row, column, c)]);
        } else if (absent) {
          patch.values.push_back(pad.absent);
        } else {
          const bool on = padding_bit(window.padding.value, row, column, c);
          patch.values.push_back(on ? pad.plus_one : std::uint8_t{0});
        }
      }
    }
  }
  return patch;
}

}  // namespace scbnn::golden
