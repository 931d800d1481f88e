// A memory macro as tools see it from outside: its ports, its outline, what it measures.
#pragma once

#include <string>
#include <vector>

#include "generator/tech/technology.hpp"

namespace scbnn {

/// What a port of a tile is there for.
enum class PortRole {
  kClock,
  kEnable,   ///< a read, or a write with kWrite
  kWrite,    ///< of an SRAM or ST-MRAM: the access is a write
  kSense,    ///< of an RRAM: a read
  kProgram,  ///< of an RRAM: a write
  kAddress,  ///< the row
  kMask,     ///< the columns that a write changes
  kDataIn,
  kActivation,  ///< of an RRAM: the products' other factor
  kDataOut,     ///< of an RRAM the products
  kBusy,        ///< a write is under way
};

struct MacroPort {
  std::string name;
  int width = 1;
  bool is_bus = false;  ///< [width-1:0], of one bit too
  bool is_output = false;
  PortRole role = PortRole::kClock;
};

/// What a tile of some geometry measures: um, um2, ns, pJ per access, nW.
struct TileFigures {
  double area = 0;   ///< width * height
  double width = 0;  ///< enough for its pins, otherwise square
  double height = 0;
  double read_energy = 0;   ///< a whole row
  double write_energy = 0;  ///< a whole row
  double read_time = 0;
  double write_time = 0;
  double leakage = 0;  ///< 0 where the technology does not say
};

struct Macro {
  std::string name;  ///< of its module
  CellKind kind = CellKind::kSram;
  int rows = 0;
  int columns = 0;
  /// Parameters that instances set; the views are for the ones given here.
  struct Parameter {
    std::string name;
    std::string value;
  };
  std::vector<Parameter> parameters;
  std::vector<MacroPort> ports;
  CellFigures cell;
  TileFigures tile;
  LayoutRules layout;
  double voltage = 0;
  double temperature = 0;
  std::string origin;  ///< one line: technology and process

  [[nodiscard]] const MacroPort& port(PortRole role) const;
};

/// Bits of a tile's address: enough for 0..rows-1, at least 1.
[[nodiscard]] int address_width(int rows);

/// The ports of a tile as the leaf modules have them (rtl/sc_macro_*.v).
[[nodiscard]] std::vector<MacroPort> tile_ports(CellKind kind, int rows, int columns);

/// What a tile measures; `pins` are its signals' bits, for the width of its lower edge.
[[nodiscard]] TileFigures tile_figures(const CellFigures& cell, const LayoutRules& layout, int rows,
                                       int columns, int pins);

/// The tile of a kind that the technology has (not register-file) as a macro.
[[nodiscard]] Macro tile_macro(const Technology& technology, CellKind kind, int rows, int columns,
                               const std::string& name);

}  // namespace scbnn
