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
  kSramMacro,  ///< tiles of SRAM
  kStMram,     ///< tiles of spin-transfer torque magnetic memory
  kRram2t2r,   ///< tiles of paired resistive devices, whose sense amplifiers multiply
};

/// All kinds, and their names in configurations, in the order of MemoryKind.
inline constexpr std::array kMemoryKinds = {MemoryKind::kRom,    MemoryKind::kRegisters,
                                            MemoryKind::kSram,   MemoryKind::kSramMacro,
                                            MemoryKind::kStMram, MemoryKind::kRram2t2r};
inline constexpr std::array<std::string_view, kMemoryKinds.size()> kMemoryNames = {
    "rom", "registers", "sram", "sram-macro", "st-mram", "rram-2t2r"};

[[nodiscard]] constexpr std::string_view name_of(MemoryKind kind) {
  return kMemoryNames[static_cast<std::size_t>(kind)];
}

/// Whether it is made of macros.
[[nodiscard]] constexpr bool is_tiled(MemoryKind kind) { return kind >= MemoryKind::kSramMacro; }

/// Whether it gives products of its contents with activations.
[[nodiscard]] constexpr bool multiplies(MemoryKind kind) { return kind == MemoryKind::kRram2t2r; }

/// Whether it has a load port.
[[nodiscard]] constexpr bool is_writable(MemoryKind kind) { return kind != MemoryKind::kRom; }

/// How memories guard what they hold.
enum class EccKind {
  kNone,
  kSecded,  ///< code words that correct one wrong bit and detect two
};

inline constexpr std::array kEccKinds = {EccKind::kNone, EccKind::kSecded};
inline constexpr std::array<std::string_view, kEccKinds.size()> kEccNames = {"none", "secded"};

[[nodiscard]] constexpr std::string_view name_of(EccKind kind) {
  return kEccNames[static_cast<std::size_t>(kind)];
}

/// Whether it can hold code words: macros that give what they hold, not products of it.
[[nodiscard]] constexpr bool can_hold_code(MemoryKind kind) {
  return is_tiled(kind) && !multiplies(kind);
}

}  // namespace scbnn
