// Draws the built-in data set: a signed distance to a shape's edge, turned into gray.
#include "sim/data/shapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <thread>
#include <vector>

#include "support/problem.hpp"

namespace scbnn {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

  /// In [low, high), on a grid of 2^-53 of the width.
  double uniform(double low, double high) {
    return low + (high - low) * (static_cast<double>(next() >> 11) * 0x1p-53);
  }

 private:
  std::uint64_t state_;
};

struct Point {
  double x = 0;
  double y = 0;
};

double length(Point p) { return std::sqrt(p.x * p.x + p.y * p.y); }

/// Signed distance to a simple polygon's edge, negative inside (crossing number).
double polygon(std::span<const Point> corners, Point p) {
  double nearest_squared = 1e30;
  bool inside = false;
  Point a = corners.back();
  for (const Point b : corners) {
    const Point edge{b.x - a.x, b.y - a.y};
    const Point to_p{p.x - a.x, p.y - a.y};
    const double along = std::clamp(
        (to_p.x * edge.x + to_p.y * edge.y) / (edge.x * edge.x + edge.y * edge.y), 0.0, 1.0);
    const Point away{to_p.x - along * edge.x, to_p.y - along * edge.y};
    nearest_squared = std::min(nearest_squared, away.x * away.x + away.y * away.y);
    if ((a.y > p.y) != (b.y > p.y)) {
      const double crossing = a.x + (p.y - a.y) / (b.y - a.y) * edge.x;
      if (p.x < crossing) inside = !inside;
    }
    a = b;
  }
  const double distance = std::sqrt(nearest_squared);
  return inside ? -distance : distance;
}

/// Signed distance to an upright rectangle about the origin.
double rectangle(double half_width, double half_height, Point p) {
  const double x = std::abs(p.x) - half_width;
  const double y = std::abs(p.y) - half_height;
  const double outside = length({std::max(x, 0.0), std::max(y, 0.0)});
  return outside + std::min(std::max(x, y), 0.0);
}

/// cos and sin of k * 36 degrees, k = 0..9, from straight up and clockwise.
constexpr std::array<Point, 10> kTenth{{{0.0, -1.0},
                                        {0.5877852522924731, -0.8090169943749475},
                                        {0.9510565162951535, -0.3090169943749474},
                                        {0.9510565162951535, 0.3090169943749474},
                                        {0.5877852522924731, 0.8090169943749475},
                                        {0.0, 1.0},
                                        {-0.5877852522924731, 0.8090169943749475},
                                        {-0.9510565162951535, 0.3090169943749474},
                                        {-0.9510565162951535, -0.3090169943749474},
                                        {-0.5877852522924731, -0.8090169943749475}}};

double star(double inner_radius, Point p) {
  std::array<Point, 10> corners;
  for (std::size_t k = 0; k < corners.size(); ++k) {
    const double radius = k % 2 == 0 ? 1.1 : inner_radius;
    corners[k] = {radius * kTenth[k].x, radius * kTenth[k].y};
  }
  return polygon(corners, p);
}

double triangle(Point p) {
  constexpr std::array<Point, 3> kCorners{{{0.0, -1.05}, {1.0, 0.75}, {-1.0, 0.75}}};
  return polygon(kCorners, p);
}

double arrow(double shaft, Point p) {
  const std::array<Point, 7> corners{{{0.0, -1.05},
                                      {0.8, -0.1},
                                      {shaft, -0.1},
                                      {shaft, 1.0},
                                      {-shaft, 1.0},
                                      {-shaft, -0.1},
                                      {-0.8, -0.1}}};
  return polygon(corners, p);
}

/// Signed distance to the edge of shape `label`, about as large as the unit circle. `stroke` in
/// [0, 1) makes its lines thin or thick.
double distance(int label, double stroke, Point p) {
  switch (label) {
    case 0:
      return length(p) - 0.95;
    case 1: {
      const double half = 0.12 + 0.12 * stroke;
      return std::abs(length(p) - (1.0 - half)) - half;
    }
    case 2:
      return rectangle(0.85, 0.85, p);
    case 3: {
      const double half = 0.11 + 0.11 * stroke;
      return std::abs(rectangle(0.9 - half, 0.9 - half, p)) - half;
    }
    case 4:
      return triangle(p);
    case 5: {
      const double half = 0.17 + 0.16 * stroke;
      return std::min(rectangle(1.0, half, p), rectangle(half, 1.0, p));
    }
    case 6:
      return star(0.40 + 0.12 * stroke, p);
    case 7: {
      const Point bite{p.x - 0.45 - 0.1 * (1.0 - stroke), p.y};
      return std::max(length(p) - 1.0, 0.8 - length(bite));
    }
    case 8: {
      const double half = 0.13 + 0.09 * stroke;
      const Point folded{p.x, std::abs(p.y)};  // the outer two bars lie on each other
      return std::min(rectangle(0.95, half, p), rectangle(0.95, half, {p.x, folded.y - 0.7}));
    }
    default:
      return arrow(0.2 + 0.16 * stroke, p);
  }
}

}  // namespace

