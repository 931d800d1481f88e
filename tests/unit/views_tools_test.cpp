// The views in the hands of other tools: Yosys, OpenSTA, magic, KLayout, Verilator, Icarus.
#include <catch2/catch.hpp>
#include <regex>

#include "generator/tech/foundry.hpp"
#include "tests/unit/views_fixture.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;

namespace {

const char* const kCells = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib";
const char* const kMagic = "/usr/share/qflow/tech/osu018/SCN6M_SUBM.10.tech";

bool lacks(const std::string& program, const char* file = nullptr) {
  if (test::has_program(program) && (file == nullptr || std::filesystem::exists(file)))
    return false;
  WARN("skipped: there is no " << (test::has_program(program) ? file : program.c_str()));
  return true;
}

std::string leaf_of(CellKind kind) { return test::macro_of(kind, 4, 4).name; }

/// A design around a tile: every input driven by a flip-flop, every output into one.
std::string netlist_source(const Macro& macro) {
  std::string ports = "input wire clk";
  std::string declared;
  std::string clocked;
  std::string bound;
  for (const MacroPort& port : macro.ports) {
    const std::string range = "[" + std::to_string(port.width - 1) + ":0] ";
    if (port.role == PortRole::kClock) {
      bound += ", ." + port.name + "(clk)";
    } else if (port.is_output) {
      ports += ", output reg " + range + "out_" + port.name;
      declared += "  wire " + range + port.name + ";\n";
      clocked += "    out_" + port.name + " <= " + port.name + ";\n";
      bound += ", ." + port.name + "(" + port.name + ")";
    } else {
      ports += ", input wire " + range + "in_" + port.name;
      declared += "  reg " + range + port.name + ";\n";
      clocked += "    " + port.name + " <= in_" + port.name + ";\n";
      bound += ", ." + port.name + "(" + port.name + ")";
    }
  }
  return "module top (" + ports + ");\n" + declared + "  always @(posedge clk) begin\n" + clocked +
         "  end\n  " + leaf_of(macro.kind) + " #(.Rows(" + std::to_string(macro.rows) +
         "), .Columns(" + std::to_string(macro.columns) + ")) u_tile (" + bound.substr(2) +
         ");\nendmodule\n";
}

/// A tile's macro under a name with its geometry, and all files around it.
Macro write_files(const test::Folder& folder, CellKind kind, const std::string& technology) {
  Macro macro = test::macro_of(kind, 16, 8, technology);
  const std::string leaf = macro.name;
  macro.name = leaf + "_16x8";
  folder.write("macro.lib", liberty(macro));
  folder.write("macro.lef", lef(macro));
  folder.write("box.v", black_box(macro));
  folder.write("tile.v", tile_wrapper(as_foundry_macro(macro), leaf, {}));
  folder.write("top.v", netlist_source(macro));
  return macro;
}

std::string synthesis() {
  return std::string("yosys -q -p \"read_liberty -lib ") + kCells +
         "; read_verilog box.v tile.v top.v; hierarchy -check -top top; synth -top top -flatten; "
         "dfflibmap -liberty " +
         kCells + "; abc -liberty " + kCells +
         "; opt_clean; check -assert; tee -q -o stat.txt stat -liberty " + kCells +
         " -liberty macro.lib; write_verilog -noattr netlist.v\"";
}

}  // namespace

TEST_CASE("Yosys reads the views and counts the macro's area", "[views]") {
  if (lacks("yosys", kCells)) return;
  for (const CellKind kind : test::kTileKinds) {
    const test::Folder folder;
    const Macro macro = write_files(folder, kind, "22nm");
    const auto [status, text] = test::run(folder.path(), synthesis());
    INFO(name_of(kind));
    CHECK(text == "");
    REQUIRE(status == 0);
    const auto statistics = test::run(folder.path(), "cat stat.txt").second;
    CHECK(std::regex_search(statistics, std::regex("\\b" + macro.name + " +1\\n")));
    CHECK_THAT(statistics, !Contains("is unknown"));
    std::smatch area;
    REQUIRE(
        std::regex_search(statistics, area, std::regex("Chip area for module '.top': ([0-9.]+)")));
    CHECK(std::stod(area[1]) > macro.tile.area);
    // Liberty alone is a black box, too, with the same ports.
    const auto [liberty_status, liberty_text] =
        test::run(folder.path(),
                  "yosys -q -p 'read_liberty -lib macro.lib; read_verilog tile.v top.v; hierarchy "
                  "-check -top "
                  "top; proc; check -assert'");
    CHECK(liberty_text == "");
    CHECK(liberty_status == 0);
  }
}

