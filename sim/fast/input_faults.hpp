// Faults before the first layer: pixels, encoder lanes and stream bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "network/faults.hpp"
#include "network/function.hpp"
#include "sim/fast/kernels.hpp"
#include "sim/fast/packed.hpp"

namespace scbnn::fast {

class InputFaults {
 public:
  InputFaults(const Packed& packed, const FunctionSettings& settings, const FaultSettings& faults);

  /// Whether anything fails at all.
  [[nodiscard]] bool any() const { return pixel_limit_ != 0 || spoils_bits_; }

  /// Encodes one image with its faults into a place of a tile, as Kernels::encode does; `first` is
  /// the first presentation of this pass.
  void encode(const PackedEncoder& encoder, const Kernels& kernels, const std::uint8_t* pixels,
              std::uint64_t image, std::size_t first, std::uint64_t* tile) const;

 private:
  [[nodiscard]] std::vector<std::uint8_t> received(const std::uint8_t* pixels,
                                                   std::uint64_t image) const;

  std::size_t pixels_;
  std::uint64_t seed_;
  std::uint64_t pixel_limit_;
  std::uint64_t stream_limit_;
  bool spoils_bits_ = false;
  std::vector<std::uint64_t> stuck_;   ///< pixels of stuck lanes
  std::vector<std::uint64_t> values_;  ///< what they are stuck at
};

}  // namespace scbnn::fast
