// The cells that hold the weights of a layer, and what is read of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "network/bit_matrix.hpp"
#include "network/faults.hpp"

namespace scbnn::golden {

class WeightMemory {
 public:
  /// Those of layer `number` of a network, counted from 1.
  WeightMemory(const BitMatrix& weights, int number, const FaultSettings& faults);

  /// Whether each image (presentation) reads something else.
  [[nodiscard]] bool has_read_errors() const { return read_limit_ != 0; }

  /// Weights as an image reads them at a position of its windows: [neuron][synapse].
  [[nodiscard]] std::vector<std::uint8_t> read(std::uint64_t image, std::uint64_t presentation,
                                               std::uint64_t position = 0) const;

 private:
  /// A neuron's cells: one bit per synapse, and the check bits of its code words one after another.
  struct Row {
    std::vector<std::uint8_t> bits;
    std::vector<std::uint8_t> checks;
  };

  [[nodiscard]] Row written(const BitMatrix& weights, std::uint64_t neuron) const;
  void spoil_for_good(Row& row, std::uint64_t neuron) const;

  FaultSettings faults_;
  std::uint64_t layer_;
  std::uint64_t read_limit_;
  std::vector<Row> rows_;
};

}  // namespace scbnn::golden
