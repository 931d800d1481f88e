// Generated Verilog through three front ends, and its own testbench through Icarus: the golden
// designs and random ones.
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

#include "deliverable/folder.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "support/problem.hpp"
#include "tests/unit/emit_fixture.hpp"

using namespace scbnn;
using Catch::Matchers::Contains;

namespace {

/// Exit status and what the command printed, run in `folder`.
std::pair<int, std::string> run(const std::filesystem::path& folder, const std::string& command) {
  const std::string whole = "cd '" + folder.string() + "' && (" + command + ") 2>&1";
  std::FILE* const pipe = popen(whole.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  char buffer[4096];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
  return {pclose(pipe), text};
}

void check_silent(const std::filesystem::path& folder, const std::string& command) {
  const auto [status, text] = run(folder, command);
  INFO(command);
  CHECK(text == "");
  CHECK(status == 0);
}

/// Writes the design, lints it, runs its testbench.
void check_design(const Network& network, const std::vector<std::string>& settings) {
  std::string described = "network";
  for (const Layer& layer : network.layers)
    described += ' ' + std::to_string(layer.input.shape.size()) + '-';
  described += std::to_string(network.classes());
  for (const std::string& setting : settings) described += " --set " + setting;
  INFO(described);

  const Design design = test::design_of(network, settings);
  const test::TemporaryFolder place;
  write_folder(test::deliverable(network, design), place / "out");
  const std::string& top = design.top;
  check_silent(place / "out", "verilator --lint-only -Wall --language 1364-2005 --top-module " +
                                  top + " -f " + top + ".f");
  check_silent(place / "out", "iverilog -g2005 -Wall -s " + top + " -o /dev/null -f " + top + ".f");
  check_silent(place / "out", "yosys -q -p \"read_verilog $(tr '\\n' ' ' < " + top +
                                  ".f); hierarchy -check -top " + top + "; proc; check -assert\"");
  const auto [status, text] =
      run(place / "out", "mkdir build && iverilog -g2005 -o build/tb -s " + top + "_tb tb/" + top +
                             "_tb.v -f " + top + ".f && vvp build/tb");
  CHECK(status == 0);
  CHECK_THAT(text, Contains("PASS: "));
  CHECK_THAT(text, !Contains("FAIL"));
}

}  // namespace

TEST_CASE("the golden designs are clean and right", "[lint]") {
  check_design(test::random_network({12, 6, 4, 3}, 1), test::kRunTimeSettings);
  check_design(test::random_network({12, 6, 4, 3}, 2, true), test::kFixedSettings);
  check_design(test::random_network({12, 6, 4, 3}, 3), test::kOutputSettings);
  check_design(test::random_network({12, 6, 4, 3}, 4), test::kControlSettings);
}

TEST_CASE("the testbench runs in Verilator as well", "[lint]") {
  const Network network = test::random_network({12, 6, 4, 3}, 1);
  const test::TemporaryFolder place;
  write_folder(test::deliverable(network, test::design_of(network, test::kRunTimeSettings)),
               place / "out");
  const auto [status, text] =
      run(place / "out",
          "mkdir build && verilator --binary --timing -Wno-fatal -CFLAGS -O0 --Mdir build/tb "
          "--top-module "
          "tiny_run_time_tb tb/tiny_run_time_tb.v -f tiny_run_time.f >build.log && build/tb/"
          "Vtiny_run_time_tb");
  INFO(text);
  CHECK(status == 0);
  CHECK_THAT(text, Contains("PASS: ") && !Contains("FAIL") && !Contains("Warning"));
}

TEST_CASE("random designs are clean and right", "[lint]") {
  std::mt19937 random(20191);
  const auto pick = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  for (int round = 0; round < 18;
       ++round) {  // every encoder in every mode and engine, all kinds of memory
    std::vector<int> sizes{pick(1, 60)};
    for (int layers = pick(1, 3); layers > 0; --layers) sizes.push_back(pick(1, 20));
    const Network network =
        test::random_network(sizes, static_cast<std::uint32_t>(round), round % 2 == 0);
    const EncoderKind kind = kEncoderKinds[static_cast<std::size_t>(round) % kEncoderKinds.size()];
    const bool shared = kind == EncoderKind::kLfsrShared;
    const int pixels = kind == EncoderKind::kSobol ? 1 << pick(0, 4) : pick(1, 16);
    const int lanes = shared ? pixels * pick(1, 16 / pixels) : pick(pixels, 20);
    std::vector<std::string> settings{"encoder.kind=" + std::string(name_of(kind)),
                                      "encoder.seed=" + std::to_string(pick(0, 1000)),
                                      "encoder.width=" + std::to_string(pick(shared ? 16 : 8, 32)),
                                      "encoder.lanes=" + std::to_string(lanes),
                                      "pixels_per_beat=" + std::to_string(pixels)};
    const auto memory =
        static_cast<std::size_t>(pick(0, static_cast<int>(kMemoryKinds.size()) - 1));
    settings.push_back("memory=" + std::string(name_of(kMemoryKinds[memory])));
    settings.push_back("macro.rows=" + std::to_string(1 << pick(1, 7)));
    settings.push_back("macro.columns=" + std::to_string(pick(1, 64)));
    if (can_hold_code(kMemoryKinds[memory]) && round % 2 == 0) {
      settings.push_back("macro.ecc=secded");
    }
    if (round % 3 == 1) settings.push_back("mode=output");
    if (round % 3 == 2) settings.push_back("engine=presentations");
    if (round % 3 == 0) {
      settings.push_back("presentations=" + std::to_string(pick(1, 40)));
    } else {
      const int most = pick(0, 5);
      settings.push_back("presentations_max=" + std::to_string(1 << most));
      settings.push_back("presentations=" + std::to_string(1 << pick(0, most)));
    }
    for (const Layer& layer : network.layers) {
      settings.push_back("layers." + layer.name +
                         ".pe=" + std::to_string(pick(1, layer.output.shape.size())));
      settings.push_back("layers." + layer.name +
                         ".simd=" + std::to_string(pick(1, layer.input.shape.size())));
    }
    check_design(network, settings);
  }
}

TEST_CASE("the testbench fails where a weight is wrong or the cycles are", "[lint]") {
  const Network network = test::random_network({40, 6, 3}, 7);
  const Design design = test::design_of(network, {"presentations=4", "cycles_per_image=60"});
  const test::TemporaryFolder place;
  FileSet files = test::deliverable(network, design);
  std::string expected;
  SECTION("weights") {
    // Every weight of the first row turned: some class score must notice.
    std::string& hex = files.at("mem/layer2_weights.hex");
    for (char& digit : hex) {
      if (digit != '\n') digit = digit == '0' ? 'f' : '0';
    }
    expected = "results are wrong";
  }
  SECTION("a result that is late") {
    std::string& text = files.at("tb/tiny_tb.v");
    const std::string planned = "localparam FirstResult    = ";
    text.insert(text.find(planned) + planned.size(), "1 + ");
    expected = "FAIL pass 0: first result after";
  }
  SECTION("a result that never comes") {
    std::string& text = files.at("rtl/tiny.v");
    const std::string valid = ".m_axis_tvalid (m_axis_tvalid)";
    const auto at = text.find(valid);
    REQUIRE(at != std::string::npos);
    text.replace(at, valid.size(), ".m_axis_tvalid ()");
    text.replace(text.rfind("endmodule"), 0, "  assign m_axis_tvalid = 1'b0;\n\n");
    expected = "only 0 of";
  }
  write_folder(files, place / "out");
  const auto [status, text] =
      run(place / "out",
          "mkdir build && iverilog -g2005 -o build/tb -s tiny_tb tb/tiny_tb.v "
          "-f tiny.f && vvp build/tb");
  CHECK_THAT(text, Contains(expected));
  CHECK_THAT(text, !Contains("PASS: "));
}

namespace {

/// A module `chip` with both tops, every port of each a port of its own.
std::string chip_of(const Design& first, const Design& second) {
  std::string ports;
  std::string instances;
  for (const Design* design : {&first, &second}) {
    std::string bindings;
    for (const verilog::PortGroup& group : top_ports(*design)) {
      for (const verilog::Port& port : group.ports) {
        const std::string name = design->top + "_" + port.name;
        ports += std::string(ports.empty() ? "" : ",\n") +
                 (port.direction == verilog::Direction::kInput ? "  input" : "  output") +
                 " wire " + verilog::range(port.width) + " " + name;
        bindings += std::string(bindings.empty() ? "" : ", ") + "." + port.name + "(" + name + ")";
      }
    }
    instances += "  " + design->top + " u_" + design->top + " (" + bindings + ");\n";
  }
  return "module chip (\n" + ports + "\n);\n" + instances + "endmodule\n";
}

}  // namespace

TEST_CASE("designs of two versions stand in one chip", "[lint]") {
  // The second one's leaves are from another version: the popcount has another port.
  const Network network = test::random_network({12, 6, 4, 3}, 1);
  const auto settings = [](const char* top) {
    std::vector<std::string> all = test::kRunTimeSettings;
    all.push_back(std::string("top=") + top);
    return all;
  };
  const Design first = test::design_of(network, settings("first"));
  const Design plain = test::design_of(network, settings("second"));
  std::vector<std::string> prefixed = settings("second");
  prefixed.emplace_back("leaf_prefix=old_");
  const Design second = test::design_of(network, prefixed);

  const test::TemporaryFolder place;
  const auto in_one_chip = [&](const Design& other) {
    FileSet files = test::deliverable(network, other);
    for (auto& [path, text] : files) {
      if (!path.ends_with(".v")) continue;
      for (std::size_t at = 0; (at = text.find("count_o", at)) != std::string::npos; at += 9) {
        text.replace(at, 7, "number_o");
      }
    }
    const std::filesystem::path folder = place / other.config.leaf_prefix.value_or("plain");
    std::filesystem::create_directory(folder);
    write_folder(test::deliverable(network, first), folder / "first");
    write_folder(files, folder / "second");
    std::ofstream(folder / "chip.v") << chip_of(first, other);
    std::ofstream list(folder / "chip.f");
    for (const char* part : {"first", "second"}) {
      std::ifstream own(folder / part / (std::string(part) + ".f"));
      for (std::string line; std::getline(own, line);) list << part << '/' << line << '\n';
    }
    list << "chip.v\n";
    return folder;
  };
  const std::filesystem::path folder = in_one_chip(second);
  check_silent(folder, "verilator --lint-only --language 1364-2005 --top-module chip -f chip.f");
  check_silent(folder, "iverilog -g2005 -s chip -o /dev/null -f chip.f");
  check_silent(folder,
               "cd first && yosys -q -p \"read_verilog $(sed 's,^,../,' ../chip.f | tr '\\n' ' '); "
               "hierarchy -check -top chip; proc; check -assert\"");
  CHECK(std::filesystem::exists(folder / "second/rtl/old_sc_popcount.v"));

  // Without the prefix they do not: the test would fail.
  const auto [status, text] =
      run(in_one_chip(plain), "iverilog -g2005 -s chip -o /dev/null -f chip.f");
  CHECK(status != 0);
}
