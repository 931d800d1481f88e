// LEF: an outline whose signal pins stand in a row at the lower edge and whose supplies are
// stripes.
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "generator/emit/macros/views.hpp"

namespace scbnn {
namespace {

struct Rectangle {
  double left = 0;
  double bottom = 0;
  double right = 0;
  double top = 0;
};

struct Pin {
  std::string name;
  bool is_output = false;
  bool is_clock = false;
};

std::string rectangle(const Rectangle& shape) {
  return fmt::format("RECT {:.3f} {:.3f} {:.3f} {:.3f} ;", shape.left, shape.bottom, shape.right,
                     shape.top);
}

double on_grid_below(double length, double grid) { return std::floor(length / grid + 1e-6) * grid; }

/// Every bit of every port; the bits of a column are side by side, control signals first.
std::vector<Pin> pins_in_order(const Macro& macro) {
  std::vector<Pin> pins;
  const auto add = [&](const MacroPort& port, int bit) {
    pins.push_back({port.is_bus ? fmt::format("{}[{}]", port.name, bit) : port.name, port.is_output,
                    port.role == PortRole::kClock});
  };
  const auto is_column = [&](const MacroPort& port) {
    return port.is_bus && port.role != PortRole::kAddress;
  };
  for (const MacroPort& port : macro.ports) {
    if (is_column(port)) continue;
    for (int bit = 0; bit < port.width; ++bit) add(port, bit);
  }
  for (int column = 0; column < macro.columns; ++column) {
    for (const MacroPort& port : macro.ports) {
      if (is_column(port)) add(port, column);
    }
  }
  return pins;
}

std::string signal_pins(const Macro& macro) {
  const LayoutRules& rules = macro.layout;
  const std::vector<Pin> pins = pins_in_order(macro);
  const double step =
      on_grid_below(macro.tile.width / (static_cast<double>(pins.size()) + 1), rules.grid_um);
  std::string out;
  double left = step;
  for (const Pin& pin : pins) {
    const Rectangle shape{left, 0, left + rules.pin_um, rules.pin_um};
    out += fmt::format(
        "  PIN {0}\n    DIRECTION {1} ;\n    USE {2} ;\n    PORT\n      LAYER {3} ;\n        {4}\n"
        "    END\n  END {0}\n",
        pin.name, pin.is_output ? "OUTPUT" : "INPUT", pin.is_clock ? "CLOCK" : "SIGNAL",
        rules.pin_layer, rectangle(shape));
    left += step;
  }
  return out;
}

/// The supply stripes from left to right: VDD, VSS, VDD, ..
std::vector<Rectangle> stripes(const Macro& macro) {
  const LayoutRules& rules = macro.layout;
  std::vector<Rectangle> shapes;
  for (double left = rules.power_pitch_um / 2; left + rules.power_um <= macro.tile.width;
       left += rules.power_pitch_um) {
    const double start = on_grid_below(left, rules.grid_um);
    shapes.push_back({start, 0, start + rules.power_um, macro.tile.height});
  }
  return shapes;
}

std::string supply_pin(const Macro& macro, const char* name, const char* use, std::size_t first) {
  std::string out = fmt::format("  PIN {}\n    DIRECTION INOUT ;\n    USE {} ;\n", name, use);
  const std::vector<Rectangle> shapes = stripes(macro);
  for (std::size_t i = first; i < shapes.size(); i += 2) {
    out += fmt::format("    PORT\n      LAYER {} ;\n        {}\n    END\n",
                       macro.layout.power_layer, rectangle(shapes[i]));
  }
  return out + fmt::format("  END {}\n", name);
}

/// What routes must keep out of: everything, but for the pins and a strip above them.
std::string obstructions(const Macro& macro) {
  const LayoutRules& rules = macro.layout;
  const Rectangle whole{0, 0, macro.tile.width, macro.tile.height};
  std::string out = "  OBS\n";
  for (const std::string& layer : rules.blocked_layers) {
    out += fmt::format("    LAYER {} ;\n      {}\n", layer, rectangle(whole));
  }
  const double clear = on_grid_below(rules.pin_um + rules.pin_pitch_um, rules.grid_um);
  out += fmt::format("    LAYER {} ;\n      {}\n", rules.pin_layer,
                     rectangle({0, clear, whole.right, whole.top}));
  return out + "  END\n";
}

}  // namespace

std::string lef(const Macro& macro) {
  return fmt::format(
             "# {0}\n# Made by scbnn; the figures and their sources are in the technology file.\n"
             "VERSION 5.6 ;\nBUSBITCHARS \"[]\" ;\nDIVIDERCHAR \"/\" ;\n\n"
             "MACRO {1}\n  CLASS BLOCK ;\n  FOREIGN {1} 0 0 ;\n  ORIGIN 0 0 ;\n"
             "  SIZE {2:.3f} BY {3:.3f} ;\n  SYMMETRY X Y R90 ;\n",
             macro.origin, macro.name, macro.tile.width, macro.tile.height) +
         signal_pins(macro) + supply_pin(macro, "VDD", "POWER", 0) +
         supply_pin(macro, "VSS", "GROUND", 1) + obstructions(macro) +
         fmt::format("END {}\n\nEND LIBRARY\n", macro.name);
}

}  // namespace scbnn