TEST_CASE("Yosys refuses a tile of another geometry than its macro's", "[views]") {
  if (lacks("yosys")) return;
  const test::Folder folder;
  (void)write_files(folder, CellKind::kSram, "22nm");
  folder.write("top.v", netlist_source(test::macro_of(CellKind::kSram, 32, 8)));
  const auto [status, text] = test::run(
      folder.path(), "yosys -q -p 'read_verilog box.v tile.v top.v; hierarchy -check -top top'");
  CHECK(status != 0);
  CHECK_THAT(text, Contains("ERROR_sc_macro_sram_is_made_for_16_rows_and_8_columns"));
}

TEST_CASE("OpenSTA times a netlist with a macro and has nothing to warn of", "[views]") {
  if (lacks("sta", kCells) || lacks("yosys", kCells)) return;
  for (const CellKind kind : test::kTileKinds) {
    const test::Folder folder;
    const Macro macro = write_files(folder, kind, "22nm");
    REQUIRE(test::run(folder.path(), synthesis()).second == "");
    const std::string output = kind == CellKind::kRram2t2r ? "product_o" : "data_o";
    folder.write("time.tcl", std::string("read_liberty ") + kCells +
                                 "\nread_liberty macro.lib\nread_verilog netlist.v\n"
                                 "link_design top\n"
                                 "create_clock -name clk -period 10 [get_ports clk]\n"
                                 "foreach port [all_inputs] {\n"
                                 "  if {[get_property $port full_name] ne \"clk\"} {\n"
                                 "    set_input_delay 2 -clock clk $port\n  }\n}\n"
                                 "set_output_delay 2 -clock clk [all_outputs]\n"
                                 "puts \"from the macro\"\n"
                                 "report_checks -from u_tile.u_macro/clk_i\n"
                                 "puts \"to the macro\"\n"
                                 "report_checks -to u_tile.u_macro/addr_i\\[0\\]\n"
                                 "puts \"hold\"\n"
                                 "report_checks -path_delay min -to u_tile.u_macro/addr_i\\[0\\]\n"
                                 "puts \"slack [worst_slack]\"\nreport_power\nexit\n");
    const auto [status, text] = test::run(folder.path(), "sta -no_splash -exit time.tcl");
    INFO(name_of(kind) << "\n" << text);
    CHECK(status == 0);
    CHECK_THAT(text, !Contains("arning") && !Contains("rror"));
    // From the clock to the data, through the macro, and back into a flip-flop.
    const std::size_t to = text.find("to the macro");
    const std::string from_part = text.substr(0, to);
    const std::string to_part = text.substr(to);
    CHECK_THAT(from_part, Contains("/" + output) && Contains("(" + macro.name + ")") &&
                              Contains("library setup time") && Contains("slack (MET)"));
    std::smatch delay;
    REQUIRE(
        std::regex_search(from_part, delay, std::regex("([0-9.]+) +[0-9.]+ [v^] [^ ]*/" + output)));
    CHECK(std::stod(delay[1]) == Approx(macro.tile.read_time).margin(0.1));
    CHECK_THAT(to_part, Contains("library setup time") && Contains("library hold time") &&
                            Contains("(" + macro.name + ")"));
    CHECK_THAT(text, Contains("Macro"));
  }
}

