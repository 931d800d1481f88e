// From a technology's figures to those of a tile.
#include "generator/tech/macro.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace scbnn {
namespace {

/// The multiple of the grid that is not below `length`.
double on_grid(double length, double grid) { return std::ceil(length / grid - 1e-6) * grid; }

int pins_of(const std::vector<MacroPort>& ports) {
  int pins = 0;
  for (const MacroPort& port : ports) pins += port.width;
  return pins;
}

}  // namespace

const MacroPort& Macro::port(PortRole role) const {
  const auto found = std::find_if(ports.begin(), ports.end(),
                                  [&](const MacroPort& port) { return port.role == role; });
  assert(found != ports.end());
  return *found;
}

int address_width(int rows) {
  int width = 1;
  while ((1 << width) < rows) ++width;
  return width;
}

std::vector<MacroPort> tile_ports(CellKind kind, int rows, int columns) {
  const MacroPort clock{"clk_i", 1, false, false, PortRole::kClock};
  const MacroPort address{"addr_i", address_width(rows), true, false, PortRole::kAddress};
  const MacroPort mask{"mask_i", columns, true, false, PortRole::kMask};
  const MacroPort data{"data_i", columns, true, false, PortRole::kDataIn};
  const MacroPort busy{"busy_o", 1, false, true, PortRole::kBusy};
  if (kind == CellKind::kRram2t2r) {
    return {clock,
            {"sense_i", 1, false, false, PortRole::kSense},
            address,
            {"act_i", columns, true, false, PortRole::kActivation},
            {"product_o", columns, true, true, PortRole::kDataOut},
            {"program_i", 1, false, false, PortRole::kProgram},
            mask,
            data,
            busy};
  }
  std::vector<MacroPort> ports = {clock,
                                  {"ce_i", 1, false, false, PortRole::kEnable},
                                  {"we_i", 1, false, false, PortRole::kWrite},
                                  address,
                                  mask,
                                  data,
                                  {"data_o", columns, true, true, PortRole::kDataOut}};
  if (kind == CellKind::kStMram) ports.push_back(busy);
  return ports;
}

TileFigures tile_figures(const CellFigures& cell, const LayoutRules& layout, int rows, int columns,
                         int pins) {
  const double r = rows;
  const double c = columns;
  const double needed = r * c * cell.cell_area.value + r * cell.row_area.value +
                        c * cell.column_area.value + cell.fixed_area.value;
  TileFigures tile;
  tile.width =
      on_grid(std::max(std::sqrt(needed), (pins + 1) * layout.pin_pitch_um), layout.grid_um);
  // Room for the pins' row and a pair of supply stripes.
  tile.width = std::max(tile.width, on_grid(2.5 * layout.power_pitch_um, layout.grid_um));
  tile.height = on_grid(std::max(needed / tile.width, 4 * layout.pin_pitch_um), layout.grid_um);
  tile.area = tile.width * tile.height;
  constexpr double kPicojoules = 1e-3;  // a fJ
  tile.read_energy =
      kPicojoules * c * (cell.read_energy.value + r * cell.read_energy_each_row.value);
  tile.write_energy =
      kPicojoules * c * (cell.write_energy.value + r * cell.write_energy_each_row.value);
  tile.read_time = cell.read_time.value + r * cell.read_time_each_row.value;
  tile.write_time = cell.write_time.value;
  tile.leakage = 1e-3 * r * c * cell.leakage.value;
  return tile;
}

Macro tile_macro(const Technology& technology, CellKind kind, int rows, int columns,
                 const std::string& name) {
  assert(kind != CellKind::kRegisterFile && technology.cells.contains(kind));
  Macro macro;
  macro.name = name;
  macro.kind = kind;
  macro.rows = rows;
  macro.columns = columns;
  macro.ports = tile_ports(kind, rows, columns);
  macro.cell = technology.cells.at(kind);
  macro.layout = technology.layout;
  macro.tile = tile_figures(macro.cell, macro.layout, rows, columns, pins_of(macro.ports));
  macro.voltage = technology.voltage;
  macro.temperature = technology.temperature;
  macro.origin = fmt::format("{} tile of {} rows and {} columns; technology {}, {}", name_of(kind),
                             rows, columns, technology.name, technology.process);
  return macro;
}

}  // namespace scbnn
