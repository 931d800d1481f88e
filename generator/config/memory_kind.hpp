// What a layer's weights and thresholds are kept in.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace scbnn {

enum class MemoryKind {
  kRom,        ///< constants
  kRegisters,  ///< flip-flops
  kSram,       ///< inferred: the RAM that synthesis finds in its target
};

/// All kinds, and their names in configurations, in the order of MemoryKind.
inline constexpr std::array kMemoryKinds = {MemoryKind::kRom, MemoryKind::kRegisters,
                                            MemoryKind::kSram};
inline constexpr std::array<std::string_view, kMemoryKinds.size()> kMemoryNames = {
    "rom", "registers", "sram"};

[[nodiscard]] constexpr std::string_view name_of(MemoryKind kind) {
  return kMemoryNames[static_cast<std::size_t>(kind)];
}

/// Whether it has a load port.
[[nodiscard]] constexpr bool is_writable(MemoryKind kind) { return kind != MemoryKind::kRom; }

}  // namespace scbnn
