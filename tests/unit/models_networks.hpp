// Networks for the tests of the models: small ones from a seed, the shipped ones from models/.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "network/network.hpp"

namespace scbnn::test {

/// A network of these sizes (inputs, hidden layers, classes) whose neurons switch: thresholds near
/// the middle, with any denominator, and now and then a neuron that is always or never on.
inline Network random_network(const std::vector<int>& sizes, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&random](int limit) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(limit));
  };
  Network network;
  network.name = "random";
  network.input = {{1, sizes.front(), 1}, Pixel{}};
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    const int inputs = sizes[l];
    BitMatrix weights(sizes[l + 1], inputs);
    for (int j = 0; j < weights.rows(); ++j) {
      for (int i = 0; i < inputs; ++i) weights.set(j, i, below(2) != 0);
    }
    Finish finish = Scores{};
    if (l + 2 < sizes.size()) {
      Thresholds thresholds;
      for (int j = 0; j < weights.rows(); ++j) {
        const int denominator = 1 + below(256);
        const int middle = inputs * denominator / 2;
        const int kind = below(16);
        if (kind == 0) {
          thresholds.values.push_back({0, 1});
        } else if (kind == 1) {
          thresholds.values.push_back({inputs + 1, 1});
        } else {
          const int spread = std::max(1, middle / 8);
          thresholds.values.push_back({middle - spread + below(2 * spread + 1), denominator});
        }
      }
      finish = std::move(thresholds);
    }
    network.layers.push_back(dense_layer("layer" + std::to_string(l + 1), l, network.tensor(l),
                                         std::move(weights), std::move(finish)));
  }
  for (int j = 0; j < sizes.back(); ++j) {
    network.scores().gain.push_back(below(4));
    network.scores().offset.push_back(below(2001) - 1000);
  }
  return network;
}

/// Bytes with the ends of the range more often than elsewhere.
inline std::vector<std::uint8_t> random_pixels(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint8_t> pixels(size);
  for (std::uint8_t& pixel : pixels) {
    const std::uint64_t draw = random();
    const auto byte = static_cast<std::uint8_t>(draw & 0xffU);
    const std::uint64_t kind = draw >> 8 & 7U;
    pixel = kind == 0 ? std::uint8_t{0} : kind == 1 ? std::uint8_t{255} : byte;
  }
  return pixels;
}

}  // namespace scbnn::test
