// From an ONNX file to a Network: the only place that knows floating point.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "network/input_range.hpp"
#include "network/network.hpp"

namespace scbnn {

/// What folding did to a layer, for people to look at.
struct LayerFolding {
  int flipped_rows = 0;  ///< neurons with negative gain: all their weights are negated
  int always_on = 0;     ///< neurons that are +1 whatever the input
  int always_off = 0;    ///< neurons that are -1 whatever the input
};

struct Imported {
  Network network;
  std::vector<LayerFolding> folding;  ///< one a layer
  std::vector<std::string> warnings;  ///< e.g. a Sign(0) = 0 that can occur; one line each
  bool states_training = false;       ///< the model says itself what it was trained for
};

/// Reads and folds a model. `configured` is what the configuration declares of the input; a model
/// may declare the same in its metadata. Throws InputError with every problem found: not ONNX,
/// unsupported operators (by node and reason), weights that are not binary, shapes that do not fit,
/// declarations that contradict each other.
[[nodiscard]] Imported import_onnx(const std::filesystem::path& file,
                                   const InputRange& configured = {});

/// The same from the bytes of a file; `source` names it in messages, its stem names the network.
[[nodiscard]] Imported parse_onnx(std::string_view bytes, const std::filesystem::path& source,
                                  const InputRange& configured = {});

}  // namespace scbnn
