// Attributes of windows, checked.
#include "generator/import/window.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/import/refusal.hpp"
#include "generator/import/tensor.hpp"

namespace scbnn::import {
namespace {

constexpr std::int64_t kMaxStep = 1 << 20;

/// `count` integers in low..2^20.
std::vector<std::int64_t> numbers(const Attributes& attributes, const char* name, std::size_t count,
                                  std::int64_t otherwise, std::int64_t low) {
  const std::vector<std::int64_t> found =
      attributes.integers(name).value_or(std::vector<std::int64_t>(count, otherwise));
  const bool fits =
      found.size() == count && std::all_of(found.begin(), found.end(), [&](std::int64_t value) {
        return value >= low && value <= kMaxStep;
      });
  if (!fits) {
    throw Refusal(fmt::format("has {} = {}; {} numbers of {} or more are needed", name,
                              to_string(found), count, low));
  }
  return found;
}

}  // namespace

Window read_window(const Attributes& attributes, const std::vector<std::int64_t>& kernel,
                   const TensorShape& input, const Padding& border) {
  const std::string automatic = attributes.text("auto_pad", "NOTSET");
  if (automatic != "NOTSET" && automatic != "VALID") {
    throw Refusal("has auto_pad = " + automatic + "; give the padding in 'pads'");
  }
  const std::vector<std::int64_t> dilations = numbers(attributes, "dilations", 2, 1, 1);
  if (dilations != std::vector<std::int64_t>{1, 1}) {
    throw Refusal("has dilations = " + to_string(dilations) + ", which are not supported");
  }
  const std::vector<std::int64_t> strides = numbers(attributes, "strides", 2, 1, 1);
  std::vector<std::int64_t> pads = numbers(attributes, "pads", 4, 0, 0);
  if (automatic == "VALID") pads.assign(4, 0);
  if (!border.is_none()) {
    if (pads != std::vector<std::int64_t>(4, 0)) {
      throw Refusal("has pads = " + to_string(pads) + " around a map that is padded already");
    }
    pads = {border.top, border.left, border.bottom, border.right};
  }
  const auto is_size = [](std::int64_t value) { return value >= 1 && value <= kMaxStep; };
  if (kernel.size() != 2 || !is_size(kernel[0]) || !is_size(kernel[1])) {
    throw Refusal("has a kernel of " + to_string(kernel) + "; [height, width] is needed");
  }
  if (std::max(pads[0], pads[2]) >= kernel[0] || std::max(pads[1], pads[3]) >= kernel[1]) {
    throw Refusal(fmt::format("has pads = {}, as wide as its kernel of {}; it must be narrower",
                              to_string(pads), to_string(kernel)));
  }
  const auto number = [](std::int64_t value) { return static_cast<int>(value); };
  const Window window{
      number(kernel[0]),
      number(kernel[1]),
      number(strides[0]),
      number(strides[1]),
      {number(pads[0]), number(pads[1]), number(pads[2]), number(pads[3]), PadValue::kMinusOne}};
  if (window.output_height(input) < 1 || window.output_width(input) < 1) {
    throw Refusal(fmt::format("has a kernel of {}, which does not fit into a map of {}x{}",
                              to_string(kernel), input.height, input.width));
  }
  return window;
}

TensorShape slid(const Window& window, const TensorShape& input, int channels) {
  const TensorShape shape{window.output_height(input), window.output_width(input), channels};
  static_cast<void>(element_count({channels, shape.height, shape.width}));  // refuses the huge
  return shape;
}

}  // namespace scbnn::import
