// The macros of generated folders: their files, their figures in the manifest, and the whole design
// through Yosys and OpenSTA with the macros as black boxes.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>

#include "deliverable/folder.hpp"
#include "generator/emit/macros/macro_files.hpp"
#include "support/problem.hpp"
#include "tests/unit/emit_fixture.hpp"
#include "tests/unit/views_fixture.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;

namespace {

const char* const kCells = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib";

/// 20 inputs, 10 and 3 neurons, tiles of 8 x 16.
const Network& network() {
  static const Network kNetwork = test::random_network({20, 10, 3}, 5);
  return kNetwork;
}

std::vector<std::string> settings(const std::string& memory) {
  return {"memory=" + memory,   "macro.rows=8",         "macro.columns=16",
          "presentations=3",    "layers.layer1.pe=4",   "layers.layer1.simd=5",
          "layers.layer2.pe=3", "layers.layer2.simd=5", "pixels_per_beat=5"};
}

nlohmann::json manifest_of(const FileSet& files) {
  return nlohmann::json::parse(files.at("manifest.json"));
}

}  // namespace

TEST_CASE("a design without tiles has no macros", "[macros]") {
  for (const std::string memory : {"rom", "registers", "sram"}) {
    const FileSet files =
        test::deliverable(network(), test::design_of(network(), settings(memory)));
    CHECK_FALSE(manifest_of(files).contains("macros"));
    for (const auto& [path, text] : files) CHECK_FALSE(path.starts_with("macros/"));
  }
}

TEST_CASE("the folder holds the views of each macro that the design uses", "[macros]") {
  std::vector<std::string> mixed = settings("st-mram");
  mixed.push_back("layers.layer2.memory=rram-2t2r");
  const FileSet files = test::deliverable(network(), test::design_of(network(), mixed));
  std::vector<std::string> found;
  for (const auto& [path, text] : files) {
    if (path.starts_with("macros/")) found.push_back(path.substr(7));
  }
  CHECK(found == std::vector<std::string>{
                     "sc_macro_mram.v", "sc_macro_mram_8x16.lef", "sc_macro_mram_8x16.lib",
                     "sc_macro_mram_8x16.v", "sc_macro_rram.v", "sc_macro_rram_8x16.lef",
                     "sc_macro_rram_8x16.lib", "sc_macro_rram_8x16.v", "technology.toml"});
}

TEST_CASE("the manifest counts tiles, area and reads", "[macros]") {
  const auto rows_of = [](const std::string& memory, const std::string& mode) {
    std::vector<std::string> all = settings(memory);
    all.push_back("mode=" + mode);
    return manifest_of(test::deliverable(network(), test::design_of(network(), all))).at("macros");
  };
  const nlohmann::json macros = rows_of("st-mram", "first");
  CHECK(macros.at("technology") == "22nm");
  CHECK(macros.at("presentations") == 3);
  const nlohmann::json& macro = macros.at("macros").at(0);
  CHECK(macro.at("name") == "sc_macro_mram_8x16");
  CHECK(macro.at("kind") == "st-mram");
  const double area = macro.at("area_um2").get<double>();
  const double read = macro.at("read_energy_pj").get<double>();
  CHECK(read == Approx(16 * 0.0936).epsilon(1e-3));
  // Weights of layer1: 3 groups * 4 chunks = 12 rows of 4 * 5 = 20 bits: 2 x 2 tiles, each row read
  // once per image, from the two tiles that it lies in.
  const nlohmann::json& weights = macros.at("memories").at(0);
  CHECK(weights.at("name") == "layer1_weights");
  CHECK(weights.at("tiles") == 4);
  CHECK(weights.at("area_um2").get<double>() == Approx(4 * area));
  CHECK(weights.at("reads_per_image") == 12);
  CHECK(weights.at("read_energy_pj_per_image").get<double>() ==
        Approx(12 * 2 * read).epsilon(1e-3));
  // Thresholds: 3 groups, a row each.
  CHECK(macros.at("memories").at(1).at("reads_per_image") == 3);
  // A layer is the sum of its memories.
  const nlohmann::json& layer = macros.at("layers").at(0);
  CHECK(layer.at("name") == "layer1");
  CHECK(layer.at("tiles") ==
        weights.at("tiles").get<int>() + macros.at("memories").at(1).at("tiles").get<int>());
  CHECK(layer.at("area_um2").get<double>() == Approx(layer.at("tiles").get<int>() * area));

  // An array that multiplies is sensed for both planes of T = 3; after the first layer once.
  const nlohmann::json products = rows_of("rram-2t2r", "first");
  CHECK(products.at("memories").at(0).at("reads_per_image") == 24);
  CHECK(products.at("memories").at(1).at("reads_per_image") == 3);
  // 1 group * 2 chunks in layer2.
  CHECK(products.at("memories").at(2).at("reads_per_image") == 2);
  // In mode output everything happens for each of the 3 presentations.
  const nlohmann::json output = rows_of("rram-2t2r", "output");
  CHECK(output.at("memories").at(0).at("reads_per_image") == 36);
  CHECK(output.at("memories").at(2).at("reads_per_image") == 6);
  CHECK(rows_of("sram-macro", "output").at("memories").at(0).at("reads_per_image") == 36);
}

