// What the golden model saw on its way, for --activations.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "network/function.hpp"
#include "network/network.hpp"
#include "sim/golden/golden.hpp"

namespace scbnn::study {

/// Bits of every hidden layer, and counts, of all images. Different images may be kept at once.
class Activations {
 public:
  Activations(const Network& network, const FunctionSettings& settings, int images);

  void keep(std::size_t image, const golden::Trace& trace);

  /// counts.npy [image][pixel] and LAYER.npy of each hidden layer into `folder`, uint8: [image]
  /// [neuron], in mode `output` [image][presentation][neuron] with zeros after an early stop.
  void write(const std::filesystem::path& folder) const;

 private:
  struct Layer {
    std::string name;
    std::size_t neurons = 0;
    std::vector<std::uint8_t> bits;
  };

  std::size_t images_;
  std::size_t passes_;  ///< T in mode `output`, otherwise 1
  bool by_presentation_;
  std::vector<std::uint8_t> counts_;
  std::vector<Layer> layers_;
};

}  // namespace scbnn::study
