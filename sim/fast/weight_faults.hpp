// Errors of the weights as bits that differ from the trained ones, after the decoder if there is
// one. All errors of a neuron's row combine by XOR, since the code is linear.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "network/faults.hpp"
#include "network/network.hpp"

namespace scbnn::fast {

class WeightFaults {
 public:
  WeightFaults(const Network& network, const FaultSettings& faults);

  /// Whether a layer (from 0) has wrong weights at all.
  [[nodiscard]] bool has_errors(std::size_t layer) const { return layers_[layer].spoilt; }

  /// Whether a layer reads something else with every image or presentation.
  [[nodiscard]] bool has_read_errors(std::size_t layer) const {
    return layers_[layer].read_limit != 0;
  }
  [[nodiscard]] bool has_read_errors() const;

  /// The wrong bits of a row as an image reads it at a position of its windows, 64 synapses a word.
  void errors(std::size_t layer, std::size_t neuron, std::uint64_t image,
              std::uint64_t presentation, std::span<std::uint64_t> words,
              std::uint64_t position = 0) const;

 private:
  struct Layer {
    std::size_t synapses = 0;
    std::size_t words = 0;        ///< of a row's data
    std::size_t check_words = 0;  ///< of its check bits, 8 code words per word; 0 without ECC
    std::uint64_t read_limit = 0;
    bool spoilt = false;
    std::vector<std::uint64_t> data;    ///< wrong cells, [neuron][word]
    std::vector<std::uint64_t> checks;  ///< wrong check cells, [neuron][word], a byte a code word
  };

  void add_layer(const scbnn::Layer& source);
  void add_writes(const scbnn::Layer& source, Layer& layer, std::size_t neuron) const;
  void add_cells(Layer& layer, std::size_t neuron) const;

  FaultSettings faults_;
  std::vector<Layer> layers_;
};

}  // namespace scbnn::fast
