// A wrong coordinate, site, rate, image or code word in the leaves where bits fail is found. All
// wrong leaves stand in one simulator: +mutant_N_ makes it the N-th.
#include <fmt/format.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/files.hpp"
#include "tests/cosim/failing_design.hpp"
#include "tests/cosim/summary.hpp"

namespace {

using namespace scbnn;
namespace fs = std::filesystem;
using cosim_test::FailingDesign;

/// A change of a source; `@` in it is 1 in the simulator that is to have it, else 0.
struct Mutant {
  std::string file;
  std::string from;
  std::string to;
  FaultKind kind;
  bool ecc = false;
};

const std::string rows = "sc_row_faults.v";
const std::string encoder = "sc_encoder_faults.v";
const std::string hash = "sc_fault_hash.vh";

const std::vector<Mutant>& mutants() {
  using enum FaultKind;
  static const std::vector<Mutant> all{
      {rows, "* Pe + p;", "* Pe + p + @;", kWeights},
      {rows, "(row % Chunks) * Bits;", "(row % Chunks) * Bits + @;", kWeights},
      {rows, "failing_row(WEIGHTS, 64'd1,", "failing_row(WEIGHTS, 64'd1 + @,", kWeights},
      {rows, "kind, Layer, b, c, {", "kind, Layer + @, b, c, {", kReads},
      {rows, "next_image_q + 64'd1", "next_image_q + 64'd1 + @", kReads},
      {rows, "presentation + 64'd1", "presentation + !@", kReads},
      {rows, "image_after_reset(fault_settings[1])",
       "(@ ? fault_settings[1] : image_after_reset(fault_settings[1]))", kReads},
      {rows, "failing_row(WRITES, n,", "failing_row(WRITES, @ ? 0 : n,", kWrites},
      {rows, "position_q << 32", "(position_q + @) << 32", kReads},
      {rows, "released_q ? side_q", "(released_q && !@) ? side_q", kReads},
      {rows, "read_i && released_q;", "(@ ? release_i : read_i && released_q);", kReads},
      {rows, "{Pe{act_q}}", "{Pe{act_q | {Bits{@}}}}", kWrites},
      {rows, "kept & ~unwritten_q", "kept & ~(unwritten_q & {Pe*Bits{!@}})", kWrites},
      {rows, "failing_row(FOR_GOOD, 64'd0, 64'd0, r)", "failing_row(FOR_GOOD, 64'd0, 64'd0, r + @)",
       kThresholds},
      {rows, "key_of(kind + 64'd8, b, c, neuron)", "key_of(kind + 64'd8, b, c, neuron + @)",
       kWeights, true},
      {rows, "(8 * (word % 8))", "(8 * (word % (8 >> {@, 1'b0})))", kWeights, true},
      {rows, "corrected & Present : corrected", "corrected & (Present | {Bits{@}}) : corrected",
       kWeights, true},
      {rows, "fault_settings[6] !=", "fault_settings[6 + @] !=", kWeights, true},
      {encoder, "image_q + 64'd1", "image_q + !@", kStream},
      {encoder, "image_after_reset(fault_settings[1])",
       "(@ ? fault_settings[1] : image_after_reset(fault_settings[1]))", kPixels},
      {encoder, "time_i} + s", "time_i} + s + @", kStream},
      {encoder, "first    = beat_q * P;", "first    = beat_q * P + @;", kStream},
      {encoder, "beat_q * (8 * P)", "beat_q * (8 * P >> {@, 1'b0})", kPixels},
      {encoder, "stuck_lanes[(first + k) %", "stuck_lanes[(first + k + @) %", kLanes},
      {encoder, "lane_values[(first + k) %", "lane_values[(first + k + @) %", kLanes},
      {hash, "rest = rest << 1;", "rest = rest << (1 + @);", kStream},
      {hash, "(key ^ d)", "(key ^ (d + @))", kReads},
  };
  return all;
}

std::string word_of(std::size_t number) { return fmt::format("mutant_{}_", number); }

/// The text of a file with all its mutants.
std::string changed(const fs::path& file) {
  std::string text = read_file(file);
  for (std::size_t number = 0; number < mutants().size(); ++number) {
    const Mutant& mutant = mutants()[number];
    if (file.filename() != mutant.file) continue;
    INFO(mutant.file << ": " << mutant.from);
    std::string to = mutant.to;
    for (std::size_t at = to.find('@'); at != std::string::npos; at = to.find('@')) {
      to.replace(at, 1, fmt::format("($test$plusargs(\"{}\") != 0)", word_of(number)));
    }
    const std::size_t at = text.find(mutant.from);
    REQUIRE(at != std::string::npos);
    text.replace(at, mutant.from.size(), to);
  }
  return text;
}

/// A design with all mutants in it, none of them chosen.
FailingDesign design_with_mutants(const cosim_test::Wanted& wanted, const std::string& name) {
  fs::remove_all(cosim_test::folder_of(name));  // an earlier run edited it
  FailingDesign subject = cosim_test::failing_design(41, wanted, name);
  const fs::path leaves = subject.design.folder / "build" / "leaves";
  fs::create_directories(leaves);
  for (const auto& file : fs::directory_iterator(fs::path(SCBNN_SOURCE_DIR) / "sim/cosim/faults")) {
    std::ofstream(leaves / file.path().filename(), std::ios::binary) << changed(file.path());
  }
  subject.options.build.fault_leaves = leaves;
  return subject;
}

FaultSettings faults_of(const Mutant& mutant) {
  if (mutant.ecc) {  // words with up to three errors and more
    return {9, {{FaultKind::kWeights, fault_limit(0.06), 0}}, false, true, 1};
  }
  const bool weights = mutant.kind == FaultKind::kWeights;
  FaultSettings faults{9, cosim_test::felt_rates(mutant.kind), weights, false, 2};
  for (FaultRate& rate : faults.rates) {
    if (weights || mutant.kind == FaultKind::kWrites) rate.limit = fault_limit(0.3);
  }
  return faults;
}

}  // namespace

TEST_CASE("a wrong coordinate, site, rate, image or code word is found", "[cosim]") {
  // Weights that multiply in their memory, presentations that stop early; and neither.
  std::array subjects{
      design_with_mutants(
          {MemoryKind::kRram2t2r, ControlKind::kAxi4Lite, Mode::kOutput, false, true},
          "mutants_output"),
      design_with_mutants({MemoryKind::kSram, ControlKind::kNone, Mode::kFirst, false, true},
                          "mutants_first")};
  for (FailingDesign& subject : subjects) {
    subject.options.traffic.reset_percent = 25;
    subject.options.faults = {9, cosim_test::felt_rates(FaultKind::kReads), false, false, 1};
    const cosim::Report right = subject.simulate();
    INFO(subject.describe() << "\n" << cosim_test::summary(right));
    CHECK(right.ok());
    CHECK(right.checked.resets > 0);
  }
  for (std::size_t number = 0; number < mutants().size(); ++number) {
    const Mutant& mutant = mutants()[number];
    std::int64_t mismatches = 0;
    for (FailingDesign& subject : subjects) {
      subject.options.faults = faults_of(mutant);
      subject.options.plusargs = {'+' + word_of(number)};
      if (mismatches == 0) mismatches = subject.simulate().checked.mismatches;
    }
    INFO(mutant.file << ": " << mutant.to);
    CHECK(mismatches > 0);
  }
}