TEST_CASE("OpenSTA sees the energy of the accesses", "[views]") {
  if (lacks("sta", kCells) || lacks("yosys", kCells)) return;
  const test::Folder folder;
  const Macro macro = write_files(folder, CellKind::kSram, "130nm");
  REQUIRE(test::run(folder.path(), synthesis()).second == "");
  folder.write("power.tcl", std::string("read_liberty ") + kCells +
                                "\nread_liberty macro.lib\nread_verilog netlist.v\n"
                                "link_design top\n"
                                "create_clock -name clk -period 10 [get_ports clk]\n"
                                "report_power -instances u_tile.u_macro -digits 6\nexit\n");
  const auto [status, text] = test::run(folder.path(), "sta -no_splash -exit power.tcl");
  INFO(text);
  CHECK(status == 0);
  CHECK_THAT(text, !Contains("arning") && !Contains("rror"));
  std::smatch power;  // W: internal, switching, leakage, total
  REQUIRE(std::regex_search(
      text, power, std::regex("([0-9.e+-]+) +([0-9.e+-]+) +([0-9.e+-]+) +[0-9.e+-]+ u_tile")));
  const double energy = std::stod(power[1]) * 10e-9 * 1e12;  // pJ per cycle of 10 ns
  // Reads, writes and idle cycles by the tool's own activities.
  CHECK(energy > 0.1 * macro.tile.read_energy);
  CHECK(energy < macro.tile.write_energy);
  CHECK(std::stod(power[3]) * 1e9 == Approx(macro.tile.leakage).epsilon(1e-3));
}

TEST_CASE("magic reads the outline and every pin", "[views]") {
  if (lacks("magic", kMagic)) return;
  Technology technology = find_technology("130nm", "test");
  // The names of the layers that magic has a technology for.
  technology.layout.pin_layer = "metal2";
  technology.layout.power_layer = "metal4";
  technology.layout.blocked_layers = {"metal1", "metal3"};
  const Macro macro = tile_macro(technology, CellKind::kSram, 64, 16, "tile");
  const test::Folder folder;
  folder.write("tile.lef", lef(macro));
  folder.write("read.tcl",
               "lef read tile.lef\nload tile\nselect top cell\nputs \"box [box values]\"\n"
               "puts \"last port [port last]\"\nquit -noprompt\n");
  const auto [status, text] =
      test::run(folder.path(), std::string("magic -dnull -noconsole -rcfile /dev/null -T ") +
                                   std::string(kMagic).substr(0, std::string(kMagic).size() - 5) +
                                   " read.tcl");
  INFO(text);
  CHECK(status == 0);
  CHECK_THAT(text, !Contains("LEF read, Line"));
  CHECK_THAT(text, !Contains("rror"));
  std::smatch box;
  REQUIRE(std::regex_search(text, box, std::regex("box 0 0 ([0-9]+) ([0-9]+)")));
  constexpr double kLambda = 0.1;  // um
  CHECK(std::stod(box[1]) * kLambda == Approx(macro.tile.width).margin(kLambda));
  CHECK(std::stod(box[2]) * kLambda == Approx(macro.tile.height).margin(kLambda));
  // clk, ce, we, 6 address bits, 3 * 16 column bits, 2 supplies.
  CHECK_THAT(text, Contains("last port 59"));
}

TEST_CASE("KLayout reads the outline and every pin", "[views]") {
  if (lacks("klayout")) return;
  const Macro macro = test::macro_of(CellKind::kRram2t2r, 64, 16);
  const test::Folder folder;
  folder.write("tile.lef", lef(macro));
  folder.write("read.py",
               "import pya\n"
               "layout = pya.Layout()\n"
               "options = pya.LoadLayoutOptions()\n"
               "options.lefdef_config.macro_resolution_mode = 1\n"
               "options.lefdef_config.dbu = 0.001\n"
               "layout.read('tile.lef', options)\n"
               "cell = layout.cell('sc_macro_rram')\n"
               "texts = set()\n"
               "for layer in layout.layer_indexes():\n"
               "    for shape in cell.shapes(layer).each():\n"
               "        if shape.is_text():\n"
               "            texts.add(shape.text.string)\n"
               "box = cell.dbbox()\n"
               "print('box %.3f %.3f' % (box.width(), box.height()))\n"
               "print('pins', len(texts))\n");
  const auto [status, text] = test::run(folder.path(), "klayout -b -r read.py");
  INFO(text);
  CHECK(status == 0);
  std::smatch box;
  REQUIRE(std::regex_search(text, box, std::regex("box ([0-9.]+) ([0-9.]+)")));
  CHECK(std::stod(box[1]) == Approx(macro.tile.width).margin(0.002));
  CHECK(std::stod(box[2]) == Approx(macro.tile.height).margin(0.002));
  // clk, sense, program, busy, 6 address bits, 4 * 16 column bits, 2 supplies.
  CHECK_THAT(text, Contains("pins 76"));
}

