// Labelled images: the data sets' official files and the built-in `shapes`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace scbnn {

struct Dataset {
  std::string name;
  TensorShape shape;
  std::vector<std::uint8_t> pixels;      ///< count() images after another, 0..255, channel last
  std::vector<std::uint8_t> labels;      ///< 0..9, one per image
  std::vector<std::string> class_names;  ///< may be empty

  [[nodiscard]] int count() const { return static_cast<int>(labels.size()); }
  [[nodiscard]] std::span<const std::uint8_t> image(int index) const {
    const auto size = static_cast<std::size_t>(shape.size());
    return {pixels.data() + static_cast<std::size_t>(index) * size, size};
  }
};

/// How many of a data set's training images, the last ones, are held out for validation.
inline constexpr int kValidationImages = 5000;

/// Which images of a data set. Validation is the last 5,000 (shapes too) of the training images,
/// held out from training; choices are made on them, never on the test set.
enum class Split { kTrain, kValidation, kTest };

/// Loads `name_or_path`: "shapes" is drawn; a plain name is a folder under $SCBNN_DATA (default
/// "data"); anything else is the path of a folder in one of the official formats (IDX as
/// Fashion-MNIST and MNIST, CIFAR-10 binary), files gzip-compressed or not.
/// Sizes come first: images of another shape than `wanted` (where it is given), and headers of
/// images and labels that do not agree are refused before their bytes are unpacked.
/// Throws InputError: missing, truncated, wrong magic, sizes that do not agree, labels over 9.
[[nodiscard]] Dataset load_dataset(const std::string& name_or_path, Split split,
                                   const std::optional<TensorShape>& wanted = std::nullopt);

/// The first `count` images (all where count < 0). Throws InputError if there are fewer.
[[nodiscard]] Dataset take(Dataset dataset, int count);

}  // namespace scbnn
