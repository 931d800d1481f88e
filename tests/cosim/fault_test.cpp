// The co-simulation notices what it must notice: faults put into the Verilog, the memories, the
// golden side and the plan of a small design, and tools that are missing or fail.
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/cosim/cosim.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"
#include "tests/cosim/random_design.hpp"

namespace {

using namespace scbnn;
namespace fs = std::filesystem;
using Catch::Contains;

constexpr int kImages = 20;

/// 40 pixels, 12 and 9 hidden neurons, 4 classes; T of 1, 2 or 4.
struct Subject {
  Network network = cosim_test::random_network({5, 8, 1}, {12, 9, 4}, false, 1);
  Dataset data = cosim_test::random_images({5, 8, 1}, kImages, 2);
  Config config;
  cosim::Deliverable design;
  cosim::Options options;

  explicit Subject(const std::string& name, Mode mode = Mode::kFirst) {
    config.function.mode = mode;
    config.function.presentations = 4;
    config.presentations_max = 4;
    config.pixels_per_beat = 7;
    config.folding = {{"layer1", {5, 16}}, {"layer2", {4, 3}}, {"layer3", {2, 9}}};
    config.top = "subject";
    // A folder that an earlier test edited is none of ours any more: it goes first.
    fs::remove_all(cosim_test::folder_of(name));
    design = cosim_test::deliver(network, config, name);
    options.count = kImages;
    options.traffic.presentations = {4};
    options.jobs = 2;
    options.build = cosim_test::build_options();
  }

  [[nodiscard]] cosim::Report simulate() const {
    return cosim::simulate(design, network, config.function, data, options);
  }

  [[nodiscard]] std::string text(const std::string& file) const {
    return read_file(design.folder / file);
  }

  /// Replaces the first `from` in a file of the folder.
  void edit(const std::string& file, const std::string& from, const std::string& to) const {
    std::string content = text(file);
    const std::size_t at = content.find(from);
    REQUIRE(at != std::string::npos);
    content.replace(at, from.size(), to);
    std::ofstream(design.folder / file, std::ios::binary) << content;
  }
};

/// Runs `work`, which must fail with bad input, and returns the message.
template <class Work>
std::string failure(const Work& work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  FAIL("no InputError");
  return {};
}

}  // namespace

TEST_CASE("an untouched design passes, and its simulator is built once", "[cosim]") {
  const Subject subject("fault_none");
  const cosim::Report first = subject.simulate();
  CHECK(first.ok());
  CHECK(first.simulator.built);
  const cosim::Report second = subject.simulate();
  CHECK(second.ok());
  CHECK_FALSE(second.simulator.built);
  CHECK(second.checked.bits == first.checked.bits);
  CHECK(second.checked.cycles == first.checked.cycles);
  // 40 counts of 3 planes, hidden neurons, scores, and 34 bits of the result.
  const auto bits = 40 * 3 + 12 + 9 + 4 * subject.design.layers[2].score_width.value() + 34;
  CHECK(first.checked.bits == static_cast<std::uint64_t>(kImages * bits));
}

TEST_CASE("a wrong golden side is found, named and reproduced by one image", "[cosim]") {
  Subject subject("fault_golden");
  BitMatrix& weights = dense(subject.network.layers[1])->weights;
  for (int synapse = 0; synapse < 12; ++synapse) {
    weights.set(6, synapse, !weights.get(6, synapse));
  }
  std::get<Thresholds>(subject.network.layers[1].finish).values[6] = {6, 1};
  const cosim::Report report = subject.simulate();
  CHECK_FALSE(report.ok());
  REQUIRE_FALSE(report.checked.first_mismatches.empty());
  for (const auto& mismatch : report.checked.first_mismatches) {
    CHECK(mismatch.stage == "layer2");
    CHECK(mismatch.element == "neuron 6");
    CHECK(mismatch.rtl != mismatch.golden);
  }
  CHECK(report.images_to_reproduce == 1);
}

TEST_CASE("a wrong compare in the Verilog shows in the hidden layers", "[cosim]") {
  const Subject subject("fault_threshold");
  const std::string before = subject.text("rtl/sc_threshold.v");
  const std::size_t at = before.find(">=", before.find("endgenerate"));
  REQUIRE(at != std::string::npos);
  subject.edit("rtl/sc_threshold.v", before.substr(at, 40), ">" + before.substr(at + 2, 38));
  CHECK(cosim::edited_files(subject.design) ==
        std::vector<std::string>{"rtl/sc_threshold.v (changed)"});
  const cosim::Report report = subject.simulate();
  CHECK(report.checked.mismatches > 0);
  CHECK_FALSE(report.ok());
  CHECK(report.checked.first_mismatches.front().stage.starts_with("layer"));
}

