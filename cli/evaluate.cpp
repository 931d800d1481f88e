// scbnn evaluate: a network's accuracy on a data set, by the fast model or the golden one.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/evaluate_report.hpp"
#include "cli/evaluate_sweep.hpp"
#include "cli/numbers.hpp"
#include "cli/output.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"
#include "generator/config/config.hpp"
#include "generator/import/import.hpp"
#include "network/dense.hpp"
#include "network/function.hpp"
#include "sim/data/dataset.hpp"
#include "sim/data/npy.hpp"
#include "sim/study/activations.hpp"
#include "sim/study/evaluation.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {
namespace {

struct Arguments {
  Subject subject;
  SweepOptions sweep;
  std::string scores;
  std::string activations;
  bool golden = false;
  int jobs = 0;
  std::string json;
};

constexpr const char* kExamples =
    "Examples:\n"
    "  Accuracy over T, the rest as the configuration says:\n"
    "    scbnn evaluate --model models/fashion-mnist-mlp.onnx --config configs/default.toml \\\n"
    "      --data fashion-mnist --presentations 1,2,4,8,16\n"
    "  Every encoder in both modes; figures that tools/plot/accuracy.py draws:\n"
    "    scbnn evaluate --model models/fashion-mnist-mlp.onnx --config configs/default.toml \\\n"
    "      --data fashion-mnist --encoder all --mode first,output --presentations 1,2,4,8 \\\n"
    "      --json curve.json\n"
    "  Early stop: 8 presentations at most, fewer where one class leads by the margin; pick the\n"
    "  margin on the validation images:\n"
    "    scbnn evaluate --model models/fashion-mnist-mlp-output.onnx \\\n"
    "      --config configs/early-stop.toml --data fashion-mnist --split validation \\\n"
    "      --margin never,20,40,60,80,100\n"
    "  The fast model against the golden one, image by image:\n"
    "    scbnn evaluate --model models/shapes-mlp.onnx --config configs/small.toml \\\n"
    "      --data shapes --count 200 --golden";

void write_scores(const study::Task& task, const std::vector<study::Row>& rows,
                  const std::string& file) {
  std::vector<std::int64_t> all;
  for (const study::Row& row : rows) all.insert(all.end(), row.scores.begin(), row.scores.end());
  std::vector<std::size_t> shape{static_cast<std::size_t>(task.data.count()),
                                 static_cast<std::size_t>(task.network.classes())};
  if (rows.size() > 1) shape.insert(shape.begin(), rows.size());
  write_file(file, npy(all, shape));
}

/// Rejects outputs before any work that could only fail after it.
void check_outputs(const Arguments& arguments, const std::vector<study::SweepPoint>& points) {
  std::size_t rows = 0;
  for (const study::SweepPoint& point : points) rows += point.margins.size();
  if (!arguments.activations.empty() && rows != 1) {
    throw InputError("--activations",
                     fmt::format("takes one row, but the options give {}; allowed: one encoder, "
                                 "mode, T and margin",
                                 rows));
  }
  check_writable(arguments.scores);
  check_writable(arguments.json);
}

void evaluate(const Arguments& arguments, Outcome& outcome) {
  std::FILE* const out = arguments.json == "-" ? stderr : stdout;
  const Subject& subject = arguments.subject;
  const Config config = read_config(subject.config, subject.overrides);
  const std::vector<study::SweepPoint> points = sweep(arguments.sweep, config);
  check_outputs(arguments, points);
  const Imported imported = import_onnx(subject.model, config.input_range, subject.output);
  std::vector<int> presentations;
  for (const study::SweepPoint& point : points) {
    presentations.push_back(summed_presentations(point.settings));
  }
  warn(subject.model, config, imported, presentations);
  const Dataset data = load_data(subject, imported.network);

  const std::vector<std::string> beyond = beyond_dense(imported.network);
  if (!beyond.empty()) {
    say(stderr, "note: {}: {}; only the golden model computes that\n", subject.model,
        beyond.front());
  }
  const bool golden = beyond.empty() && (arguments.golden || !arguments.activations.empty());
  const int cores = static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
  const study::Task task{imported.network, data, arguments.jobs > 0 ? arguments.jobs : cores,
                         golden || !arguments.scores.empty()};
  std::optional<study::Activations> activations;
  if (!arguments.activations.empty()) {
    activations.emplace(task.network, points.front().settings, data.count());
  }

  print_heading(out, subject, task, points);
  const Table table(out, points, arguments.golden);
  std::vector<study::Row> rows;
  for (const study::SweepPoint& point : points) {
    const std::string point_label = label(point.settings, points.size() > 1);
    study::Activations* const kept = activations ? &*activations : nullptr;
    for (study::Row& row : beyond.empty() ? study::run_fast(task, point, point_label + "fast model")
                                          : study::run_golden_alone(
                                                task, point, point_label + "golden model", kept)) {
      if (golden) {
        study::run_golden(task, point_label + "golden model", row, kept);
        if (*row.mismatches != 0) outcome.status = 1;
      }
      table.print(row, data.count());
      row.used.clear();
      if (arguments.scores.empty()) row.scores.clear();
      rows.push_back(std::move(row));
    }
  }

  if (!arguments.scores.empty()) write_scores(task, rows, arguments.scores);
  if (activations) activations->write(arguments.activations);
  write_json(figures(subject, task, rows), arguments.json);
  if (outcome.status != 0) {
    say(stderr, "scbnn evaluate: fast and golden model differ; this is a defect of scbnn\n");
  }
}

void add_sweep(CLI::App& verb, SweepOptions& sweep) {
  const std::string group = "Sweep: one row for each combination; defaults are the configuration's";
  const auto add = [&](const char* name, std::vector<std::string>& values, const std::string& text,
                       const char* type) {
    verb.add_option(name, values, text)->delimiter(',')->type_name(type)->group(group);
  };
  add("--encoder", sweep.encoders,
      fmt::format("{}, or all (docs/encoders.md)", fmt::join(kEncoderNames, ", ")), "E[,E]");
  add("--mode", sweep.modes,
      "where the presentations add up: first (in the first layer), output (class scores)", "M[,M]");
  add("--presentations", sweep.presentations, "T, 1..255", "T[,T]");
  add("--margin", sweep.margins,
      "mode output: an image's presentations end once the leading class is ahead by this much "
      "(1..16777215), or never before T; margins of one T share one run",
      "D[,D]");
}

void add_outputs(CLI::App& verb, Arguments& arguments) {
  verb.add_flag("--golden", arguments.golden,
                "run the golden model as well and compare every score and the presentations used; "
                "status 1 if any differs");
  verb.add_option("--scores", arguments.scores,
                  "write the class scores: int64, [image, class], or [row, image, class] for "
                  "several rows")
      ->type_name("FILE.npy");
  verb.add_option("--activations", arguments.activations,
                  "write the golden model's counts.npy and LAYER.npy of every hidden layer (uint8, "
                  "[image, neuron]; mode output: [image, presentation, neuron]) into a folder; "
                  "takes one row")
      ->type_name("DIR");
  verb.add_option("--jobs", arguments.jobs, "threads (default: all cores)")
      ->check(whole_number(1, kMostJobs))
      ->type_name("N");
  verb.add_option("--json", arguments.json,
                  "write the figures as JSON, a list with one object per row ('-': to stdout)")
      ->type_name("FILE");
}

}  // namespace

void add_evaluate(CLI::App& app, Outcome& outcome) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "evaluate",
      "Measure a network's accuracy on a data set, bit for bit as the hardware computes it");
  add_subject(*verb, arguments->subject);
  add_sweep(*verb, arguments->sweep);
  add_outputs(*verb, *arguments);
  verb->footer(kExamples);
  verb->callback([arguments, &outcome] { evaluate(*arguments, outcome); });
}

}  // namespace scbnn::cli
