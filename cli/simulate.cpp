// scbnn simulate: a generated folder's Verilog against the golden model.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/manifest_check.hpp"
#include "cli/numbers.hpp"
#include "cli/output.hpp"
#include "cli/sandbox.hpp"
#include "cli/simulate_faults.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"
#include "deliverable/folder_use.hpp"
#include "generator/config/config.hpp"
#include "generator/import/import.hpp"
#include "sim/cosim/cosim.hpp"
#include "sim/cosim/report.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"
#include "support/progress.hpp"

namespace scbnn::cli {
namespace {

struct Arguments {
  std::string folder;
  std::string data;
  std::string split = "test";
  int first = 0;
  int count = -1;
  std::vector<int> presentations;
  std::vector<std::string> margins;
  std::vector<std::uint32_t> encoder_seeds;
  int axi = 0;
  int reloads = 0;
  int gaps = 0;
  int back_pressure = 0;
  int bad_frames = 0;
  int resets = 0;
  int stalls = 0;
  int rough = 100;
  int stops = 0;
  std::uint64_t seed = 1;
  std::string trace;
  std::string json;
  int jobs = 0;
  bool allow_edited = false;
  bool sandbox = false;
  std::string verilator = "verilator";
  std::string library;
  FaultOptions faults;
};

/// "1, 2, 4".
template <class Items>
std::string joined(const Items& items, const char* separator) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += separator;
    text += fmt::format("{}", item);
  }
  return text;
}

void refuse_edited(const cosim::Deliverable& deliverable, const Arguments& arguments) {
  const std::vector<std::string> edited = cosim::edited_files(deliverable);
  if (edited.empty()) return;
  if (arguments.allow_edited) {
    say(stderr, "{}: simulating edited files: {}\n", arguments.folder, joined(edited, ", "));
    return;
  }
  throw InputError(
      arguments.folder,
      fmt::format("is not as it was generated: {}; generate it again, or simulate it as "
                  "it is with --allow-edited",
                  joined(edited, ", ")));
}

/// What is requested of the design and the data set.
struct Request {
  std::vector<int> presentations;
  std::vector<std::int64_t> margins;  ///< 0: never
  Dataset data;
  int count = 0;
};

void check_presentations(const cosim::Deliverable& deliverable, const Request& request,
                         std::vector<Problem>& problems) {
  std::vector<int> allowed;
  for (const cosim::PlannedCycles& row : deliverable.cycles) allowed.push_back(row.presentations);
  for (const int presentations : request.presentations) {
    if (deliverable.planned(presentations) != nullptr) continue;
    problems.push_back({"--presentations", fmt::format("{} is not among those of this design: {}",
                                                       presentations, joined(allowed, ", "))});
  }
}

/// "never", or a number; 0 stands for never.
std::vector<std::int64_t> read_margins(const cosim::Deliverable& deliverable,
                                       const FunctionSettings& function,
                                       const std::vector<std::string>& texts,
                                       std::vector<Problem>& problems) {
  if (texts.empty()) return {function.mode == Mode::kOutput ? function.margin.value_or(0) : 0};
  if (!deliverable.slots) {
    problems.push_back({"--margin", "the design runs in mode \"first\", which has no early stop"});
  }
  std::vector<std::int64_t> margins;
  for (const std::string& text : texts) {
    std::int64_t margin = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, margin);
    const bool number = error == std::errc{} && stopped == end && margin >= 1;
    if (text != "never" && !number) {
      problems.push_back({"--margin", fmt::format("'{}' is not a margin; allowed: never, or a "
                                                  "number from 1 on",
                                                  text)});
    }
    margins.push_back(number ? margin : 0);
  }
  return margins;
}

void check_images(const Request& request, const Arguments& arguments,
                  std::vector<Problem>& problems) {
  const std::int64_t last = std::int64_t{arguments.first} + std::max(arguments.count, 1) - 1;
  if (last >= request.data.count()) {
    problems.push_back(
        {"--first, --count",
         fmt::format("name images {}..{}; the {} split of {} has 0..{}", arguments.first, last,
                     arguments.split, arguments.data, request.data.count() - 1)});
  }
}