TEST_CASE("a simulated design that stands still is noticed", "[cosim]") {
  const Subject subject("fault_stuck");
  subject.edit("rtl/subject.v", "  wire rst = !aresetn;", "  wire rst = 1'b1;");
  const cosim::Report report = subject.simulate();
  CHECK_FALSE(report.ok());
  CHECK(report.checked.images == 0);
  CHECK(report.checked.missing == kImages);
  REQUIRE_FALSE(report.checked.violations.empty());
  CHECK_THAT(report.checked.violations.front().what, Contains("nothing moved"));
}

TEST_CASE("weights that are read more often than planned are noticed", "[cosim]") {
  const Subject subject("fault_reads");
  subject.edit("rtl/sc_operands.v", "assign weight_read_o = issue_i && first_plane_i;",
               "assign weight_read_o = issue_i;");
  const cosim::Report report = subject.simulate();
  CHECK(report.checked.mismatches == 0);
  REQUIRE_FALSE(report.checked.violations.empty());
  CHECK_THAT(report.checked.violations.front().what,
             Contains("layer1: ") && Contains("rows of weights were read"));
  CHECK_FALSE(report.ok());
}

TEST_CASE("early stop at another presentation is noticed", "[cosim]") {
  Subject subject("fault_verdict", Mode::kOutput);
  subject.options.traffic.margins = {1, 2, 3};
  CHECK(subject.simulate().ok());
  SECTION("a lead equal to the margin does not end it") {
    subject.edit("rtl/sc_verdict.v", "lead >= least", "lead > least");
  }
  SECTION("the next presentation does not wait for the verdict") {
    subject.edit("rtl/subject_layer1.v", ".margin_i       (image_margin_o)",
                 ".margin_i       (~(image_margin_o & ~image_margin_o))");
  }
  const cosim::Report report = subject.simulate();
  CHECK_FALSE(report.ok());
  REQUIRE_FALSE(report.checked.first_mismatches.empty());
  CHECK(report.checked.first_mismatches.front().element == "presentations");
}

TEST_CASE("a result that does not wait unchanged is a violation", "[cosim]") {
  Subject subject("fault_protocol");
  subject.options.traffic.back_pressure_percent = 60;
  const auto toggle = "  reg toggle = 1'b0;\n  always @(posedge clk_i) toggle <= !toggle;\n";
  SECTION("valid falls") {
    subject.edit("rtl/sc_result.v", "  assign m_axis_tvalid = valid_q;",
                 toggle + std::string("  assign m_axis_tvalid = valid_q && toggle;"));
    const cosim::Report report = subject.simulate();
    REQUIRE_FALSE(report.checked.violations.empty());
    CHECK(report.checked.violations.front().what == "result: valid fell before the beat was taken");
    CHECK_FALSE(report.ok());
  }
  SECTION("data changes") {
    subject.edit("rtl/sc_result.v", "      assign m_axis_tdata = data_q;",
                 toggle + std::string("      assign m_axis_tdata = data_q ^ {31'd0, toggle};"));
    const cosim::Report report = subject.simulate();
    REQUIRE_FALSE(report.checked.violations.empty());
    CHECK(report.checked.violations.front().what == "result: the beat changed before it was taken");
    CHECK(report.checked.mismatches > 0);
  }
}

TEST_CASE("a state that leaks into the next image takes more than one to show", "[cosim]") {
  const Subject subject("fault_leak");
  subject.edit("rtl/sc_rng_lfsr.v", "end_frame_i ? started : turned", "turned");
  const cosim::Report report = subject.simulate();
  REQUIRE_FALSE(report.checked.first_mismatches.empty());
  CHECK(report.checked.first_mismatches.front().image > 0);
  CHECK(report.checked.first_mismatches.front().stage == "encoder");
  CHECK(report.images_to_reproduce > 1);
}

