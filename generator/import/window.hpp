// The window of a Conv or a MaxPool, from a node's attributes.
#pragma once

#include <cstdint>
#include <vector>

#include "generator/import/attributes.hpp"
#include "network/tensor.hpp"
#include "network/window.hpp"

namespace scbnn::import {

/// Kernel, strides and padding; `input` is the map that it slides over, without the border that it
/// has already. The caller says what the padding holds. Throws Refusal: other ranks,
/// dilations, auto_pad, padding around a border, padding as wide as the kernel, a kernel that does
/// not fit.
[[nodiscard]] Window read_window(const Attributes& attributes,
                                 const std::vector<std::int64_t>& kernel, const TensorShape& input,
                                 const Padding& border);

/// The size that a window makes of a map, with that many channels. Throws Refusal beyond 2^30
/// elements.
[[nodiscard]] TensorShape slid(const Window& window, const TensorShape& input, int channels);

}  // namespace scbnn::import
