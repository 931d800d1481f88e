// Shapes and orders of images, and the affine maps of their pixels.
#include "generator/import/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "generator/import/call.hpp"
#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

using Dims = std::vector<std::int64_t>;

constexpr std::int64_t kMostLastChannels = 4;  ///< gray to RGBA

void set_channel_axis(Image& image, std::size_t axis, const std::string& reason) {
  const Layout layout = axis == 0 ? Layout::kChannelsFirst : Layout::kChannelsLast;
  if (image.layout == Layout::kUnknown) image.layout = layout;
  if (image.layout == layout) return;
  throw Refusal(fmt::format("{}, but the channels of the image are in dimension {}", reason,
                            image.layout == Layout::kChannelsFirst ? 1 : 3));
}

TensorShape shape_in(const Dims& dims, Layout layout) {
  const auto size = [&](std::size_t axis) { return static_cast<int>(dims[axis]); };
  return layout == Layout::kChannelsLast ? TensorShape{size(0), size(1), size(2)}
                                         : TensorShape{size(1), size(2), size(0)};
}

Dims dims_in(const TensorShape& shape, Layout layout) {
  return layout == Layout::kChannelsLast ? Dims{shape.height, shape.width, shape.channels}
                                         : Dims{shape.channels, shape.height, shape.width};
}

bool all_equal(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(),
                     [&](double value) { return value == values.front(); });
}

}  // namespace

TensorShape shape_of(const Image& image) {
  const Dims& dims = image.dims;
  if (image.is_map()) return shape_in(dims, layout_of(image));
  if (dims.size() == 2) return {static_cast<int>(dims[0]), static_cast<int>(dims[1]), 1};
  if (image.flattened) return *image.flattened;
  const auto pixels = static_cast<int>(dims.front());
  const int side = static_cast<int>(std::lround(std::sqrt(pixels)));
  return side * side == pixels ? TensorShape{side, side, 1} : TensorShape{1, pixels, 1};
}

Layout layout_of(const Image& image) {
  if (image.layout != Layout::kUnknown || !image.is_map()) return image.layout;
  const Dims& dims = image.dims;
  const auto channels = static_cast<std::int64_t>(image.values.size());
  if (channels > 1 && (dims.front() == channels) != (dims.back() == channels)) {
    return dims.front() == channels ? Layout::kChannelsFirst : Layout::kChannelsLast;
  }
  const bool is_last = dims.back() <= kMostLastChannels && dims.front() > kMostLastChannels;
  // As many rows as channels, in the smallest of images: one channel is likelier than several.
  const bool is_small = dims.back() == 1 && dims.front() != 1;
  return is_last || is_small ? Layout::kChannelsLast : Layout::kChannelsFirst;
}

Image flattened(const Image& image) {
  return reshaped(image, {static_cast<std::int64_t>(element_count(image.dims))});
}

Image reshaped(const Image& image, const Dims& dims) {
  Image result = image;
  result.dims = dims;
  if (dims == image.dims) return image;
  if (image.dims.size() == 1 && !image.flattened) return result;  // it had no order yet
  const TensorShape shape = shape_of(image);
  result.layout = layout_of(image);
  result.flattened = shape;
  if (dims.size() == 1) return result;
  for (const Layout layout : {Layout::kChannelsFirst, Layout::kChannelsLast}) {
    // The channels of gray images may be anywhere.
    const bool keeps_order = layout == layout_of(image) || shape.channels == 1;
    if (!keeps_order || dims != dims_in(shape, layout)) continue;
    result.layout = layout;
    return result;
  }
  if (shape.channels == 1 && dims == Dims{shape.height, shape.width}) return result;
  throw Refusal(fmt::format(
      "gives the shape {} to an image of {}x{}x{} (height, width, channels) with its channels {}; "
      "a Reshape keeps the order of the values, so put a Transpose before it",
      to_string(dims), shape.height, shape.width, shape.channels,
      result.layout == Layout::kChannelsLast ? "last" : "first"));
}

Image transposed(const Image& image, const Dims& order) {
  Image result = image;
  if (std::is_sorted(order.begin(), order.end())) return result;
  const Dims& dims = image.dims;
  if (order == Dims{0, 2, 3, 1}) {
    set_channel_axis(result, 0, "moves dimension 1 to the end");
    result.dims = {dims[1], dims[2], dims[0]};
    result.layout = Layout::kChannelsLast;
  } else if (order == Dims{0, 3, 1, 2}) {
    set_channel_axis(result, 2, "moves dimension 3 to the front");
    result.dims = {dims[2], dims[0], dims[1]};
    result.layout = Layout::kChannelsFirst;
  } else {
    throw Refusal("has perm = " + to_string(order) +
                  "; of an image [0, 3, 1, 2] and [0, 2, 3, 1] are supported, which move the "
                  "channels");
  }
  return result;
}

Image channels_first(const Image& image) {
  Image result = image;
  if (!image.is_map()) return result;
  if (image.layout == Layout::kChannelsLast) {
    throw Refusal(
        "takes an image whose channels are last; put a Transpose with perm = [0, 3, 1, 2] before "
        "it");
  }
  result.layout = Layout::kChannelsFirst;
  return result;
}

std::vector<double> pixel_constants(Image& image, const Tensor& tensor, const std::string& what) {
  Tensor flat = tensor;
  flat.dims = {static_cast<std::int64_t>(tensor.size())};
  const std::vector<double> values = per_channel(flat, tensor.size(), what);  // finite
  const auto refuse = [&](const char* reason) {
    throw Refusal(fmt::format("{} has the shape {} for an image of shape {}{}", what,
                              to_string(tensor.dims), to_string(image.dims), reason));
  };
  Dims dims = tensor.dims;
  while (dims.size() > image.dims.size() && dims.front() == 1) dims.erase(dims.begin());
  if (dims.size() > image.dims.size()) refuse(", which it does not fit");
  while (dims.size() < image.dims.size()) dims.insert(dims.begin(), 1);
  std::vector<std::size_t> axes;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (dims[axis] == 1) continue;
    if (dims[axis] != image.dims[axis]) refuse(", which it does not fit");
    axes.push_back(axis);
  }
  if (values.empty()) refuse(", which it does not fit");
  if (all_equal(values)) return {values.front()};
  if (axes.size() != 1 || !image.is_map() || axes.front() == 1) {
    refuse("; it may differ from channel to channel, not from pixel to pixel");
  }
  set_channel_axis(image, axes.front(),
                   fmt::format("{} differs along dimension {}", what, axes.front() + 1));
  return values;
}

void for_each_channel(Image& image, std::size_t channels,
                      const std::function<void(Neuron& value, std::size_t channel)>& step) {
  if (channels > 1 && image.values.size() == 1) image.values.resize(channels, image.values.front());
  if (channels > 1 && channels != image.values.size()) {
    throw Refusal(
        fmt::format("has {} channels, but {} are declared", channels, image.values.size()));
  }
  for (std::size_t channel = 0; channel < image.values.size(); ++channel) {
    step(image.values[channel], channels > 1 ? channel : 0);
  }
}

Image open_image(const Image& image) {
  if (image.element != ElementType::kFloat) {
    throw Refusal("is applied to the UINT8 image; put a Cast to FLOAT before it");
  }
  Image result = image;
  count_step(result.steps);
  return result;
}

}  // namespace scbnn::import
