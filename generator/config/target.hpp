// What a design is synthesized for: it decides what engines are made of, never a result.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace scbnn {

enum class Target {
  kGeneric,  ///< not said
  kAsic,     ///< standard cells
  kIce40,    ///< Lattice iCE40: LUTs of four inputs
  kEcp5,     ///< Lattice ECP5: LUTs of four inputs
  kXilinx7,  ///< AMD 7 series: LUTs of six inputs
};

/// All targets, and their names in configurations, in the order of Target.
inline constexpr std::array kTargets = {Target::kGeneric, Target::kAsic, Target::kIce40,
                                        Target::kEcp5, Target::kXilinx7};
inline constexpr std::array<std::string_view, kTargets.size()> kTargetNames = {
    "generic", "asic", "ice40", "ecp5", "xilinx7"};

[[nodiscard]] constexpr std::string_view name_of(Target target) {
  return kTargetNames[static_cast<std::size_t>(target)];
}

}  // namespace scbnn