TEST_CASE("a foundry's macro takes the place of ours", "[macros]") {
  const test::TemporaryFolder place;
  std::filesystem::create_directory(place / "in");
  const std::string file = (place / "in/fab.toml").string();
  const auto describe = [&](const std::string& kind, int rows) {
    std::ofstream(file) << "module = \"FAB_8X16\"\nkind = \"" << kind << "\"\nrows = " << rows
                        << "\ncolumns = 16\n[ports.CK]\nrole = \"clock\"\n[ports.CE]\nrole = "
                           "\"enable\"\n[ports.WE]\nrole = \"write\"\n[ports.A]\nrole = "
                           "\"address\"\n[ports.M]\nrole = \"mask\"\n[ports.D]\nrole = "
                           "\"data-in\"\n[ports.Q]\nrole = \"data-out\"\n";
  };
  std::vector<std::string> all = settings("sram-macro");
  all.push_back("macro.foundry=\"" + file + "\"");
  describe("sram", 8);
  const Design design = test::design_of(network(), all);
  const FileSet files = test::deliverable(network(), design);
  CHECK_FALSE(files.contains("macros/sc_macro_sram_8x16.lib"));
  CHECK_THAT(files.at("macros/sc_macro_sram.v"), Contains("FAB_8X16 u_macro ("));
  CHECK(manifest_of(files).at("macros").at("macros").at(0).at("name") == "FAB_8X16");

  if (test::has_program("yosys")) {
    write_folder(files, place / "out");
    std::ofstream(place / "in/fab.v")
        << "(* blackbox *) module FAB_8X16 (input CK, CE, WE, input "
           "[2:0] A, input [15:0] M, D, output [15:0] Q); endmodule\n";
    const auto [status, text] =
        test::run(place / "out", "yosys -q -p \"read_verilog $(tr '\\n' ' ' < " + design.top +
                                     "_synthesis.f) ../in/fab.v; hierarchy -check -top " +
                                     design.top + "; proc; check -assert\"");
    CHECK(text == "");
    CHECK(status == 0);
  }

  const auto refusal = [&] {
    try {
      (void)test::design_of(network(), all);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  describe("sram", 16);
  CHECK(refusal() == "--set macro.rows=8: is 8; allowed: 16, the rows of FAB_8X16");
  std::filesystem::remove(file);
  CHECK(refusal() == file + ": no such file");
}

TEST_CASE("designs with macros go through Yosys and OpenSTA", "[macros]") {
  if (!test::has_program("yosys") || !test::has_program("sta") ||
      !std::filesystem::exists(kCells)) {
    WARN("skipped: there is no yosys, sta or osu018");
    return;
  }
  for (const std::string memory : {"sram-macro", "st-mram", "rram-2t2r"}) {
    INFO(memory);
    const Design design = test::design_of(network(), settings(memory));
    const FileSet files = test::deliverable(network(), design);
    const test::TemporaryFolder place;
    write_folder(files, place / "out");
    const nlohmann::json macros = manifest_of(files).at("macros");
    const std::string name = macros.at("macros").at(0).at("name");
    const std::string library = "macros/" + name + ".lib";

    // Exactly the files of the list for synthesis: no model of a tile.
    CHECK_THAT(files.at(design.top + "_synthesis.f"), !Contains("rtl/sc_macro_"));
    const auto [status, text] = test::run(
        place / "out",
        std::string("mkdir build && yosys -q -p \"read_liberty -lib ") + kCells +
            "; read_verilog $(tr '\\n' ' ' < " + design.top +
            "_synthesis.f); hierarchy -check -top " + design.top + "; synth -top " + design.top +
            " -flatten; dfflibmap -liberty " + kCells + "; abc -liberty " + kCells +
            "; splitnets; opt_clean -purge; check -assert; tee -q -o build/stat.txt stat "
            "-liberty " +
            kCells + " -liberty " + library + "; write_verilog -noattr build/netlist.v\"");
    CHECK(text == "");
    REQUIRE(status == 0);
    // As many macros as the manifest promises.
    const std::string statistics = test::run(place / "out", "cat build/stat.txt").second;
    std::smatch count;
    REQUIRE(std::regex_search(statistics, count, std::regex(name + " +([0-9]+)\\n")));
    CHECK(std::stoi(count[1]) == macros.at("tiles").get<int>());

    const std::string script = std::string("read_liberty ") + kCells + "\nread_liberty " + library +
                               "\nread_verilog build/netlist.v\nlink_design " + design.top +
                               "\nread_sdc " + design.top +
                               ".sdc\nreport_checks -path_delay max\n"
                               "report_checks -path_delay min\nreport_checks -from [get_pins "
                               "*u_macro/clk_i]\nreport_power\nexit\n";
    std::ofstream(place / "out/build/time.tcl") << script;
    const auto [sta_status, report] =
        test::run(place / "out", "sta -no_splash -exit build/time.tcl");
    INFO(report);
    CHECK(sta_status == 0);
    CHECK_THAT(report, !Contains("arning") && !Contains("rror"));
    CHECK_THAT(report, Contains("(" + name + ")") && Contains("data arrival time") &&
                           Contains("library setup time"));
  }
}
