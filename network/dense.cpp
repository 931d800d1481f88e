// Names what is no chain of dense layers.
#include "network/dense.hpp"

#include <fmt/format.h>

namespace scbnn {

std::vector<std::string> beyond_dense(const Network& network) {
  std::vector<std::string> reasons;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (dense(layer) == nullptr) {
      reasons.push_back(fmt::format("layer {} is a {}", layer.name, kind_of(layer)));
    } else if (std::holds_alternative<Integers>(layer.finish)) {
      reasons.push_back(fmt::format("layer {} passes integers on", layer.name));
    } else if (layer.sources != std::vector{l}) {
      reasons.push_back(fmt::format("layer {} does not read the layer before it", layer.name));
    }
  }
  return reasons;
}

}  // namespace scbnn
