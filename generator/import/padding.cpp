// Pad: a border of one value around a map.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <utility>

#include "generator/import/attributes.hpp"
#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// [0, 0, top, left, 0, 0, bottom, right]: batch and channels have no border.
std::vector<std::int64_t> read_widths(const Call& call, const Attributes& attributes,
                                      bool as_inputs) {
  std::vector<std::int64_t> widths;
  if (as_inputs) {
    widths = call.constant(1, "pads").integers;
  } else {
    widths = attributes.integers("pads").value_or(std::vector<std::int64_t>{});
  }
  constexpr std::int64_t kMost = 1 << 20;
  const auto fits = [](std::int64_t width) { return width >= 0 && width <= kMost; };
  const bool is_map = widths.size() == 8 && std::all_of(widths.begin(), widths.end(), fits);
  if (!is_map || widths[0] != 0 || widths[1] != 0 || widths[4] != 0 || widths[5] != 0) {
    throw Refusal("has pads = " + to_string(widths) +
                  "; [0, 0, top, left, 0, 0, bottom, right] from 0 on is needed");
  }
  return widths;
}

}  // namespace

Value pad(const Call& call) {
  call.require_inputs(1, 3);
  const bool as_inputs = call.context.opset >= 11;
  const Attributes attributes = as_inputs ? Attributes(call.node, {"mode"})
                                          : Attributes(call.node, {"mode", "pads", "value"});
  const std::string mode = attributes.text("mode", "constant");
  if (mode != "constant") throw Refusal("has mode = " + mode + "; constant is needed");
  Value map = call.input(0);
  if (auto* image = std::get_if<Image>(&map)) *image = channels_first(*image);
  const auto* image = std::get_if<Image>(&map);
  const auto* binary = std::get_if<Binary>(&map);
  if (image == nullptr && binary == nullptr) refuse_operand(map);
  if (image != nullptr ? !image->is_map() : !binary->is_map) {
    throw Refusal("pads something that is not a map; [batch, channels, height, width] is needed");
  }
  const std::vector<std::int64_t> widths = read_widths(call, attributes, as_inputs);
  double value = 0;
  if (!as_inputs) {
    value = finite(attributes.number("value", 0), "value");
  } else if (call.has(2)) {
    value = single_value(call.constant(2, "the value"), "the value");
  }
  const auto width = [&](std::size_t index) { return static_cast<int>(widths[index]); };
  Padded padded;
  padded.map = std::move(map);
  padded.border.top = width(2);
  padded.border.left = width(3);
  padded.border.bottom = width(6);
  padded.border.right = width(7);
  padded.value = exact(value);
  return std::make_shared<const Padded>(std::move(padded));
}

}  // namespace scbnn::import