void check_control(const cosim::Deliverable& deliverable, const Arguments& arguments,
                   std::vector<Problem>& problems) {
  const auto need = [&](bool asked, bool there, const char* option, const char* what) {
    if (asked && !there) {
      problems.push_back({option, std::string("the design has no ") + what});
    }
  };
  need(!arguments.encoder_seeds.empty(), deliverable.find_register("SEED") != nullptr,
       "--encoder-seed",
       "register for the encoder's seed; generate it with control = "
       "\"axi4-lite\" and an encoder that has one");
  need(arguments.axi > 0, deliverable.has_control(), "--axi",
       "control port; generate it with control = \"axi4-lite\"");
  need(arguments.stops > 0, deliverable.has_control(), "--stops",
       "control port; generate it with control = \"axi4-lite\"");
  need(arguments.reloads > 0, !deliverable.loads.empty(), "--reloads",
       "memory that can be loaded; generate it with control = \"axi4-lite\" and memory = "
       "\"registers\", \"sram\", ..");
}

Request read_request(const cosim::Deliverable& deliverable, const Network& network,
                     const Config& config, const Arguments& arguments) {
  Request request;
  request.presentations = arguments.presentations;
  if (request.presentations.empty()) request.presentations = {config.function.presentations};
  std::vector<Problem> problems;
  check_presentations(deliverable, request, problems);
  request.margins = read_margins(deliverable, config.function, arguments.margins, problems);
  check_control(deliverable, arguments, problems);
  try {
    request.data = load_dataset(arguments.data, split_of(arguments.split), network.input.shape);
    check_images(request, arguments, problems);
  } catch (const InputError& error) {
    problems.insert(problems.end(), error.problems().begin(), error.problems().end());
  }
  if (!problems.empty()) throw InputError(problems);
  request.count = arguments.count < 0 ? request.data.count() - arguments.first : arguments.count;
  return request;
}

/// The rough run, or null if there was none.
Json rough_figures(const cosim::Rough& rough) {
  if (rough.images == 0) return nullptr;
  return {{"images", rough.checked.images},
          {"bad_frames", rough.checked.bad_frames},
          {"resets", rough.checked.resets},
          {"stalls", rough.stalls},
          {"stops", rough.stops},
          {"neurons", rough.neurons},
          {"neurons_met", rough.met},
          {"ties", rough.ties},
          {"mismatches", rough.checked.mismatches},
          {"missing", rough.checked.missing},
          {"violations", rough.checked.violations.size()}};
}

Json figures(const Arguments& arguments, const cosim::Options& options,
             const cosim::Report& report) {
  const cosim::Checked& checked = report.checked;
  Json timings = Json::array();
  for (const cosim::Timing& timing : report.timings) {
    timings.push_back({{"presentations", timing.presentations},
                       {"cycles_per_image", timing.per_image},
                       {"planned_cycles_per_image", timing.planned_per_image},
                       {"first_result_cycles", timing.first_result},
                       {"planned_first_result_cycles", timing.planned_first_result}});
  }
  Json mismatches = Json::array();
  for (const cosim::Mismatch& mismatch : checked.first_mismatches) {
    mismatches.push_back({{"image", mismatch.image},
                          {"presentations", mismatch.presentations},
                          {"stage", mismatch.stage},
                          {"element", mismatch.element},
                          {"rtl", mismatch.rtl},
                          {"golden", mismatch.golden}});
  }
  const std::vector<int>& presentations = options.traffic.presentations;
  Json control = nullptr;
  if (const auto& figures = checked.control) {
    control = {
        {"load_writes", figures->load_writes}, {"weight_load_writes", figures->weight_load_writes},
        {"load_cycles", figures->load_cycles}, {"accesses", figures->accesses},
        {"refused", figures->refused},         {"reloads", figures->reloads}};
  }
  return {
      {"images", checked.images},
      {"mismatches", checked.mismatches},
      {"missing", checked.missing},
      {"violations", checked.violations.size()},
      {"accuracy", checked.accuracy()},
      {"presentations", presentations.size() == 1 ? Json(presentations[0]) : Json(presentations)},
      {"presentations_used", checked.used_on_average()},
      {"sustained_cycles_per_image",
       checked.one_clock ? Json(checked.sustained_cycles()) : Json(nullptr)},
      {"weight_rows_read", checked.weight_reads},
      {"bits_compared", checked.bits},
      {"bad_frames", checked.bad_frames},
      {"resets", checked.resets},
      {"control", control},
      {"cycles", checked.cycles},
      {"cycles_per_image", report.timings.front().per_image},
      {"planned_cycles_per_image", report.timings.front().planned_per_image},
      {"seconds", report.seconds},
      {"cycles_per_second", checked.cycles_per_second()},
      {"images_per_second", checked.images / report.seconds},
      {"build_seconds", report.simulator.seconds},
      {"seed", arguments.seed},
      {"faults", arguments.faults.rates},
      {"timings", timings},
      {"rough", rough_figures(report.rough)},
      {"canary",
       {{"layer", report.canary.layer},
        {"neuron", report.canary.neuron},
        {"synapse", report.canary.synapse},
        {"file", report.canary.file},
        {"row", report.canary.row},
        {"bit", report.canary.bit},
        {"caught", report.canary.caught},
        {"mismatches", report.canary.mismatches}}},
      {"first_mismatches", mismatches}};
}

