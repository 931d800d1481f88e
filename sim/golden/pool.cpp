// Positions of a window, one after another.
#include "sim/golden/pool.hpp"

namespace scbnn::golden {
namespace {

std::int64_t result_of(PoolKind kind, int ones, int positions) {
  switch (kind) {
    case PoolKind::kAny:
      return ones > 0 ? 1 : 0;
    case PoolKind::kAll:
      return ones == positions ? 1 : 0;
    case PoolKind::kCount:
      break;
  }
  return ones;
}

}  // namespace

std::vector<std::int64_t> pooled(const Layer& layer, std::span<const std::uint8_t> map) {
  const auto& pool = std::get<Pool>(layer.operation);
  const Window& window = pool.window;
  const TensorShape& in = layer.input.shape;
  const TensorShape& out = layer.output.shape;
  std::vector<std::int64_t> results;
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      for (int c = 0; c < out.channels; ++c) {
        int ones = 0;
        int positions = 0;
        for (int ky = 0; ky < window.kernel_height; ++ky) {
          for (int kx = 0; kx < window.kernel_width; ++kx) {
            const int row = y * window.stride_y - window.padding.top + ky;
            const int column = x * window.stride_x - window.padding.left + kx;
            if (row < 0 || row >= in.height || column < 0 || column >= in.width) continue;
            ++positions;
            ones += map[in.index(row, column, c)];
          }
        }
        results.push_back(result_of(pool.kinds[static_cast<std::size_t>(c)], ones, positions));
      }
    }
  }
  return results;
}

}  // namespace scbnn::golden
