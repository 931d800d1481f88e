// scbnn generate: a trained network and a configuration become a folder of Verilog.
#include <fmt/format.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "cli/subject.hpp"
#include "cli/test_frames.hpp"
#include "cli/verbs.hpp"
#include "deliverable/folder.hpp"
#include "generator/config/config.hpp"
#include "generator/emit/emit.hpp"
#include "generator/import/import.hpp"
#include "generator/plan/design.hpp"
#include "generator/plan/plan_table.hpp"
#include "sim/data/shapes.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"
#include "support/quoting.hpp"

namespace scbnn::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string model;
  std::string output;  ///< output of the graph; empty: its only one
  std::string config;
  std::string out;
  std::vector<std::string> overrides;
  std::string json;
};

/// A path for generated files: relative to the working folder, otherwise only the name.
std::string portable(const std::string& path) {
  if (!fs::path(path).is_absolute()) return path;
  const fs::path relative = fs::path(path).lexically_relative(fs::current_path());
  if (relative.empty() || *relative.begin() == "..") return fs::path(path).filename().string();
  return relative.string();
}

std::string command_line(const Options& options) {
  std::string command =
      fmt::format("scbnn generate --model {} --config {}", shell_word(portable(options.model)),
                  shell_word(portable(options.config)));
  if (!options.output.empty()) command += " --output " + shell_word(options.output);
  for (const std::string& override_text : options.overrides) {
    command += " --set " + shell_word(override_text);
  }
  return command + " --out " + shell_word(portable(options.out));
}

Json figures(const Options& options, const Design& design, const Network& network,
             const FileSet& files, const std::vector<std::string>& warnings) {
  std::int64_t weights = 0;
  for (const Layer& layer : network.layers)
    weights += std::int64_t{layer.input.shape.size()} * layer.output.shape.size();
  Json layers = Json::array();
  for (const LayerPlan& layer : design.layers) {
    layers.push_back({{"name", layer.name},
                      {"inputs", layer.inputs},
                      {"outputs", layer.outputs},
                      {"pe", layer.pe},
                      {"simd", layer.simd},
                      {"groups", layer.groups},
                      {"chunks", layer.chunks},
                      {"planes", layer.planes}});
  }
  Json table = Json::array();
  for (const int presentations : design.presentation_choices) {
    const Cycles planned = cycles(design, presentations);
    table.push_back({{"presentations", presentations},
                     {"cycles_per_image", planned.per_image},
                     {"first_result", planned.first_result},
                     {"stage", planned.stage}});
  }
  return {{"out", options.out},
          {"top", design.top},
          {"model", options.model},
          {"config", options.config},
          {"weights", weights},
          {"files", files.size()},
          {"presentations", design.config.function.presentations},
          {"cycles_per_image", cycles(design, design.config.function.presentations).per_image},
          {"layers", layers},
          {"plan", table},
          {"warnings", warnings}};
}

void generate(const Options& options) {
  check_writable(options.json);
  // With figures on standard output, nothing else goes there.
  std::FILE* const out = options.json == "-" ? stderr : stdout;

  Provenance provenance;
  provenance.command = command_line(options);
  provenance.model_file = plain(portable(options.model));
  const Config config = read_config(options.config, options.overrides);
  provenance.model_bytes = read_onnx(options.model, options.output);
  const Imported imported = parse_onnx(provenance.model_bytes, options.model, config.input_range);
  const Network& network = imported.network;
  std::vector<std::string> warnings = warnings_at(imported, summed_presentations(config));
  if (imported.states_training && network.trained_for != config.function.input) {
    warnings.emplace_back(
        config.function.input == InputKind::kStochastic
            ? "was trained for 8-bit input, but will see stochastic bits: expect less accuracy"
            : "was trained for stochastic bits, but will see 8-bit input: expect less accuracy");
  }
  say_input(options.model, imported);
  for (const std::string& warning : warnings) {
    say(stderr, "warning: {}: {}\n", options.model, warning);
  }

  Design design = plan(network, config);
  design.config.source = plain(portable(options.config));
  const FileSet files = emit(design, network, provenance, test_frames(design, network));
  write_folder(files, options.out);

  const std::string folder = shell_word(options.out);
  const bool fits_shapes = network.input.shape == TensorShape{kShapesSide, kShapesSide, 1};
  say(out, "{}\n", plan_table(design));
  say(out,
      "{0} files in {1}: the top is {2} in rtl/{2}.v; see README.md for the rest.\n"
      "Next:  scbnn simulate {1} --data {3}\n"
      "or:    cd {1} && mkdir -p build && iverilog -g2005 -o build/tb -s {2}_tb tb/{2}_tb.v "
      "-f {2}.f && vvp build/tb\n",
      files.size(), folder, design.top, fits_shapes ? "shapes" : "PATH");
  write_json(figures(options, design, network, files, warnings), options.json);
}

}  // namespace

void add_generate(CLI::App& app, Outcome& /*outcome*/) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "generate",
      "Write the accelerator of a network as a folder: Verilog, memory images, testbench");
  verb->add_option("--model", options->model, "the trained network (ONNX)")
      ->required()
      ->type_name("FILE");
  add_output_option(*verb, options->output);
  verb->add_option("--config", options->config, "the configuration (TOML)")
      ->required()
      ->type_name("FILE");
  verb->add_option("--out", options->out, "the folder to write; only an earlier output is replaced")
      ->required()
      ->type_name("DIR");
  verb->add_option("--set", options->overrides, "override a key of the configuration; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  verb->add_option("--json", options->json, "write the figures as JSON ('-': standard output)")
      ->type_name("FILE");
  verb->callback([options] { generate(*options); });
}

}  // namespace scbnn::cli