/// Draws a bar for each phase that has something to count.
class Bars {
 public:
  void operator()(const std::string& phase, int done, int total) {
    if (phase != phase_) {
      bar_.reset();
      phase_ = phase;
      if (phase == "building" && isatty(STDERR_FILENO) != 0) {
        say(stderr, "building the simulator (Verilator and g++, once for these files)\n");
      }
      bar_ = std::make_unique<Progress>(phase, total);
    }
    bar_->update(done);
  }

 private:
  std::string phase_;
  std::unique_ptr<Progress> bar_;
};

int simulate(const Arguments& arguments) {
  if (arguments.sandbox) run_in_sandbox(arguments.folder, {arguments.json, arguments.trace});
  check_writable(arguments.trace);
  check_writable(arguments.json);
  const FolderInUse in_use(arguments.folder);
  const cosim::Deliverable deliverable = cosim::open_deliverable(arguments.folder);
  refuse_edited(deliverable, arguments);
  const Config config = read_config(deliverable.folder / "config.toml", {});
  const Imported imported = import_onnx(deliverable.folder / "model.onnx", config.input_range);
  check_manifest(deliverable.folder, imported.network, config);
  const Request request = read_request(deliverable, imported.network, config, arguments);
  const FaultSettings faults =
      fault_settings(arguments.faults, deliverable, config, imported.network);

  cosim::Options options;
  options.traffic = {request.presentations,   request.margins,         arguments.gaps,
                     arguments.back_pressure, arguments.bad_frames,    arguments.resets,
                     arguments.seed,          arguments.encoder_seeds, arguments.axi,
                     arguments.reloads,       arguments.stalls,        arguments.stops};
  if (arguments.encoder_seeds.empty()) {
    options.traffic.encoder_seeds = {config.function.encoder.seed};
  }
  options.first = arguments.first;
  options.count = request.count;
  options.jobs = arguments.jobs > 0
                     ? arguments.jobs
                     : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  options.waves = arguments.trace;
  options.rough = arguments.rough;
  options.faults = faults;
  // A path is relative to where we are, not to where it runs.
  options.build.verilator = arguments.verilator.find('/') == std::string::npos
                                ? arguments.verilator
                                : std::filesystem::absolute(arguments.verilator).string();
  options.build.library = arguments.library;
  options.build.jobs = options.jobs;

  std::optional<Bars> bars(std::in_place);
  const cosim::Report report = cosim::simulate(
      deliverable, imported.network, config.function, request.data, options,
      [&](const std::string& phase, int done, int total) { (*bars)(phase, done, total); });
  bars.reset();

  const cosim::Invocation invocation{arguments.folder,
                                     arguments.data,
                                     arguments.split,
                                     arguments.allow_edited,
                                     arguments.encoder_seeds.empty()
                                         ? ""
                                         : "--encoder-seed " + joined(arguments.encoder_seeds, ","),
                                     fault_words(arguments.faults)};
  say(arguments.json == "-" ? stderr : stdout, "{}{}", mismatch_text(invocation, options, report),
      table_text(invocation, deliverable, options, report));
  write_json(figures(arguments, options, report), arguments.json);
  return report.ok() ? 0 : 1;
}

}  // namespace

