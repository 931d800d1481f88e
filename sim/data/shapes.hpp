// The built-in data set: ten shapes on 28x28 gray images, drawn from a seed.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/data/dataset.hpp"

namespace scbnn {

inline constexpr int kShapesSide = 28;
inline constexpr int kShapesTraining = 60'000;  ///< the last 5,000 of them are for validation
inline constexpr int kShapesTest = 10'000;

/// Names of the classes 0..9.
inline constexpr std::array<std::string_view, 10> kShapeNames{
    "disc", "ring", "square", "frame", "triangle", "cross", "star", "moon", "bars", "arrow"};

/// Draws one image (28 * 28 pixels, row by row) and returns its class. The same seed gives the same
/// pixels on every machine: integer random numbers, and of floating point only + - * / and sqrt.
std::uint8_t draw_shape(std::uint64_t seed, std::span<std::uint8_t> pixels);

/// The seed of image `index` of a split; no two images of any splits share one.
[[nodiscard]] std::uint64_t shape_seed(Split split, int index);

/// Draws `count` images of a split from its first on (all where count < 0), on all cores.
/// Throws InputError if the split has fewer.
[[nodiscard]] Dataset draw_shapes(Split split, int count = -1);

}  // namespace scbnn
