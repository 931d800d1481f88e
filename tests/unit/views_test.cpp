// The three views of a macro say the same.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "generator/cost/macro_cost.hpp"
#include "generator/tech/foundry.hpp"
#include "support/problem.hpp"
#include "tests/unit/views_fixture.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;

namespace {

struct Shape {
  double left, bottom, right, top;
};

/// Pins of a LEF text with the rectangles of each.
std::map<std::string, std::vector<Shape>> lef_pins(const std::string& text) {
  std::map<std::string, std::vector<Shape>> pins;
  std::istringstream lines(text);
  std::string line;
  std::string pin;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "PIN") words >> pin;
    if (word == "OBS") pin.clear();
    Shape shape{};
    if (word == "RECT" && !pin.empty() &&
        words >> shape.left >> shape.bottom >> shape.right >> shape.top) {
      pins[pin].push_back(shape);
    }
  }
  return pins;
}

/// The number after the first match of `before` in a text.
double number_after(const std::string& text, const std::string& before) {
  const std::size_t at = text.find(before);
  REQUIRE(at != std::string::npos);
  return std::stod(text.substr(at + before.size()));
}

bool on_grid(double length, double grid) {
  return std::abs(length / grid - std::round(length / grid)) < 1e-6;
}

std::string complaints(const std::string& text) {
  try {
    (void)parse_foundry_macro(text, "m.toml");
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

const std::string kFoundry = R"(module = "FAB_SRAM_64X32"
kind = "sram"
rows = 64
columns = 32
[ports.CLK]
role = "clock"
[ports.CEN]
role = "enable"
active = "low"
[ports.WEN]
role = "write"
active = "low"
[ports.A]
role = "address"
[ports.D]
role = "data-in"
[ports.BWEN]
role = "mask"
width = 4
active = "low"
[ports.Q]
role = "data-out"
[ports.TEST]
role = "tie-low"
width = 2
[ports.SCAN_OUT]
role = "unused"
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("a tile's figures follow from its cell's", "[views]") {
  CellFigures cell;
  cell.cell_area.value = 2;
  cell.row_area.value = 10;
  cell.column_area.value = 100;
  cell.fixed_area.value = 1000;
  cell.read_energy.value = 50;
  cell.read_energy_each_row.value = 0.5;
  cell.write_energy.value = 2000;
  cell.read_time.value = 3;
  cell.read_time_each_row.value = 0.01;
  cell.write_time.value = 20;
  cell.leakage.value = 12.5;
  LayoutRules layout;
  layout.grid_um = 0.1;
  layout.pin_um = 0.2;
  layout.pin_pitch_um = 0.4;
  layout.power_pitch_um = 10;
  const TileFigures tile = tile_figures(cell, layout, 32, 64, 200);
  // 2048 cells of 2, 32 rows of 10, 64 columns of 100, 1000: 11,816 um2.
  CHECK(tile.width == Approx(108.8));  // sqrt(11,816) is 108.7 on the grid
  CHECK(tile.area >= 11816);
  CHECK(tile.area < 11816 * 1.01);
  CHECK(tile.read_energy == Approx(64 * (50 + 32 * 0.5) / 1000));
  CHECK(tile.write_energy == Approx(128));
  CHECK(tile.read_time == Approx(3.32));
  CHECK(tile.write_time == 20);
  CHECK(tile.leakage == Approx(25.6));
  // 500 pins need 501 pitches: wider than square, the area stays.
  const TileFigures wide = tile_figures(cell, layout, 32, 64, 500);
  CHECK(wide.width == Approx(200.4));
  CHECK(wide.area >= 11816);
  CHECK(wide.area < 11816 * 1.01);
}

TEST_CASE("a memory costs its tiles", "[views]") {
  const Macro tile = test::macro_of(CellKind::kStMram, 64, 32);
  const MacroCost one = macro_cost(tile, 1, 1);
  CHECK(one.area == Approx(tile.tile.area));
  CHECK(one.read_energy == Approx(tile.tile.read_energy));
  const MacroCost many = macro_cost(tile, 2, 3);
  CHECK(many.area == Approx(6 * tile.tile.area));
  CHECK(many.read_energy == Approx(3 * tile.tile.read_energy));
  CHECK(many.write_energy == Approx(3 * tile.tile.write_energy));
}

TEST_CASE("addresses reach every row", "[views]") {
  CHECK(address_width(1) == 1);
  CHECK(address_width(2) == 1);
  CHECK(address_width(3) == 2);
  CHECK(address_width(64) == 6);
  CHECK(address_width(65) == 7);
}

TEST_CASE("Liberty, LEF and Verilog have the same ports", "[views]") {
  for (const CellKind kind : test::kTileKinds) {
    for (const auto& [rows, columns] : {std::pair{64, 64}, {3, 1}, {100, 33}}) {
      INFO(name_of(kind) << " " << rows << " x " << columns);
      const Macro macro = test::macro_of(kind, rows, columns);
      const std::string box = black_box(macro);
      const std::string library = liberty(macro);
      const auto pins = lef_pins(lef(macro));
      std::size_t bits = 0;
      for (const MacroPort& port : macro.ports) {
        bits += static_cast<std::size_t>(port.width);
        for (int bit = 0; bit < port.width; ++bit) {
          const std::string name =
              port.is_bus ? port.name + '[' + std::to_string(bit) + ']' : port.name;
          CHECK(pins.contains(name));
        }
        CHECK_THAT(
            library,
            Contains(
                (port.is_bus ? "    bus(" : "    pin(") + port.name + ") {\n" +
                (port.is_bus ? "      bus_type : bits_" + std::to_string(port.width) + ";\n" : "") +
                "      direction : " + (port.is_output ? "output" : "input") + ";"));
        const std::string range =
            port.width == 1 ? R"( *)" : " \\[" + std::to_string(port.width - 1) + ":0\\] +";
        CHECK(std::regex_search(box, std::regex((port.is_output ? "output wire" : "input +wire") +
                                                range + port.name + "\\b")));
      }
      CHECK(pins.size() == bits + 2);  // VDD and VSS
      CHECK(number_after(library, "    area : ") ==
            Approx(number_after(lef(macro), "SIZE ") * number_after(lef(macro), " BY ")));
    }
  }
}

TEST_CASE("pins lie on the grid, inside the outline and apart", "[views]") {
  for (const std::string technology : {"22nm", "130nm"}) {
    for (const auto& [rows, columns] : {std::pair{64, 64}, {2, 256}, {1024, 8}, {2, 1}}) {
      INFO(technology << " " << rows << " x " << columns);
      const Macro macro = test::macro_of(CellKind::kSram, rows, columns, technology);
      const double grid = macro.layout.grid_um;
      std::vector<Shape> signals;
      for (const auto& [name, shapes] : lef_pins(lef(macro))) {
        const bool supply = name == "VDD" || name == "VSS";
        REQUIRE_FALSE(shapes.empty());
        for (const Shape& shape : shapes) {
          CHECK(shape.left >= 0);
          CHECK(shape.bottom >= 0);
          CHECK(shape.right <= macro.tile.width + 1e-9);
          CHECK(shape.top <= macro.tile.height + 1e-9);
          for (const double edge : {shape.left, shape.bottom, shape.right, shape.top}) {
            CHECK(on_grid(edge, grid));
          }
          if (!supply) signals.push_back(shape);
        }
      }
      std::sort(signals.begin(), signals.end(),
                [](const Shape& a, const Shape& b) { return a.left < b.left; });
      for (std::size_t i = 1; i < signals.size(); ++i) {
        CHECK(signals[i].left - signals[i - 1].left >= macro.layout.pin_pitch_um - 1e-6);
      }
    }
  }
}

TEST_CASE("Liberty says what the technology says", "[views]") {
  const Macro macro = test::macro_of(CellKind::kStMram, 64, 64);
  const std::string text = liberty(macro);
  CHECK_THAT(text, Contains("cell_rise(load) { values(\"4, 4.08666\"); }"));
  CHECK_THAT(text, Contains("when : \"ce_i & !we_i\";\n        rise_power(scalar) { "
                            "values(\"5.9904\"); }"));
  CHECK_THAT(text, Contains("when : \"ce_i & we_i\";\n        rise_power(scalar) { "
                            "values(\"1600\"); }"));
  CHECK_THAT(text, !Contains("leakage_power :"));  // nobody has published it
  CHECK_THAT(liberty(test::macro_of(CellKind::kSram, 64, 64, "130nm")),
             Contains("cell_leakage_power : 49.5043;"));
}

TEST_CASE("a foundry's macro becomes a tile", "[views]") {
  const FoundryMacro macro = parse_foundry_macro(kFoundry, "m.toml");
  CHECK(macro.module == "FAB_SRAM_64X32");
  CHECK(macro.ports.size() == 9);
  const std::string text = tile_wrapper(macro, "sc_macro_sram", {{"File", "\"\""}});
  CHECK(
      text ==
      R"(// sc_macro_sram: a tile of 64 rows and 32 columns, for synthesis in place of the model of the same
// name: the macro FAB_SRAM_64X32 with the ports of a tile.
`default_nettype none

module sc_macro_sram #(
  // The macro's geometry; any other is refused.
  parameter Rows = 64,
  parameter Columns = 32,
  // Of the model for simulation, unused here.
  /* verilator lint_off UNUSEDPARAM */  // an instance sets them for the model
  parameter File = ""
  /* verilator lint_on UNUSEDPARAM */
) (
  input  wire        clk_i,
  input  wire        ce_i,
  input  wire        we_i,
  input  wire [5:0]  addr_i,
  input  wire [31:0] mask_i,
  input  wire [31:0] data_i,
  output wire [31:0] data_o
);

  generate
    if (Rows != 64 || Columns != 32) begin : g_check
      ERROR_sc_macro_sram_is_made_for_64_rows_and_32_columns u_error ();
    end
  endgenerate

  FAB_SRAM_64X32 u_macro (
    .CLK      (clk_i),
    .CEN      (~ce_i),
    .WEN      (~(ce_i & we_i)),
    .A        (addr_i),
    .D        (data_i),
    .BWEN     (~{mask_i[24], mask_i[16], mask_i[8], mask_i[0]}),
    .Q        (data_o),
    .TEST     ({2{1'b0}}),
    .SCAN_OUT ()
  );

endmodule

`default_nettype wire
)");
}

TEST_CASE("the example of docs/macros.md is a description", "[views]") {
  std::ifstream stream(std::filesystem::path(SCBNN_SOURCE_DIR) / "docs/macros.md");
  std::string line;
  std::string text;
  while (std::getline(stream, line)) {
    const bool begins = line.starts_with("    module = ");
    const bool goes_on = !text.empty() && (line.empty() || line.starts_with("    "));
    if (begins || goes_on) {
      text += line + '\n';
    } else if (!text.empty()) {
      break;
    }
  }
  const FoundryMacro macro = parse_foundry_macro(text, "docs/macros.md");
  CHECK(macro.module == "RM_IHPSG13_1P_64x64_c2_bm_bist");
  CHECK(macro.ports.size() == 11);
  CHECK_THAT(tile_wrapper(macro, "sc_macro_sram", {}),
             Contains(".A_REN      (ce_i & ~we_i)") && Contains(".A_BIST_DIN ({64{1'b0}})"));
}

TEST_CASE("mistakes in the description of a foundry's macro", "[views]") {
  REQUIRE(complaints(kFoundry).empty());
  CHECK(complaints("") ==
        "m.toml:1: module: is missing; allowed: Verilog name, 1..64 letters, digits and _\n"
        "m.toml:1: kind: is missing; allowed: \"sram\" or \"st-mram\" or \"rram-2t2r\"\n"
        "m.toml:1: rows: is missing; allowed: integer, 2..1048576\n"
        "m.toml:1: columns: is missing; allowed: integer, 1..65536\n"
        "m.toml:1: ports: is missing; allowed: a table [ports.NAME] a port");
  CHECK(complaints(replaced(kFoundry, "\"sram\"", "\"sramm\"")) ==
        "m.toml:2: kind: is \"sramm\"; allowed: \"sram\" or \"st-mram\" or \"rram-2t2r\" (did you "
        "mean 'sram'?)");
  CHECK_THAT(complaints(replaced(kFoundry, "\"data-in\"", "\"datain\"")),
             Contains("m.toml:16: ports.D.role: is \"datain\"; allowed: \"clock\" or ") &&
                 Contains("(did you mean 'data-in'?)"));
  CHECK(complaints(replaced(kFoundry, "width = 4", "width = 5")) ==
        "m.toml:19: ports.BWEN.width: is 5; allowed: a divisor of the 32 columns");
  CHECK(complaints(replaced(kFoundry, "role = \"address\"", "role = \"address\"\nwidth = 5")) ==
        "m.toml:15: ports.A.width: is 5; allowed: 6 or more, for 64 rows");
  CHECK(complaints(replaced(kFoundry, "role = \"clock\"", "role = \"clock\"\nactive = \"low\"")) ==
        "m.toml:7: ports.CLK.active: is \"low\"; allowed for a port of role \"clock\": \"high\"");
  CHECK(complaints(replaced(kFoundry, "role = \"tie-low\"\nwidth = 2", "role = \"clock\"")) ==
        "m.toml:23: ports.TEST.role: is \"clock\", as ports.CLK is; allowed: once");
  CHECK(complaints(replaced(kFoundry, "[ports.Q]\nrole = \"data-out\"\n", "")) ==
        "m.toml:5: ports: no port has the role \"data-out\"; a macro of kind \"sram\" needs it");
  CHECK(
      complaints(replaced(kFoundry, "[ports.Q]", "[ports.\"Q[0]\"]")) ==
      "m.toml:21: ports.\"Q[0]\": cannot be a port; allowed: Verilog names of letters, digits and "
      "_");
}

TEST_CASE("a macro of ours is its own foundry macro", "[views]") {
  for (const CellKind kind : test::kTileKinds) {
    const Macro macro = test::macro_of(kind, 16, 8);
    const FoundryMacro same = as_foundry_macro(macro);
    REQUIRE(same.ports.size() == macro.ports.size());
    for (std::size_t i = 0; i < same.ports.size(); ++i) {
      CHECK(same.ports[i].name == macro.ports[i].name);
      CHECK(same.ports[i].width == macro.ports[i].width);
    }
  }
}
