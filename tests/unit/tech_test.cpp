// Technology files: ours, users', and what is wrong with them.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "generator/tech/technology.hpp"
#include "support/problem.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;

namespace {

const std::string kHead = R"([process]
name = "a process"
voltage = 1.2
temperature = 25
[layout]
pin_layer = "metal2"
power_layer = "metal4"
blocked_layers = ["metal1"]
grid_um = 0.005
pin_um = 0.2
pin_pitch_um = 0.5
power_um = 1
power_pitch_um = 4
[sources]
paper = "A. Author, A paper, 2020, table 1"
)";

/// A kind's table with every figure that must be there.
std::string figures(const std::string& kind) {
  std::string text = "[" + kind + "]\n";
  for (const FigureRow& row : figure_rows()) {
    if (row.required) text += std::string(row.key) + " = { value = 1, from = \"paper\" }\n";
  }
  return text;
}

std::string complaints(const std::string& text) {
  try {
    (void)parse_technology(text, "t.toml");
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("the built-in technologies give every figure a source", "[tech]") {
  CHECK(built_in_technologies() == std::vector<std::string>{"130nm", "22nm"});
  for (const std::string& name : built_in_technologies()) {
    INFO(name);
    const Technology technology = find_technology(name, "here");
    CHECK(technology.name == name);
    for (const auto& [kind, cell] : technology.cells) {
      for (const FigureRow& row : figure_rows()) {
        INFO(name_of(kind) << " " << row.key);
        const Figure& figure = cell.*row.figure;
        if (row.required) CHECK(figure.given());
        if (figure.given()) CHECK(technology.sources.at(figure.from).text.size() > 20);
      }
    }
  }
  const Technology small = find_technology("22nm", "here");
  CHECK(small.cells.contains(CellKind::kSram));
  CHECK(small.cells.contains(CellKind::kStMram));
  CHECK(small.cells.contains(CellKind::kRram2t2r));
  CHECK_FALSE(small.sources.at("jain-2019").is_estimate);
  CHECK(small.sources.at("nvsim-rram").is_estimate);
}

TEST_CASE("the SRAM of 130nm is the one that its sources describe", "[tech]") {
  const Technology technology = find_technology("130nm", "here");
  const CellFigures& cell = technology.cells.at(CellKind::kSram);
  const auto area = [&](double rows, double columns) {
    return rows * columns * cell.cell_area.value + rows * cell.row_area.value +
           columns * cell.column_area.value + cell.fixed_area.value;
  };
  CHECK(area(64, 64) == Approx(50489.1328).epsilon(1e-4));
  CHECK(area(256, 64) == Approx(93180.5344).epsilon(1e-4));
  CHECK(area(256, 48) == Approx(596.48 * 118.78).epsilon(1e-4));
  const auto read = [&](double rows) {
    return 64e-3 * (cell.read_energy.value + rows * cell.read_energy_each_row.value);
  };
  CHECK(read(256) == Approx(49.634).epsilon(1e-3));
  CHECK(read(1024) == Approx(91.8272).epsilon(1e-3));
  const auto write = [&](double rows) {
    return 64e-3 * (cell.write_energy.value + rows * cell.write_energy_each_row.value);
  };
  CHECK(write(256) == Approx(63.4365).epsilon(1e-3));
  CHECK(write(1024) == Approx(110.9189).epsilon(1e-3));
  CHECK(cell.read_time.value + 256 * cell.read_time_each_row.value == Approx(3.0715).epsilon(1e-4));
  CHECK(256 * 64 * cell.leakage.value == Approx(198015.5).epsilon(1e-4));
}

TEST_CASE("a file of the user's is read", "[tech]") {
  const Technology technology = parse_technology(
      kHead + figures("st-mram") + "leakage_pw = { value = 2.5, from = \"paper\" }\n",
      "folder/mine.toml");
  CHECK(technology.name == "mine");
  CHECK(technology.process == "a process");
  CHECK(technology.voltage == 1.2);
  CHECK(technology.layout.blocked_layers == std::vector<std::string>{"metal1"});
  CHECK(technology.cells.size() == 1);
  const CellFigures& cell = technology.cells.at(CellKind::kStMram);
  CHECK(cell.cell_area.value == 1);
  CHECK(cell.cell_area.from == "paper");
  CHECK(cell.leakage.value == 2.5);
  CHECK_FALSE(cell.read_energy_each_row.given());
  CHECK(cell.read_energy_each_row.value == 0);
}

TEST_CASE("a technology is found by its name or its file", "[tech]") {
  const auto message = [](const std::string& name) -> std::string {
    try {
      (void)find_technology(name, "c.toml:3: macro.technology");
    } catch (const InputError& error) {
      return error.what();
    }
    return {};
  };
  CHECK(message("22nm").empty());
  CHECK(
      message("22nn") ==
      "c.toml:3: macro.technology: is \"22nn\" (did you mean '22nm'?); allowed: 130nm, 22nm, or a "
      "file that ends in .toml");
  CHECK(message("nowhere/x.toml") == "nowhere/x.toml: no such file");
  CHECK(message("./") == "./: is a folder; allowed: a description file (TOML)");
}

TEST_CASE("mistakes in a technology file", "[tech]") {
  const std::string good = kHead + figures("sram");
  REQUIRE(complaints(good).empty());
  CHECK(complaints("") ==
        "t.toml:1: process: is missing; a technology needs the table [process]\n"
        "t.toml:1: layout: is missing; a technology needs the table [layout]\n"
        "t.toml:1: describes no memory; allowed: one or more of the tables register-file, sram, "
        "st-mram, rram-2t2r");
  CHECK_THAT(complaints(replaced(good, "[sram]", "[srm]")),
             Contains("t.toml:16: srm: unknown key (did you mean 'sram'?); allowed: process, "));
  CHECK(complaints(replaced(good, "voltage = 1.2", "voltage = 0")) ==
        "t.toml:3: process.voltage: is 0; allowed: number, 0.1..20");
  CHECK(complaints(replaced(good, "voltage = 1.2\n", "")) ==
        "t.toml:1: process.voltage: is missing; allowed: number, 0.1..20");
  CHECK(complaints(replaced(good, "cell_area_um2 = { value = 1, from = \"paper\" }",
                            "cell_area_um2 = 1")) ==
        "t.toml:17: sram.cell_area_um2: is 1; allowed: { value = number, from = \"SOURCE\" }, as "
        "every figure needs a source");
  CHECK(
      complaints(replaced(good, "cell_area_um2 = { value = 1,", "cell_area_um2 = { value = 0,")) ==
      "t.toml:17: sram.cell_area_um2.value: is 0; allowed: number, 0.0001..1000000000");
  CHECK(
      complaints(replaced(good, "from = \"paper\"", "from = \"papr\"")) ==
      "t.toml:17: sram.cell_area_um2.from: is \"papr\" (did you mean 'paper'?); allowed: a name in "
      "[sources] or [estimates]: paper");
  CHECK(complaints(replaced(good, ", from = \"paper\"", "")) ==
        "t.toml:17: sram.cell_area_um2.from: is missing; allowed: a text");
  CHECK(complaints(replaced(good, "cell_area_um2", "cell_area")) ==
        "t.toml:16: sram.cell_area_um2: is missing (area of a stored bit; a pair of devices counts "
        "as one); allowed: { value = number, from = \"SOURCE\" }\n"
        "t.toml:17: sram.cell_area: unknown key; allowed: "
        "cell_area_um2, row_area_um2, column_area_um2, fixed_area_um2, read_energy_fj, "
        "read_energy_each_row_fj, write_energy_fj, write_energy_each_row_fj, read_ns, "
        "read_each_row_ns, write_ns, setup_ns, hold_ns, input_pf, load_pf, load_ns_per_pf, "
        "leakage_pw");
  CHECK(complaints(good + "[estimates]\nguess = \"a guess that nobody uses\"\n") ==
        "t.toml:31: estimates.guess: is not used by any figure; remove it");
  CHECK(complaints(good + "[estimates]\npaper = \"the same name\"\n") ==
        "t.toml:31: estimates.paper: is a source already; allowed: each name once in [sources] and "
        "[estimates]");
  CHECK(complaints(replaced(good, "pin_pitch_um = 0.5", "pin_pitch_um = 0.2")) ==
        "t.toml:11: layout.pin_pitch_um: is 0.2; allowed: more than pin_um, 0.2");
  CHECK(complaints(replaced(good, "pin_um = 0.2", "pin_um = 0.201")) ==
        "t.toml:10: layout.pin_um: is 0.201; allowed: a multiple of grid_um, 0.005");
  CHECK(complaints(replaced(good, "[\"metal1\"]", "\"metal1\"")) ==
        "t.toml:8: layout.blocked_layers: is \"metal1\"; allowed: an array of layers' names");
  CHECK(
      complaints(replaced(good, "\"metal2\"", "\"metal 2\"")) ==
      "t.toml:6: layout.pin_layer: is \"metal 2\"; allowed: a layer's name of letters, digits, _, "
      "- and .");
  CHECK_THAT(complaints("x = ["), Contains("t.toml:1: is not TOML"));
}

TEST_CASE("all mistakes of a file come at once, line by line", "[tech]") {
  const std::string text =
      replaced(replaced(kHead + figures("sram"), "temperature = 25", "temperature = \"warm\""),
               "setup_ns = { value = 1,", "setup_ns = { value = -1,");
  CHECK(complaints(text) ==
        "t.toml:4: process.temperature: is \"warm\"; allowed: number, -273..300\n"
        "t.toml:25: sram.setup_ns.value: is -1; allowed: number, 0..1000000000");
}

TEST_CASE("docs/macros.md lists the figures of a technology file", "[tech]") {
  std::ifstream stream(std::filesystem::path(SCBNN_SOURCE_DIR) / "docs/macros.md");
  const std::string text((std::istreambuf_iterator<char>(stream)),
                         std::istreambuf_iterator<char>());
  CHECK_THAT(text, Contains(markdown_figures()));
}
