// The macros that a design's memories are built from.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "generator/config/config.hpp"
#include "generator/plan/layer_plan.hpp"
#include "generator/tech/foundry.hpp"
#include "generator/tech/macro.hpp"

namespace scbnn {

struct MacroPlan {
  Technology technology;
  std::vector<Macro> macros;  ///< one per kind that the design uses, named with its geometry
  std::optional<FoundryMacro> foundry;  ///< the user's: the tiles of its kind are made of it

  [[nodiscard]] const Macro& macro_of(CellKind kind) const;
};

/// What the tiles of such a memory hold; nothing for memories without tiles.
[[nodiscard]] std::optional<CellKind> cell_of(MemoryKind kind);

/// The leaf module of a kind's tile: "sc_macro_sram".
[[nodiscard]] std::string tile_leaf(CellKind kind);

/// The macros of the layers; nothing where no memory is made of tiles. Throws InputError where the
/// technology or the foundry's macro is unknown, wrong, or lacks a kind.
[[nodiscard]] std::optional<MacroPlan> plan_macros(std::span<const LayerPlan> layers,
                                                   const Config& config);

}  // namespace scbnn
