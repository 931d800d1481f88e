// scbnn inspect M.onnx: what a model holds after import.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "cli/inspect.hpp"
#include "generator/import/import.hpp"

namespace scbnn::cli {
namespace {

/// Bits of a number in 0..largest.
int width_of(std::int64_t largest) {
  int width = 0;
  for (; largest > 0; largest /= 2) ++width;
  return width;
}

double value_of(const Threshold& threshold) {
  return static_cast<double>(threshold.numerator) / threshold.denominator;
}

Json shape_figures(const TensorShape& shape) {
  return {{"height", shape.height}, {"width", shape.width}, {"channels", shape.channels}};
}

/// "28x28x64", or the length of a vector.
std::string shape_text(const Json& shape) {
  const int height = shape["height"].get<int>();
  const int width = shape["width"].get<int>();
  const int channels = shape["channels"].get<int>();
  return height * width == 1 ? fmt::to_string(channels)
                             : fmt::format("{}x{}x{}", height, width, channels);
}

Json layer_figures(const Layer& layer, const LayerFolding& folding) {
  Json figures;
  figures["name"] = layer.name;
  figures["node"] = layer.node;
  const auto* product = std::get_if<Product>(&layer.operation);
  const BitMatrix weights = product != nullptr ? product->weights : BitMatrix();
  figures["operation"] = kind_of(layer);
  figures["output"] = shape_figures(layer.output.shape);
  figures["inputs"] = layer.input.shape.size();
  figures["outputs"] = layer.output.shape.size();
  figures["weight_bits"] = static_cast<std::int64_t>(weights.columns()) * weights.rows();
  if (const auto* thresholds = std::get_if<Thresholds>(&layer.finish)) {
    const auto [low, high] = std::minmax_element(
        thresholds->values.begin(), thresholds->values.end(),
        [](const Threshold& a, const Threshold& b) { return value_of(a) < value_of(b); });
    figures["threshold_min"] = value_of(*low);
    figures["threshold_max"] = value_of(*high);
    figures["threshold_bits"] =
        static_cast<std::int64_t>(weights.rows()) * width_of(std::int64_t{weights.columns()} + 1);
    figures["always_on"] = folding.always_on;
    figures["always_off"] = folding.always_off;
  }
  figures["flipped_rows"] = folding.flipped_rows;
  return figures;
}

Json model_figures(const Imported& imported, const std::string& file) {
  const Network& network = imported.network;
  Json figures;
  figures["model"] = file;
  figures["network"] = network.name;
  figures["input"] = shape_figures(network.input.shape);
  figures["input_range"] = {{"scale", network.input_range.range.scale},
                            {"offset", network.input_range.range.offset},
                            {"stated_by", name_of(network.input_range.source)}};
  figures["trained_for"] =
      network.trained_for == InputKind::kStochastic ? "stochastic" : "fixed-point";
  figures["trained_for_stated"] = imported.states_training;
  figures["classes"] = network.classes();
  Json layers = Json::array();
  std::int64_t weight_bits = 0;
  std::int64_t threshold_bits = 0;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    layers.push_back(layer_figures(network.layers[i], imported.folding[i]));
    weight_bits += layers.back()["weight_bits"].get<std::int64_t>();
    threshold_bits += layers.back().value("threshold_bits", std::int64_t{0});
  }
  figures["layers"] = layers;
  figures["weight_bits"] = weight_bits;
  figures["threshold_bits"] = threshold_bits;
  const Scores& scores = network.scores();
  figures["scores"] = {
      {"fraction_bits", scores.fraction_bits}, {"gain", scores.gain}, {"offset", scores.offset}};
  figures["warnings"] = warnings_at(imported, {});
  return figures;
}

void print_scores(const Scores& scores, std::FILE* out) {
  const bool has_gain = std::any_of(scores.gain.begin(), scores.gain.end(),
                                    [](std::int32_t gain) { return gain != 1; });
  const auto [low, high] = std::minmax_element(scores.offset.begin(), scores.offset.end());
  say(out, "scores   popcount{} + offset, offsets {}..{}{}\n", has_gain ? " x gain" : "", *low,
      *high,
      scores.fraction_bits > 0 ? fmt::format(", {} fraction bits", scores.fraction_bits) : "");
}

void print_model(const Imported& imported, const Json& figures, std::FILE* out) {
  const Network& network = imported.network;
  say(out, "network  {}\n", network.name);
  say(out, "input    {} x {} x {} (height x width x channels), {} pixels\n",
      network.input.shape.height, network.input.shape.width, network.input.shape.channels,
      network.input.shape.size());
  say(out, "range    {}\n", describe(network.input_range));
  say(out, "trained  for {} input{}\n", figures["trained_for"].get<std::string>(),
      imported.states_training ? "" : " (assumed: the model does not say)");
  say(out, "\n{:8} {:11} {:>8} {:>10} {:>12} {:>10} {:>19} {:>9} {:>10}  {}\n", "layer",
      "operation", "inputs", "outputs", "weight bits", "flipped", "thresholds", "always on",
      "always off", "node");
  for (const Json& layer : figures["layers"]) {
    const bool has_thresholds = layer.contains("threshold_min");
    say(out, "{:8} {:11} {:>8} {:>10} {:>12} {:>10} {:>19} {:>9} {:>10}  {}\n",
        layer["name"].get<std::string>(), layer["operation"].get<std::string>(),
        layer["inputs"].get<int>(), shape_text(layer["output"]),
        layer["weight_bits"].get<std::int64_t>(), layer["flipped_rows"].get<int>(),
        has_thresholds ? fmt::format("{:.2f}..{:.2f}", layer["threshold_min"].get<double>(),
                                     layer["threshold_max"].get<double>())
                       : "-",
        has_thresholds ? fmt::to_string(layer["always_on"].get<int>()) : "-",
        has_thresholds ? fmt::to_string(layer["always_off"].get<int>()) : "-",
        layer["node"].get<std::string>());
  }
  say(out, "\nmemory   {} weight bits, {} threshold bits (at T = 1)\n",
      figures["weight_bits"].get<std::int64_t>(), figures["threshold_bits"].get<std::int64_t>());
  print_scores(network.scores(), out);
  for (const std::string& warning : warnings_at(imported, {})) say(out, "warning  {}\n", warning);
}

Json explanation_figures(const Imported& imported) {
  Json list = Json::array();
  for (const Explanation& line : imported.explanation) {
    const Json layer =
        line.layer == 0
            ? Json()
            : Json(imported.network.layers[static_cast<std::size_t>(line.layer) - 1].name);
    list.push_back({{"node", line.node}, {"layer", layer}, {"became", line.became}});
  }
  return list;
}

/// In the order of the graph, so that the lines of a layer stand together.
void print_explanation(const Json& nodes, std::FILE* out) {
  const auto text = [](const Json& line, const char* key) {
    return line[key].is_null() ? std::string("-") : line[key].get<std::string>();
  };
  std::size_t width = 0;
  for (const Json& line : nodes) width = std::max(width, text(line, "node").size());
  say(out, "\n{:8} {:{}}  became\n", "layer", "node", width);
  for (const Json& line : nodes) {
    say(out, "{:8} {:{}}  {}\n", text(line, "layer"), text(line, "node"), width,
        text(line, "became"));
  }
}

}  // namespace

Json inspect_model(const std::filesystem::path& file, const std::string& output, bool explains,
                   std::FILE* out) {
  const Imported imported = import_onnx(file, {}, output);
  Json figures = model_figures(imported, file.string());
  print_model(imported, figures, out);
  if (explains) {
    figures["nodes"] = explanation_figures(imported);
    print_explanation(figures["nodes"], out);
  }
  return figures;
}

}  // namespace scbnn::cli
