// Code words in the memories of whole designs: images with wrong bits, results without.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "sim/cosim/cosim.hpp"
#include "sim/cosim/process.hpp"
#include "support/files.hpp"
#include "tests/cosim/random_design.hpp"

using namespace scbnn;

namespace {

constexpr TensorShape kShape{7, 11, 1};
constexpr int kImages = 12;

/// 77 inputs: lanes across neurons, shorter ones at the ends of rows, chunks with synapses that do
/// not exist.
struct Subject {
  Network network = cosim_test::random_network(kShape, {21, 9, 4}, true, 3);
  Dataset data = cosim_test::random_images(kShape, kImages, 4);
  Config config;
  cosim::Deliverable design;

  Subject(const std::string& name, MemoryKind memory, ControlKind control,
          Mode mode = Mode::kFirst) {
    std::filesystem::remove_all(cosim_test::folder_of(name));  // spoilt by the run before
    config.function.mode = mode;
    config.function.presentations = 3;
    config.memory = memory;
    config.control = control;
    config.macro.ecc = EccKind::kSecded;
    config.macro.rows = 16;
    config.macro.columns = 50;
    config.folding["layer1"] = {3, 16};
    config.folding["layer2"] = {9, 7};
    config.folding["layer3"] = {2, 9};
    config.top = name;
    design = cosim_test::deliver(network, config, name);
  }

  [[nodiscard]] cosim::Options options() const {
    cosim::Options options;
    options.count = kImages;
    options.jobs = 1;
    options.build = cosim_test::build_options();
    options.traffic.presentations = {3};
    options.traffic.encoder_seeds = {config.function.encoder.seed};
    options.keep_memories = design.has_control();
    return options;
  }

  [[nodiscard]] cosim::Report simulate() const {
    return cosim::simulate(design, network, config.function, data, options());
  }
};

/// A row's text with its bits at `places` inverted.
std::string with_flips(std::string line, const std::vector<int>& places) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const int place : places) {
    char& digit = line[line.size() - 1 - static_cast<std::size_t>(place / 4)];
    digit = kDigits[kDigits.find(digit) ^ (std::size_t{1} << (place % 4))];
  }
  return line;
}

/// Rewrites the images of this kind of memory: flips(row, first bit of a stored word, its bits).
template <typename Flips>
int spoil(const cosim::Deliverable& design, const std::string& kind, Flips&& flips) {
  int words = 0;
  for (const cosim::Memory& memory : design.memories) {
    if (memory.kind != kind) continue;
    const auto path = design.folder / memory.file;
    std::istringstream lines(read_file(path));
    std::ofstream file(path, std::ios::binary);
    int row = 0;
    for (std::string line; std::getline(lines, line); ++row) {
      std::vector<int> places;
      for (int data = 0; data < memory.width; data += memory.lane_width, ++words) {
        const int bits = std::min(memory.lane_width, memory.width - data) + memory.check_bits;
        for (const int bit : flips(memory, row, data, bits)) {
          places.push_back(memory.stored_place(data) + bit);
        }
      }
      file << with_flips(line, places) << '\n';
    }
    file.close();
    REQUIRE(file.good());
    REQUIRE(row == memory.rows);
  }
  return words;
}

/// One wrong bit in every word.
class OneEach {
 public:
  std::vector<int> operator()(const cosim::Memory& /*memory*/, int /*row*/, int /*data*/,
                              int bits) {
    return {std::uniform_int_distribution<int>(0, bits - 1)(engine_)};
  }

 private:
  std::mt19937 engine_{11};
};

/// CORRECTED and UNCORRECTABLE of layers 1, 2, 3.
std::vector<std::uint64_t> errors_of(const cosim::Report& report) {
  REQUIRE(report.checked.control);
  return report.checked.control->memory_errors;
}

void check(const cosim::Report& report) {
  CHECK(report.checked.images == kImages);
  CHECK(report.checked.mismatches == 0);
  CHECK(report.checked.missing == 0);
  CHECK(report.checked.violations.empty());
  CHECK(report.cycles_as_planned());
  CHECK(report.canary.caught);
}

}  // namespace

TEST_CASE("a wrong bit in every code word changes nothing", "[cosim]") {
  const auto [memory, mode] = GENERATE(std::pair{MemoryKind::kStMram, Mode::kFirst},
                                       std::pair{MemoryKind::kSramMacro, Mode::kOutput});
  const Subject subject(fmt::format("ecc_{}", name_of(mode)), memory, ControlKind::kNone, mode);
  OneEach one;
  CHECK(spoil(subject.design, "weights", one) == 78);
  CHECK(spoil(subject.design, "thresholds", one) == 9);
  CHECK(spoil(subject.design, "scores", one) == 2);
  check(subject.simulate());
}

TEST_CASE("more wrong bits in a code word show in the results", "[cosim]") {
  // So the flips of this file do reach the memories.
  const Subject subject("ecc_spoilt", MemoryKind::kSramMacro, ControlKind::kNone);
  spoil(subject.design, "weights", [](const cosim::Memory&, int, int, int) {
    return std::vector<int>{0, 1, 2, 3};
  });
  CHECK(subject.simulate().checked.mismatches > 0);
}

TEST_CASE("rows that were corrected are counted", "[cosim]") {
  OneEach one;
  SECTION("rows of weights") {
    const Subject subject("ecc_weights", MemoryKind::kSramMacro, ControlKind::kAxi4Lite);
    spoil(subject.design, "weights", one);
    const cosim::Report report = subject.simulate();
    check(report);
    const auto& reads = report.checked.weight_reads;
    CHECK(reads == std::vector<std::uint64_t>{kImages * 35, kImages * 3, kImages * 2});
    CHECK(errors_of(report) == std::vector<std::uint64_t>{reads[0], 0, reads[1], 0, reads[2], 0});
    CHECK(report.checked.control->unreadable_words == 0);
  }
  SECTION("rows of thresholds") {
    const Subject subject("ecc_thresholds", MemoryKind::kSramMacro, ControlKind::kAxi4Lite);
    spoil(subject.design, "thresholds", one);
    const cosim::Report report = subject.simulate();
    check(report);
    CHECK(errors_of(report) == std::vector<std::uint64_t>{kImages * 7, 0, kImages * 1, 0, 0, 0});
  }
}

TEST_CASE("what cannot be corrected is counted, and read back with an error", "[cosim]") {
  const Subject subject("ecc_uncorrectable", MemoryKind::kStMram, ControlKind::kAxi4Lite);
  // Two check bits of one word, so that the data are right: row 4 of layer1's weights, its second
  // lane, which is 16 bits wide.
  spoil(subject.design, "weights", [](const cosim::Memory& memory, int row, int data, int bits) {
    const bool here = memory.layer == "layer1" && row == 4 && data == 32;
    if (here) REQUIRE(bits == 16 + 7);
    return here ? std::vector<int>{bits - 1, bits - 6} : std::vector<int>{};
  });
  const cosim::Report report = subject.simulate();
  check(report);
  // A row of 48 bits: the lane is bits 224 .. 239 of all, in word 7 alone.
  CHECK(errors_of(report) == std::vector<std::uint64_t>{0, kImages, 0, 0, 0, 0});
  CHECK(report.checked.control->unreadable_words == 1);
}
