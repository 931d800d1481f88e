// Reads what a verb runs on, and checks model against data.
#include "cli/subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/numbers.hpp"
#include "cli/output.hpp"
#include "network/dense.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {
namespace {

/// Throws InputError unless the network knows the labels.
void check_labels(const Subject& subject, const Network& network, const Dataset& data) {
  const std::string where = "--data " + subject.data;
  const int largest = *std::max_element(data.labels.begin(), data.labels.end());
  if (largest >= network.classes()) {
    throw InputError(where, fmt::format("has labels up to {}; {} has {} classes", largest,
                                        subject.model, network.classes()));
  }
}

}  // namespace

void add_output_option(CLI::App& verb, std::string& output) {
  verb.add_option("--output", output, "the graph output with the scores, if the model has several")
      ->type_name("NAME");
}

void add_subject(CLI::App& verb, Subject& subject) {
  verb.add_option("--model", subject.model, "the trained network (ONNX)")
      ->required()
      ->type_name("FILE");
  add_output_option(verb, subject.output);
  verb.add_option("--config", subject.config, "the configuration (TOML): input, encoder, mode, T")
      ->required()
      ->type_name("FILE");
  verb.add_option("--set", subject.overrides, "override a key of the configuration; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  verb.add_option("--data", subject.data,
                  "shapes (built in), a folder under $SCBNN_DATA (default data/) such as "
                  "fashion-mnist, mnist or cifar-10, or a path with a slash")
      ->required()
      ->type_name("NAME|PATH");
  verb.add_option("--split", subject.split,
                  "test, train, or validation: the last 5,000 training images")
      ->check(CLI::IsMember({"test", "validation", "train"}))
      ->capture_default_str()
      ->type_name("NAME");
  verb.add_option("--count", subject.count, "only the first N images")
      ->check(whole_number(1, kMostImages))
      ->type_name("N");
}

Split split_of(const std::string& name) {
  if (name == "train") return Split::kTrain;
  return name == "validation" ? Split::kValidation : Split::kTest;
}

void check_fast(const Subject& subject, const Network& network) {
  std::vector<Problem> problems;
  for (const std::string& reason : beyond_dense(network)) {
    problems.push_back({subject.model, reason + "; the fast model does not compute it yet"});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

Dataset load_data(const Subject& subject, const Network& network) {
  Dataset data =
      take(load_dataset(subject.data, split_of(subject.split), network.input.shape), subject.count);
  check_labels(subject, network, data);
  return data;
}

void say_input(const std::string& model, const Imported& imported) {
  const TensorShape& shape = imported.network.input.shape;
  say(stderr, "input: {}: {}x{}x{} (height, width, channels); {}\n", model, shape.height,
      shape.width, shape.channels, describe(imported.network.input_range));
}

int summed_presentations(const FunctionSettings& function) {
  if (function.input == InputKind::kFixedPoint) return 255;
  return function.mode == Mode::kOutput ? 1 : function.presentations;
}

std::vector<int> summed_presentations(const Config& config) {
  const FunctionSettings& function = config.function;
  const bool at_run_time = config.presentations_max && function.mode == Mode::kFirst &&
                           function.input == InputKind::kStochastic;
  if (!at_run_time) return {summed_presentations(function)};
  std::vector<int> all;
  for (int t = 1; t <= *config.presentations_max; t *= 2) all.push_back(t);
  return all;
}

void warn(const std::string& model, const Config& config, const Imported& imported,
          std::span<const int> presentations) {
  say_input(model, imported);
  for (const std::string& warning : warnings_at(imported, presentations)) {
    say(stderr, "warning: {}: {}\n", model, warning);
  }
  if (!imported.states_training || imported.network.trained_for == config.function.input) return;
  const auto name = [](InputKind kind) {
    return kind == InputKind::kStochastic ? "stochastic" : "8-bit fixed-point";
  };
  say(stderr, "warning: {} was trained for {} input; {} asks for {} input\n", model,
      name(imported.network.trained_for), config.place("input.kind"), name(config.function.input));
}

std::string describe(const Network& network) {
  std::string text = fmt::to_string(network.input.shape.size());
  for (const Layer& layer : network.layers) text += fmt::format("-{}", layer.output.shape.size());
  return text;
}

}  // namespace scbnn::cli
