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
  network.input = {{1, sizes.front(), 1}, Pixel{}};
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    const bool last = l + 2 == sizes.size();
    network.layers.push_back(dense_layer("layer" + std::to_string(l + 1), l, network.tensor(l),
                                         BitMatrix(sizes[l + 1], sizes[l]),
                                         last ? Finish{Scores{}} : Finish{Thresholds{}}));
  }
  const auto classes = static_cast<std::size_t>(sizes.back());
  network.scores().gain.assign(classes, 1);
  network.scores().offset.assign(classes, -sizes[sizes.size() - 2]);
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