std::uint8_t draw_shape(std::uint64_t seed, std::span<std::uint8_t> pixels) {
  assert(pixels.size() == std::size_t{kShapesSide} * kShapesSide);
  Random random(seed);
  const int label = static_cast<int>(random.next() % kShapeNames.size());

  // Where the shape is.
  const double radius = random.uniform(6.5, 10.5);
  const double stretch = random.uniform(0.87, 1.15);     // of width against height
  const double half_turn = random.uniform(-0.22, 0.22);  // tangent of half the angle: +-25 degrees
  const Point centre{random.uniform(12.0, 16.0), random.uniform(12.0, 16.0)};
  const double stroke = random.uniform(0.0, 1.0);
  const double cosine = (1.0 - half_turn * half_turn) / (1.0 + half_turn * half_turn);
  const double sine = 2.0 * half_turn / (1.0 + half_turn * half_turn);

  // How it is lit.
  const double background = random.uniform(0.0, 60.0);
  const double foreground = background + random.uniform(80.0, 195.0);
  const Point slope{random.uniform(-2.0, 2.0), random.uniform(-2.0, 2.0)};  // gray levels per pixel
  const double noise = random.uniform(4.0, 24.0);  // standard deviation, gray levels

  for (int row = 0; row < kShapesSide; ++row) {
    for (int column = 0; column < kShapesSide; ++column) {
      const Point from_centre{column + 0.5 - centre.x, row + 0.5 - centre.y};
      double covered = 0.0;
      if (length(from_centre) < 1.5 * radius + 2.0) {
        const Point turned{cosine * from_centre.x + sine * from_centre.y,
                           cosine * from_centre.y - sine * from_centre.x};
        const Point unit{turned.x / (radius * stretch), turned.y / radius};
        covered = std::clamp(0.5 - radius * distance(label, stroke, unit), 0.0, 1.0);
      }
      // Four bytes of one draw add up to nearly normal noise: mean 510, deviation 147.8.
      const std::uint64_t bytes = random.next();
      const double sum = static_cast<double>((bytes & 255U) + (bytes >> 8 & 255U) +
                                             (bytes >> 16 & 255U) + (bytes >> 24 & 255U));
      const double grey = background + (foreground - background) * covered +
                          slope.x * (column - 13.5) + slope.y * (row - 13.5) +
                          noise * ((sum - 510.0) / 147.8);
      pixels[static_cast<std::size_t>(row) * kShapesSide + static_cast<std::size_t>(column)] =
          static_cast<std::uint8_t>(std::clamp(grey + 0.5, 0.0, 255.0));
    }
  }
  return static_cast<std::uint8_t>(label);
}

std::uint64_t shape_seed(Split split, int index) {
  const auto number = static_cast<std::uint64_t>(index);
  constexpr std::uint64_t kTestImages = std::uint64_t{1} << 32;
  switch (split) {
    case Split::kTrain:
      return number;
    case Split::kValidation:
      return std::uint64_t{kShapesTraining - kValidationImages} + number;
    case Split::kTest:
      break;
  }
  return kTestImages + number;
}

Dataset draw_shapes(Split split, int count) {
  const int all = split == Split::kTest         ? kShapesTest
                  : split == Split::kValidation ? kValidationImages
                                                : kShapesTraining - kValidationImages;
  if (count > all) {
    throw InputError("shapes",
                     fmt::format("{} images are requested, but the split has {}", count, all));
  }
  if (count < 0) count = all;

  Dataset dataset{"shapes", {kShapesSide, kShapesSide, 1}, {}, {}, {}};
  dataset.class_names.assign(kShapeNames.begin(), kShapeNames.end());
  const auto size = static_cast<std::size_t>(dataset.shape.size());
  dataset.pixels.resize(static_cast<std::size_t>(count) * size);
  dataset.labels.resize(static_cast<std::size_t>(count));
  const int workers = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 64U));
  std::vector<std::jthread> threads;
  for (int worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&, worker] {
      for (int index = worker; index < count; index += workers) {
        const auto at = static_cast<std::size_t>(index);
        dataset.labels[at] = draw_shape(shape_seed(split, index),
                                        std::span(dataset.pixels).subspan(at * size, size));
      }
    });
  }
  threads.clear();  // joins
  return dataset;
}

}  // namespace scbnn