TEST_CASE("other cycles than the planned ones are no success", "[cosim]") {
  Subject subject("fault_cycles");
  for (auto& row : subject.design.cycles) ++row.first_result;
  cosim::Report report = subject.simulate();
  CHECK(report.checked.mismatches == 0);
  CHECK_FALSE(report.cycles_as_planned());
  CHECK_FALSE(report.ok());
  for (auto& row : subject.design.cycles) {
    --row.first_result;
    ++row.per_image;
  }
  report = subject.simulate();
  CHECK_FALSE(report.cycles_as_planned());
  CHECK(report.timings.front().per_image + 1 == report.timings.front().planned_per_image);
}

TEST_CASE("a canary that cannot be seen is no success", "[cosim]") {
  const Subject subject("fault_canary");
  // The memories come from elsewhere, so that a flipped image in the folder changes nothing.
  for (const char* layer : {"layer1", "layer2", "layer3"}) {
    const std::string file = std::string("mem/") + layer + "_weights.hex";
    subject.edit(std::string("rtl/subject_") + layer + ".v", '"' + file,
                 '"' + (subject.design.folder / file).string());
  }
  const cosim::Report report = subject.simulate();
  CHECK(report.checked.mismatches == 0);
  CHECK(report.cycles_as_planned());
  CHECK_FALSE(report.canary.caught);
  CHECK_FALSE(report.ok());
}

TEST_CASE("edited, missing and foreign files are told from shipped ones", "[cosim]") {
  const Subject subject("fault_edited");
  CHECK(cosim::edited_files(subject.design).empty());
  subject.edit("mem/layer1_weights.hex", "0", "1");
  subject.edit("README.md", "e", "E");  // documents are the reader's
  std::ofstream(subject.design.folder / "notes.txt") << "mine";
  fs::remove(subject.design.folder / "rtl/sc_result.v");
  CHECK(cosim::edited_files(subject.design) ==
        std::vector<std::string>{"mem/layer1_weights.hex (changed)", "rtl/sc_result.v (missing)"});
  subject.edit("manifest.json", "\"format\": 1", "\"format\":  1");
  CHECK(cosim::edited_files(subject.design).front() == "manifest.json (changed)");
}

TEST_CASE("a Verilog source that does not compile shows Verilator's own words", "[cosim]") {
  const Subject subject("fault_syntax");
  subject.edit("rtl/sc_result.v", "endmodule", "endmodul");
  const std::string message = failure([&] { static_cast<void>(subject.simulate()); });
  CHECK_THAT(message, Contains("verilator: failed with exit status"));
  CHECK_THAT(message, Contains("verilator --cc"));                 // the command
  CHECK_THAT(message, Contains("%Error: ../../rtl/sc_result.v"));  // what it said
  for (const auto& entry : fs::directory_iterator(subject.design.folder / "build")) {
    FAIL("left behind: " << entry.path());
  }
}

TEST_CASE("a compiler that fails shows its own words", "[cosim]") {
  Subject subject("fault_compiler");
  subject.options.build.optimization = "--no-such-option";
  const std::string message = failure([&] { static_cast<void>(subject.simulate()); });
  CHECK_THAT(message, Contains("make: failed with exit status"));
  CHECK_THAT(message, Contains("no-such-option"));
}

TEST_CASE("a missing Verilator is named, with the way to get it", "[cosim]") {
  Subject subject("fault_missing");
  subject.options.build.verilator = "/no/such/verilator";
  std::string message = failure([&] { static_cast<void>(subject.simulate()); });
  CHECK_THAT(message, Contains("/no/such/verilator: cannot be run: No such file or directory"));
  CHECK_THAT(message, Contains("apt-get install verilator"));

  const std::string path = getenv("PATH");
  setenv("PATH", "/no/such/folder", 1);
  subject.options.build.verilator = "verilator";
  message = failure([&] { static_cast<void>(subject.simulate()); });
  setenv("PATH", path.c_str(), 1);
  CHECK_THAT(message, Contains("verilator: cannot be run: No such file or directory"));
}

