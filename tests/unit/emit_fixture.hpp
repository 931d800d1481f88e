// Small networks with seeded random weights, for the writer's tests.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "generator/network/network.hpp"

namespace scbnn::test {

/// A fully connected network of the given sizes ({12, 6, 4, 3} has 12 inputs and 3 classes) whose
/// thresholds lie near the middle, a few of them always or never reached.
inline Network random_network(const std::vector<int>& sizes, std::uint32_t seed,
                              bool with_scale = false) {
  std::mt19937 random(seed);
  Network network;
  network.name = "tiny";
  network.input = {1, 1, sizes.front()};
  for (std::size_t index = 1; index < sizes.size(); ++index) {
    Layer layer;
    layer.name = "layer" + std::to_string(index);
    layer.node = "/fc" + std::to_string(index) + "/MatMul";
    layer.inputs = sizes[index - 1];
    layer.outputs = sizes[index];
    layer.weights = BitMatrix(layer.outputs, layer.inputs);
    for (int neuron = 0; neuron < layer.outputs; ++neuron) {
      for (int input = 0; input < layer.inputs; ++input) {
        layer.weights.set(neuron, input, (random() & 1U) != 0);
      }
    }
    if (index + 1 < sizes.size()) {
      for (int neuron = 0; neuron < layer.outputs; ++neuron) {
        const auto denominator = static_cast<std::int32_t>(1 + random() % 256);
        const auto middle = layer.inputs * denominator / 2;
        const auto spread = static_cast<std::int32_t>(random() % 41) - 20;
        Threshold threshold{std::max(0, middle + spread * denominator / 20), denominator};
        if (random() % 16 == 0) threshold = {0, 1};
        if (random() % 16 == 0) threshold = {layer.inputs + 1, 1};
        layer.thresholds.push_back(threshold);
      }
    }
    network.layers.push_back(layer);
  }
  for (int label = 0; label < sizes.back(); ++label) {
    network.scores.gain.push_back(with_scale ? static_cast<std::int32_t>(random() % 7) : 1);
    network.scores.offset.push_back(with_scale ? static_cast<std::int32_t>(random() % 33) - 16 : 0);
  }
  return network;
}

}  // namespace scbnn::test
