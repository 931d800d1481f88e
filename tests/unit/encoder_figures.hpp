// What the random values of an encoder look like in numbers: bias, error of the count, correlation.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "sim/golden/encoder.hpp"

namespace scbnn::test {

inline constexpr int kRowPixels = 28;
inline constexpr int kImagePixels = 784;  ///< 28 x 28

/// r of an image of 784 pixels: element t * 784 + i.
using Values = std::vector<std::uint8_t>;

/// The seeds that figures are averaged over: 64 from a generator of the standard library.
inline std::vector<std::uint32_t> many_seeds() {
  std::mt19937 random(1);
  std::vector<std::uint32_t> seeds(64);
  for (std::uint32_t& seed : seeds) seed = static_cast<std::uint32_t>(random());
  return seeds;
}

/// The values of one image for each seed.
inline std::vector<Values> values_of(EncoderSettings encoder,
                                     const std::vector<std::uint32_t>& seeds, int presentations) {
  std::vector<Values> all;
  for (const std::uint32_t seed : seeds) {
    encoder.seed = seed;
    all.push_back(golden::random_values(encoder, presentations, kImagePixels));
  }
  return all;
}

/// P(x = 1) that the definition promises for pixel p.
inline double wanted(const EncoderSettings& encoder, int pixel) {
  const bool never_0 = golden::compare(encoder, 1, 1) != 0;
  return pixel / (never_0 ? 255.0 : 256.0);
}

/// The largest deviation of the mean of x from what is wanted, over all p; x is averaged over
/// seeds, pixels and presentations. (The mean of x as a function of p is the distribution of r.)
inline double bias(const EncoderSettings& encoder, const std::vector<Values>& all) {
  std::array<double, 256> ones{};
  double count = 0;
  for (const Values& values : all) {
    std::array<double, 256> histogram{};
    for (const std::uint8_t r : values) ++histogram[r];
    for (std::size_t p = 0; p < 256; ++p) {
      for (std::size_t r = 0; r < 256; ++r) {
        const bool one =
            golden::compare(encoder, static_cast<std::uint8_t>(p), static_cast<std::uint8_t>(r));
        if (one) ones[p] += histogram[r];
      }
    }
    count += static_cast<double>(values.size());
  }
  double largest = 0;
  for (std::size_t p = 0; p < 256; ++p) {
    largest = std::max(largest, std::abs(ones[p] / count - wanted(encoder, static_cast<int>(p))));
  }
  return largest;
}

/// The mean of (c / T - P)^2 over all p, pixels and seeds.
inline double squared_error(const EncoderSettings& encoder, const std::vector<Values>& all) {
  const int at_least = golden::compare(encoder, 1, 1) != 0 ? 1 : 0;
  double sum = 0;
  for (const Values& values : all) {
    const std::size_t presentations = values.size() / kImagePixels;
    for (std::size_t i = 0; i < kImagePixels; ++i) {
      std::array<int, 257> ones{};  // first how many values switch at p, then their sum
      for (std::size_t t = 0; t < presentations; ++t) {
        ++ones[static_cast<std::size_t>(values[t * kImagePixels + i] + 1 - at_least)];
      }
      int count = 0;
      for (std::size_t p = 0; p < 256; ++p) {
        count += ones[p];
        const double error =
            count / static_cast<double>(presentations) - wanted(encoder, static_cast<int>(p));
        sum += error * error;
      }
    }
  }
  return sum / (256.0 * kImagePixels * static_cast<double>(all.size()));
}

/// Pearson's correlation coefficient of the pairs that were added.
class Correlation {
 public:
  void add(double a, double b) {
    ++count_;
    a_ += a;
    b_ += b;
    aa_ += a * a;
    bb_ += b * b;
    ab_ += a * b;
  }
  [[nodiscard]] double value() const {
    const double covariance = ab_ - a_ * b_ / count_;
    return covariance / std::sqrt((aa_ - a_ * a_ / count_) * (bb_ - b_ * b_ / count_));
  }
  [[nodiscard]] double count() const { return count_; }

 private:
  double count_ = 0, a_ = 0, b_ = 0, aa_ = 0, bb_ = 0, ab_ = 0;
};

/// r of a pixel at a presentation beside r at the next.
inline Correlation over_time(const std::vector<Values>& all) {
  Correlation correlation;
  for (const Values& values : all) {
    for (std::size_t at = 0; at + kImagePixels < values.size(); ++at) {
      correlation.add(values[at], values[at + kImagePixels]);
    }
  }
  return correlation;
}

/// Pixels that have a neighbour so many pixels on: 1 is to the right, 28 below.
inline std::vector<std::size_t> with_neighbour(std::size_t distance) {
  std::vector<std::size_t> pixels;
  for (std::size_t i = 0; i + distance < kImagePixels; ++i) {
    if (distance != 1 || i % kRowPixels != kRowPixels - 1) pixels.push_back(i);
  }
  return pixels;
}

/// r of a pixel beside r of its neighbour at the same presentation.
inline Correlation between_neighbours(const std::vector<Values>& all, std::size_t distance) {
  Correlation correlation;
  for (const Values& values : all) {
    for (std::size_t t = 0; t < values.size() / kImagePixels; ++t) {
      for (const std::size_t i : with_neighbour(distance)) {
        const std::size_t at = t * kImagePixels + i;
        correlation.add(values[at], values[at + distance]);
      }
    }
  }
  return correlation;
}

/// The root of the mean square, over pairs of neighbours, of a pair's correlation over the
/// presentations: how much the pair's bits agree or disagree within one image.
inline double pairs_over_time(const std::vector<Values>& all, std::size_t distance) {
  double sum = 0;
  double pairs = 0;
  for (const Values& values : all) {
    for (const std::size_t i : with_neighbour(distance)) {
      Correlation pair;
      for (std::size_t at = i; at < values.size(); at += kImagePixels) {
        pair.add(values[at], values[at + distance]);
      }
      sum += pair.value() * pair.value();
      ++pairs;
    }
  }
  return std::sqrt(sum / pairs);
}

}  // namespace scbnn::test