TEST_CASE("folders that are no generated design are refused", "[cosim]") {
  const fs::path folder = cosim_test::folder_of("fault_manifest");
  fs::remove_all(folder);
  CHECK_THAT(failure([&] { static_cast<void>(cosim::open_deliverable(folder)); }),
             Contains("does not exist"));
  fs::create_directories(folder);
  CHECK_THAT(failure([&] { static_cast<void>(cosim::open_deliverable(folder)); }),
             Contains("has no manifest.json"));
  std::ofstream(folder / "manifest.json") << "{\"top\": ";
  CHECK_THAT(failure([&] { static_cast<void>(cosim::open_deliverable(folder)); }),
             Contains("is not valid JSON"));
  std::ofstream(folder / "manifest.json") << "{\"top\": \"x\"}";
  CHECK_THAT(failure([&] { static_cast<void>(cosim::open_deliverable(folder)); }),
             Contains("network: is missing"));
}

TEST_CASE("waveforms are written on request", "[cosim]") {
  Subject subject("fault_waves");
  subject.options.count = 2;
  subject.options.waves = subject.design.folder / "build" / "waves.fst";
  CHECK(subject.simulate().ok());
  CHECK(fs::file_size(subject.options.waves) > 1000);
}

namespace {

/// A subject with a control port, whose memories are loaded.
Subject controlled(const std::string& name) {
  Subject subject(name);
  subject.config.control = ControlKind::kAxi4Lite;
  subject.config.memory = MemoryKind::kSram;
  fs::remove_all(cosim_test::folder_of(name));
  subject.design = cosim_test::deliver(subject.network, subject.config, name);
  return subject;
}

/// What the first violation is, or nothing.
std::string first_violation(const cosim::Report& report) {
  return report.checked.violations.empty() ? "" : report.checked.violations.front().what;
}

}  // namespace

TEST_CASE("faults of the control port are found", "[cosim]") {
  Subject subject = controlled("fault_control");
  cosim::Traffic& traffic = subject.options.traffic;
  SECTION("none: every memory was loaded word by word") {
    traffic.axi_percent = 30;
    traffic.reload_percent = 30;
    traffic.encoder_seeds = {0, 5};
    const cosim::Report report = subject.simulate();
    CHECK(report.ok());
    REQUIRE(report.checked.control);
    const cosim::ControlFigures& figures = *report.checked.control;
    CHECK(figures.memory_errors.empty());
    std::uint64_t words = 0;
    for (const cosim::Memory& memory : subject.design.memories) {
      words += static_cast<std::uint64_t>(memory.rows * memory.width + 31) / 32;
    }
    // A word for 32 bits, and one that selects the memory.
    CHECK(figures.load_writes == words + subject.design.memories.size());
    CHECK(figures.refused > 0);
    CHECK(figures.reloads > 0);
  }
  SECTION("a loader that forgets the last lane's rows") {
    subject.edit("rtl/sc_loader.v", "row_q <= row_q + 1'b1;", "row_q <= row_q;");
    CHECK_THAT(first_violation(subject.simulate()),
               Contains("LOAD_DATA: the wrong response to a write"));
  }
  SECTION("loading that is not refused while it runs") {
    subject.edit("rtl/subject_control.v", "!run_q && idle_i;", "1'b1;");
    traffic.reload_percent = 30;
    CHECK_THAT(first_violation(subject.simulate()),
               Contains("LOAD_SELECT: the wrong response to a write"));
  }
  SECTION("stopping without waiting for the frames inside") {
    subject.edit("rtl/subject.v", ".idle_o  (idle)", ".idle_o  ()");
    subject.edit("rtl/subject.v", "wire       idle;", "wire       idle = 1'b1;");
    traffic.reload_percent = 50;
    CHECK_FALSE(subject.simulate().ok());
  }
  SECTION("a seed that does not arrive") {
    subject.edit("rtl/subject.v", "(check_seed)", "(check_seed & ~check_seed)");
    traffic.encoder_seeds = {0, 5};
    const cosim::Report report = subject.simulate();
    REQUIRE_FALSE(report.checked.first_mismatches.empty());
    CHECK(report.checked.first_mismatches.front().stage == "encoder");
  }
  SECTION("an address that is answered though nothing is there") {
    subject.edit("rtl/subject_control.v", "default: reg_mapped = 1'b0;",
                 "default: reg_mapped = 1'b1;");
    traffic.axi_percent = 30;
    CHECK_THAT(first_violation(subject.simulate()), Contains("wrong response"));
  }
  SECTION("a counter that counts too much") {
    subject.edit("rtl/subject_control.v", "result_i && bad_i", "result_i");
    CHECK_THAT(first_violation(subject.simulate()), Contains("BAD_FRAMES: the wrong value"));
  }
}
