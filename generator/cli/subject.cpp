// Checks model against data.
#include "generator/cli/subject.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/support/problem.hpp"

namespace scbnn::cli {

Split split_of(const std::string& name) {
  if (name == "train") return Split::kTrain;
  return name == "validation" ? Split::kValidation : Split::kTest;
}

void check_data(const Subject& subject, const Network& network, const Dataset& data) {
  const ImageShape& found = data.shape;
  const ImageShape& wanted = network.input;
  const std::string where = "--data " + subject.data;
  if (!(found == wanted)) {
    throw InputError(
        where, fmt::format("has images of {}x{}x{} (channels, height, width); {} takes {}x{}x{}",
                           found.channels, found.height, found.width, subject.model,
                           wanted.channels, wanted.height, wanted.width));
  }
  const int largest = *std::max_element(data.labels.begin(), data.labels.end());
  if (largest >= network.classes()) {
    throw InputError(where, fmt::format("has labels up to {}; {} has {} classes", largest,
                                        subject.model, network.classes()));
  }
}

void warn(const std::string& model, const Config& config, const Imported& imported) {
  for (const std::string& warning : imported.warnings) {
    fmt::print(stderr, "warning: {}: {}\n", model, warning);
  }
  if (!imported.states_training || imported.network.trained_for == config.function.input) return;
  const auto name = [](InputKind kind) {
    return kind == InputKind::kStochastic ? "stochastic" : "8-bit fixed-point";
  };
  fmt::print(stderr, "warning: {} was trained for {} input; {} asks for {} input\n", model,
             name(imported.network.trained_for), config.place("input"),
             name(config.function.input));
}

std::string describe(const Network& network) {
  std::string text = fmt::to_string(network.input.size());
  for (const Layer& layer : network.layers) text += fmt::format("-{}", layer.outputs);
  return text;
}

}  // namespace scbnn::cli
