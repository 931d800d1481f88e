// The shift registers of docs/encoders.md: polynomials, jumps along the cycle, start states.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network/function.hpp"

namespace scbnn {

/// A linear map on states of up to 32 bits: column k is the image of bit k.
struct StateMap {
  std::array<std::uint32_t, 32> columns{};

  [[nodiscard]] std::uint32_t operator()(std::uint32_t state) const;
  bool operator==(const StateMap&) const = default;
};

/// The polynomial's taps for a width of 8..32: bit k-1 is set for the term x^k.
[[nodiscard]] std::uint32_t lfsr_taps(int width);

/// One step of the register.
[[nodiscard]] StateMap lfsr_step(int width);

/// The map applied `count` times; the identity for 0.
[[nodiscard]] StateMap power(const StateMap& map, int width, std::uint64_t count);

/// The state that each lane's register starts an image with; kLfsrShared has one register.
[[nodiscard]] std::vector<std::uint32_t> start_states(const EncoderSettings& encoder);

}  // namespace scbnn