void add_simulate(CLI::App& app, Outcome& outcome) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "simulate",
      "Run a generated folder's Verilog on images and compare every layer with the golden model");
  verb->add_option("DIR", arguments->folder, "folder that scbnn generate wrote")->required();
  verb->add_option("--data", arguments->data,
                   "'shapes', a folder under $SCBNN_DATA, or a folder's path")
      ->required();
  verb->add_option("--split", arguments->split, "test, validation or train")
      ->check(CLI::IsMember({"test", "validation", "train"}))
      ->capture_default_str();
  verb->add_option("--first", arguments->first, "first image")
      ->check(whole_number(0, kMostImages))
      ->capture_default_str();
  verb->add_option("--count", arguments->count, "number of images from there (default: all)")
      ->check(whole_number(1, kMostImages));
  verb->add_option("--presentations", arguments->presentations,
                   "T; of several, each frame draws one (default: the configuration's)")
      ->delimiter(',');
  verb->add_option("--margin", arguments->margins,
                   "mode output: the lead that ends an image's presentations, or 'never'; of "
                   "several, each frame draws one (default: the configuration's)")
      ->delimiter(',');
  verb->add_option("--encoder-seed", arguments->encoder_seeds,
                   "with a control port: the encoder's seed; of several, each frame draws one "
                   "(default: the configuration's)")
      ->delimiter(',')
      ->check(whole_number(0, std::numeric_limits<std::uint32_t>::max()));
  verb->add_option(
          "--axi", arguments->axi,
          "with a control port: percent of cycles in which a random access begins, good or bad")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  verb->add_option("--reloads", arguments->reloads,
                   "with a control port: percent of images before which a memory is reloaded")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  verb->add_option("--gaps", arguments->gaps, "percent of cycles in which the source pauses")
      ->check(CLI::Range(0, 99))
      ->capture_default_str();
  verb->add_option("--back-pressure", arguments->back_pressure,
                   "percent of cycles in which the sink is not ready")
      ->check(CLI::Range(0, 99))
      ->capture_default_str();
  verb->add_option("--bad-frames", arguments->bad_frames,
                   "percent of images before which a frame that is too short or too long is sent")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  verb->add_option(
          "--resets", arguments->resets,
          "percent of images before which a reset hits a frame, at any cycle up to its result")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  verb->add_option("--rough", arguments->rough,
                   "images of the rough run: next to thresholds and ties, with gaps, stalls, bad "
                   "frames and resets; 0: none")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  verb->add_option("--stalls", arguments->stalls,
                   "percent of results that are left waiting, some until all stages are full")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  verb->add_option(
          "--stops", arguments->stops,
          "with a control port: percent of images during whose frame the design is stopped")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  verb->add_option("--seed", arguments->seed,
                   "seed of everything that is drawn: gaps, bad frames, resets, the canary")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
      ->capture_default_str();
  add_fault_options(*verb, arguments->faults);
  verb->add_option("--trace", arguments->trace, "write waveforms (FST) of the whole run");
  verb->add_option("--json", arguments->json, "write the figures as JSON ('-': standard output)");
  verb->add_option("--jobs", arguments->jobs, "threads (default: all cores)")
      ->check(whole_number(1, kMostJobs));
  verb->add_flag("--allow-edited", arguments->allow_edited,
                 "simulate files that have been edited since they were generated");
  verb->add_flag(
      "--sandbox", arguments->sandbox,
      "compile and run the folder's files in a sandbox (bubblewrap), without network, where only "
      "DIR/build can be written; for a stranger's folder, see docs/security.md");
  verb->add_option("--verilator", arguments->verilator, "the Verilator program")
      ->envname("VERILATOR")
      ->capture_default_str();
  verb->add_option("--library", arguments->library,
                   "folder that keeps Verilator's own library compiled, for all designs")
      ->envname("SCBNN_VERILATED");
  verb->callback([arguments, &outcome] { outcome.status = simulate(*arguments); });
}

}  // namespace scbnn::cli
