// The image on its way to the first product: its shape, its order, and what its pixels stand for.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "generator/import/neuron.hpp"
#include "generator/import/tensor.hpp"
#include "network/tensor.hpp"

namespace scbnn::import {

/// Which dimension of an image has its channels.
enum class Layout {
  kUnknown,        ///< nothing has said so yet
  kChannelsFirst,  ///< [channels, height, width], as convolutions have it
  kChannelsLast,   ///< [height, width, channels]
};

/// Every value of the image is y(x) of its channel with x = 2p/255 - 1 in -1..+1.
struct Image {
  ElementType element = ElementType::kFloat;  ///< kUint8 until a Cast
  std::vector<std::int64_t> dims;             ///< without the batch; one once it is flat
  Layout layout = Layout::kUnknown;           ///< of three dimensions, or of what is flat now
  std::optional<TensorShape> flattened;       ///< what a flat image was before
  std::vector<Neuron> values;                 ///< one for all channels, or one per channel
  bool is_normalized = false;                 ///< by a batch norm: there is room for one
  int steps = 0;                              ///< operators folded in so far

  [[nodiscard]] bool is_map() const { return dims.size() == 3; }
};

/// Height, width and channels. Pixels without a shape are a square gray image where they can be,
/// else one row; three dimensions of which nobody says where the channels are have them last where
/// the last is at most 4 and the first is not.
[[nodiscard]] TensorShape shape_of(const Image& image);

/// The layout, guessed as above where it is unknown.
[[nodiscard]] Layout layout_of(const Image& image);

/// The operators that move pixels. Each throws Refusal where the order would be lost.
[[nodiscard]] Image flattened(const Image& image);
[[nodiscard]] Image reshaped(const Image& image, const std::vector<std::int64_t>& dims);
/// `order` is a permutation of all dimensions, the batch among them.
[[nodiscard]] Image transposed(const Image& image, const std::vector<std::int64_t>& order);

/// The image as convolutions take it, with its channels first. Throws Refusal if they are last.
[[nodiscard]] Image channels_first(const Image& image);

/// Parameters of an operator on the image: one value for all pixels, or one per channel, by how
/// `tensor` broadcasts. May say where the channels are. Throws Refusal: a tensor that does not fit,
/// or that differs from pixel to pixel.
[[nodiscard]] std::vector<double> pixel_constants(Image& image, const Tensor& tensor,
                                                  const std::string& what);

/// Applies `step` to every channel with its number; there are `channels` parameters.
void for_each_channel(Image& image, std::size_t channels,
                      const std::function<void(Neuron& value, std::size_t channel)>& step);

/// The image for one more operator of arithmetic. Throws Refusal: UINT8, too many operators.
[[nodiscard]] Image open_image(const Image& image);

}  // namespace scbnn::import
