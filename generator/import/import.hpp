// From an ONNX file to a Network: the only place that knows floating point.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
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

/// Where ONNX's Sign(0) = 0 can occur, which is no bit and is taken as +1: neurons whose sum is
/// exactly 0 at a mean popcount that some number of presentations has.
struct SignTies {
  struct Tie {
    int neuron = 0;
    std::int64_t numerator = 0;  ///< of the mean popcount
    int denominator = 1;
    int multiple = 1;          ///< T presentations have this mean where T is a multiple of it
    bool is_constant = false;  ///< at any input
  };
  std::string activation;  ///< the Sign
  std::size_t neurons = 0;
  std::vector<Tie> ties;
};

/// What a node of the graph became.
struct Explanation {
  std::string node;  ///< "node 'layer1.norm' (BatchNormalization)"
  int layer = 0;     ///< from 1; 0: no layer's
  std::string became;
};

struct Imported {
  Network network;
  std::vector<LayerFolding> folding;     ///< one a layer
  std::vector<std::string> warnings;     ///< one line each
  std::vector<Explanation> explanation;  ///< one per node that the scores depend on, in its order
  std::vector<SignTies> sign_ties;       ///< what more there is to warn of depends on T
  bool states_training = false;          ///< the model says itself what it was trained for
};

/// All warnings for those who run the network with these numbers of presentations (255 for 8-bit
/// pixels); with any number if none is given.
[[nodiscard]] std::vector<std::string> warnings_at(const Imported& imported,
                                                   std::span<const int> presentations);

/// The bytes of the model that is imported: those of the file, with data in other files moved
/// inside, and with the graph output `output` alone where it is not empty. Such bytes say all that
/// there is to import. Throws InputError: external data outside the file's folder or of another
/// size than their shapes need, no such output.
[[nodiscard]] std::string read_onnx(const std::filesystem::path& file,
                                    const std::string& output = "");

/// Reads and folds a model, from its graph output `output` where there are several. `configured` is
/// what the configuration declares of the input; a model may declare the same in its metadata.
/// Throws InputError with every problem found: not ONNX, unsupported operators (by node and
/// reason), weights that are not binary, shapes that do not fit, declarations that contradict each
/// other.
[[nodiscard]] Imported import_onnx(const std::filesystem::path& file,
                                   const InputRange& configured = {},
                                   const std::string& output = "");

/// The same from the bytes of a file; `source` names it in messages, its stem names the network.
[[nodiscard]] Imported parse_onnx(std::string_view bytes, const std::filesystem::path& source,
                                  const InputRange& configured = {});

}  // namespace scbnn