TEST_CASE("Verilator and Icarus accept a wrapper around its macro", "[views]") {
  for (const CellKind kind : test::kTileKinds) {
    const test::Folder folder;
    (void)write_files(folder, kind, "22nm");
    INFO(name_of(kind));
    if (!lacks("iverilog")) {
      CHECK(test::run(folder.path(), "iverilog -g2005 -Wall -s top -o /dev/null box.v tile.v top.v")
                .second == "");
    }
    if (!lacks("verilator")) {
      CHECK(test::run(folder.path(),
                      "verilator --lint-only -Wall -Wno-DECLFILENAME -Wno-UNDRIVEN -Wno-UNUSED "
                      "--language 1364-2005 --top-module " +
                          leaf_of(kind) + " tile.v box.v")
                .second == "");
    }
  }
}

TEST_CASE("a foundry's macro in its wrapper does what the model of the tile does", "[views]") {
  if (lacks("iverilog")) return;
  const FoundryMacro macro = parse_foundry_macro(R"(module = "FAB"
kind = "sram"
rows = 13
columns = 8
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
width = 6
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
[ports.RETAIN_N]
role = "tie-high"
)",
                                                 "fab.toml");
  const test::Folder folder;
  folder.write("wrapper.v", tile_wrapper(macro, "wrapped", {{"WriteCycles", "1"}}));
  folder.write("fab.v", R"(
module FAB (input wire CLK, CEN, WEN, input wire [5:0] A, input wire [7:0] D,
            input wire [3:0] BWEN, output reg [7:0] Q, input wire [1:0] TEST, input wire RETAIN_N);
  reg [7:0] cells [0:63];
  integer group;
  always @(posedge CLK) begin
    if (TEST != 0 || !RETAIN_N) Q <= 8'hxx;
    else if (!CEN && WEN) Q <= cells[A];
    else if (!CEN) begin
      for (group = 0; group < 4; group = group + 1)
        if (!BWEN[group]) cells[A][2*group+:2] <= D[2*group+:2];
    end
  end
endmodule
)");
  // Every row is written once before anything is read.
  folder.write("bench.v", R"(
module bench;
  reg clk = 0, ce = 0, we = 0;
  reg [3:0] addr = 0, group = 0;
  reg [7:0] data = 0;
  wire [7:0] mask = {{2{group[3]}}, {2{group[2]}}, {2{group[1]}}, {2{group[0]}}};
  wire [7:0] expected, found;
  integer cycle, reads = 0, different = 0;
  reg read_q = 0;
  sc_macro_sram #(.Rows(13), .Columns(8)) u_model (.clk_i(clk), .ce_i(ce), .we_i(we),
    .addr_i(addr), .mask_i(mask), .data_i(data), .data_o(expected));
  wrapped #(.Rows(13), .Columns(8)) u_wrapped (.clk_i(clk), .ce_i(ce), .we_i(we), .addr_i(addr),
    .mask_i(mask), .data_i(data), .data_o(found));
  initial begin
    for (cycle = 0; cycle < 2000; cycle = cycle + 1) begin
      ce = cycle < 13 || {$random} % 2;
      we = cycle < 13 || {$random} % 2;
      addr = cycle < 13 ? cycle : {$random} % 13;
      group = cycle < 13 ? 4'hf : $random;
      data = $random;
      #1 clk = 1;
      #1 clk = 0;
      if (ce && !we) reads = reads + 1;
      if (reads > 0 && found !== expected) different = different + 1;
    end
    $display("%0d reads, %0d different", reads, different);
  end
endmodule
)");
  const std::string model = std::string(SCBNN_SOURCE_DIR) + "/rtl/sc_macro_sram.v";
  const auto [status, text] =
      test::run(folder.path(), "iverilog -g2005 -o bench -s bench bench.v wrapper.v fab.v '" +
                                   model + "' && vvp bench");
  INFO(text);
  CHECK(status == 0);
  CHECK(std::regex_search(text, std::regex("^[45][0-9][0-9] reads, 0 different\n")));
}
