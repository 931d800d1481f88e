// Reads the simulator's records and gathers them by frame.
#include "sim/cosim/run.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "sim/cosim/harness/protocol.hpp"
#include "sim/cosim/process.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn::cosim {
namespace {

/// Of a record: more than any stream of a design has, less than fills the memory.
constexpr std::uint32_t kMostWords = std::uint32_t{1} << 24U;

Command command_of(const RunInput& input) {
  Command command{{input.program.string(), input.job.string()}, input.folder};
  if (!input.waves.empty()) command.words.push_back(input.waves.string());
  if (!input.faults.empty()) command.words.push_back("+scbnn_faults=" + input.faults.string());
  command.words.insert(command.words.end(), input.plusargs.begin(), input.plusargs.end());
  return command;
}

std::string describe(const Deliverable& deliverable, const protocol::Record& record,
                     const Words& words) {
  const std::size_t stream = record.stream;
  const std::string name = stream == 0 ? "encoder"
                           : stream <= deliverable.layers.size()
                               ? deliverable.layers[stream - 1].name
                               : "result";
  switch (static_cast<protocol::Violation>(words.at(0))) {
    case protocol::Violation::kValidDropped:
      return name + ": valid fell before the beat was taken";
    case protocol::Violation::kResultChanged:
      return name + ": the beat changed before it was taken";
    case protocol::Violation::kSurplus:
      return name + ": a frame came out that was never sent";
    case protocol::Violation::kControl:
      return "control port: " + std::string(words.begin() + 1, words.end());
  }
  return name + ": unknown violation";
}

[[noreturn]] void fail(const RunInput& input, Process& process, const std::string& what) {
  const int status = process.wait();
  throw InputError(
      input.program.string(),
      fmt::format("{} (exit status {}); the command was\n  {}\nand its output was\n{}", what,
                  status, to_string(command_of(input)), read_file(input.error_file)));
}

}  // namespace

Ending run_simulator(const Deliverable& deliverable, const RunInput& input,
                     const RunOutput& output) {
  Process process(command_of(input), input.error_file);
  std::map<std::uint32_t, FrameRecord> pending;
  for (;;) {
    protocol::Record record;
    if (!process.read(&record, sizeof record)) fail(input, process, "ended too early");
    if (record.words > kMostWords) fail(input, process, "sent a record that is too long");
    Words words(record.words);
    if (!process.read(words.data(), words.size() * sizeof(std::uint32_t))) {
      fail(input, process, "ended too early");
    }
    switch (record.kind) {
      case protocol::RecordKind::kStream: {
        FrameRecord& frame = pending[record.frame];
        frame.layers.resize(deliverable.layers.size());
        if (record.stream == 0) {
          frame.encoder = std::move(words);
        } else {
          frame.layers.at(record.stream - 1).push_back(std::move(words));
        }
        break;
      }
      case protocol::RecordKind::kResult: {
        FrameRecord frame;
        if (auto node = pending.extract(record.frame)) frame = std::move(node.mapped());
        frame.frame = static_cast<int>(record.frame);
        frame.layers.resize(deliverable.layers.size());
        frame.result = words.at(0) | (std::uint64_t{words.at(1)} << 32U);
        frame.error = words.at(2) != 0;
        frame.last = words.at(3) != 0;
        frame.first_beat_cycle = record.first_cycle;
        frame.result_cycle = record.last_cycle;
        output.frame(std::move(frame));
        break;
      }
      case protocol::RecordKind::kRestart:
        pending.clear();
        break;
      case protocol::RecordKind::kViolation:
        output.violation({static_cast<int>(record.frame), 0, describe(deliverable, record, words),
                          record.first_cycle});
        break;
      case protocol::RecordKind::kEnd: {
        if (process.wait() != 0 || !read_file(input.error_file).empty()) {
          fail(input, process, "complained");
        }
        Ending ending{words.at(0) == static_cast<std::uint32_t>(protocol::End::kStuck),
                      static_cast<int>(record.frame),
                      record.first_cycle,
                      static_cast<double>(record.last_cycle) * 1e-9,
                      {},
                      {}};
        std::vector<std::uint64_t> control;
        for (std::size_t word = 1; word + 1 < words.size(); word += 2) {
          const bool layers = ending.weight_reads.size() < deliverable.layers.size();
          (layers ? ending.weight_reads : control)
              .push_back(words[word] | (std::uint64_t{words[word + 1]} << 32U));
        }
        if (!control.empty()) ending.control = ControlFigures::of(control);
        return ending;
      }
    }
  }
}

}  // namespace scbnn::cosim
