// scbnn faults: accuracy against the rate of failing bits, chip by chip.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cli/faults_points.hpp"
#include "cli/faults_report.hpp"
#include "cli/numbers.hpp"
#include "cli/output.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"
#include "generator/config/config.hpp"
#include "generator/import/import.hpp"
#include "sim/study/campaign.hpp"
#include "sim/study/campaign_file.hpp"
#include "support/files.hpp"

namespace scbnn::cli {
namespace {

struct Arguments {
  Subject subject;
  CampaignOptions campaign;
  std::string out;
  std::string json;
  int jobs = 0;
};

constexpr const char* kExamples =
    "Examples:\n"
    "  Wrong weight cells, 20 chips per rate; the file grows, and an interrupted run continues:\n"
    "    scbnn faults --model models/fashion-mnist-mlp.onnx --config configs/default.toml \\\n"
    "      --data fashion-mnist --rates 0,1e-4,1e-3,1e-2,4e-2 --seeds 20 --out weights.csv\n"
    "  Differential pairs (2T2R); single cells with an error-correcting code:\n"
    "    scbnn faults .. --cells pair --out pair.csv\n"
    "    scbnn faults .. --ecc --out ecc.csv\n"
    "  Layer by layer; how many failures the input tolerates:\n"
    "    scbnn faults .. --layers layer1,layer2,layer3,all --out layers.csv\n"
    "    scbnn faults .. --kind stream,pixels,lanes --out input.csv\n"
    "  All in one picture:\n"
    "    tools/plot/faults.py single=weights.csv pair=pair.csv ECC=ecc.csv --out faults\n"
    "docs/faults.md says exactly which bits fail.";

void faults(const Arguments& arguments) {
  std::FILE* const out = arguments.json == "-" ? stderr : stdout;
  const Subject& subject = arguments.subject;
  const Config config = read_config(subject.config, subject.overrides);
  check_writable(arguments.json);
  check_writable(arguments.out);
  const Imported imported = import_onnx(subject.model, config.input_range, subject.output);
  const std::vector<study::CampaignPoint> points =
      campaign_points(arguments.campaign, config, imported.network);
  warn(subject.model, config, imported, summed_presentations(config));
  check_fast(subject, imported.network);
  const Dataset data = load_data(subject, imported.network);

  const int cores = static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
  const study::Campaign campaign{imported.network, config.function, data,
                                 arguments.jobs > 0 ? arguments.jobs : cores};
  const Json description = describe_campaign(subject, campaign, arguments.campaign);
  study::CampaignFile file(arguments.out, description, data.count());
  say(out, "model  {} ({})\ndata   {}, {}, {} images\nchips  {}\n\n", subject.model,
      describe(imported.network), subject.data, subject.split, data.count(), points.size());
  std::fflush(out);
  const auto start = std::chrono::steady_clock::now();
  const int ran = study::run_campaign(campaign, points, file);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  print_campaign(out, points, file, data.count());
  const int kept = static_cast<int>(points.size()) - ran;
  say(out, "\n{} chips in {:.1f} s, {:.1f} s of processor time{}\n", ran, seconds.count(),
      static_cast<double>(std::clock()) / CLOCKS_PER_SEC,
      kept == 0 ? "" : fmt::format("; {} were in {}", kept, arguments.out));
  write_json(campaign_figures(description, points, file), arguments.json);
}

void add_faults_options(CLI::App& verb, CampaignOptions& campaign) {
  const std::string group =
      "Faults: one simulated chip for each kind, set of layers, rate and seed";
  const auto add = [&](const char* name, std::vector<std::string>& values, const std::string& text,
                       const char* type) {
    return verb.add_option(name, values, text)->delimiter(',')->type_name(type)->group(group);
  };
  add("--rates", campaign.rates, "probabilities that a bit fails, 0..1", "P[,P]")->required();
  verb.add_option("--seeds", campaign.seeds, "chips per rate: seeds 1..N")
      ->required()
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N")
      ->group(group);
  add("--kind", campaign.kinds, fmt::format("{} (default weights)", fmt::join(kFaultNames, ", ")),
      "K[,K]");
  add("--layers", campaign.layers,
      "layers whose bits fail: all (default), names, or sums of names (layer1+layer2); each is a "
      "curve",
      "L[,L]");
  verb.add_option(
          "--cells", campaign.cells,
          "a weight is a single cell, or a pair of cells (2T2R) that is wrong only if both are")
      ->check(CLI::IsMember({"single", "pair"}))
      ->capture_default_str()
      ->type_name("NAME")
      ->group(group);
  verb.add_flag("--ecc", campaign.ecc, "weights in SECDED code words: 32 bits and 7 check bits")
      ->group(group);
  verb.add_option("--loads", campaign.loads,
                  "number of times that the weights are written (kind writes)")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str()
      ->type_name("N")
      ->group(group);
}

}  // namespace

void add_faults(CLI::App& app, Outcome& /*outcome*/) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "faults",
      "Measure accuracy against the rate of failing bits, with the fast model on all cores");
  add_subject(*verb, arguments->subject);
  add_faults_options(*verb, arguments->campaign);
  verb->add_option("--out", arguments->out,
                   "write every point to this file as soon as it is done; points that it has are "
                   "not run again")
      ->type_name("FILE.csv");
  verb->add_option("--json", arguments->json,
                   "write the figures as JSON, a list with one object per point ('-': to stdout)")
      ->type_name("FILE");
  verb->add_option("--jobs", arguments->jobs, "threads (default: all cores)")
      ->check(whole_number(1, kMostJobs))
      ->type_name("N");
  verb->footer(kExamples);
  verb->callback([arguments] { faults(*arguments); });
}

}  // namespace scbnn::cli
