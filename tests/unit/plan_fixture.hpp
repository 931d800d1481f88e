// Networks for the planner's tests: shapes only, since a plan never depends on a weight.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"
#include "support/problem.hpp"

namespace scbnn::plan_test {

/// A dense network of the sizes given, input first; no gains, offsets -N as trained networks have.
inline Network dense(const std::vector<int>& sizes) {
  Network network;
  network.name = "dense-network";
  network.input = {1, sizes.front(), 1};
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    Layer layer;
    layer.name = "layer" + std::to_string(l + 1);
    layer.inputs = sizes[l];
    layer.outputs = sizes[l + 1];
    network.layers.push_back(layer);
  }
  const auto classes = static_cast<std::size_t>(sizes.back());
  network.scores.gain.assign(classes, 1);
  network.scores.offset.assign(classes, -network.layers.back().inputs);
  return network;
}

/// What `action` throws as an InputError, or nothing.
template <typename Action>
std::string complaints(Action action) {
  try {
    (void)action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace scbnn::plan_test
