// The macros of a design: the files by which other tools know them, and what they cost.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "generator/cost/macro_cost.hpp"
#include "generator/emit/emit.hpp"
#include "generator/emit/memories/memory_images.hpp"
#include "generator/tech/foundry.hpp"

namespace scbnn {

/// A memory of the design that is made of tiles.
struct MacroMemory {
  std::string name;  ///< "layer1_weights"
  std::string layer;
  CellKind kind = CellKind::kSram;
  TileMap tiles;
  MacroCost cost;
  std::int64_t reads_per_image = 0;  ///< of a row, at `presentations`
  double read_energy = 0;            ///< pJ an image
};

/// Everything that is known of a design's macros.
struct MacroSummary {
  Technology technology;
  int presentations = 1;      ///< T of the reads
  std::vector<Macro> macros;  ///< one a kind that the design uses, named with its geometry
  std::optional<FoundryMacro> foundry;  ///< the user's: the tiles of its kind are made of it
  std::vector<MacroMemory> memories;

  [[nodiscard]] const Macro& macro_of(CellKind kind) const;
};

/// The macros of a design; empty lists where no memory is made of tiles. Throws InputError where
/// the technology is unknown, wrong or lacks a kind.
[[nodiscard]] MacroSummary summarize_macros(const Design& design,
                                            std::span<const MemoryImage> memories);

/// What the memories of one layer add up to.
struct MacroTotals {
  int tiles = 0;
  double area = 0;         ///< um2
  double read_energy = 0;  ///< pJ an image
};
[[nodiscard]] MacroTotals totals(const MacroSummary& summary, const std::string& layer);

/// The leaf module of a kind's tile: "sc_macro_sram".
[[nodiscard]] std::string tile_leaf(CellKind kind);

/// The Verilog of a design for synthesis: the models of tiles give way to macros/*.v.
[[nodiscard]] std::vector<std::string> synthesis_files(const MacroSummary& summary,
                                                       std::span<const std::string> verilog);

/// macros/*: Liberty, LEF and black box of each macro, the tile around it for synthesis, and the
/// technology file. Of a foundry's macro there is the tile alone: its views are the foundry's.
[[nodiscard]] FileSet macro_files(const MacroSummary& summary);

}  // namespace scbnn
