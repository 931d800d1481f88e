// The sentences of network.hpp as checks.
#include "network/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <set>
#include <string_view>

namespace scbnn {
namespace {

bool is_valid(const Threshold& threshold, int inputs) {
  const auto [numerator, denominator] = threshold;
  return numerator >= 0 && denominator >= 1 && denominator <= kMaxDenominator &&
         std::gcd(numerator, denominator) == 1 &&
         (numerator <= static_cast<std::int64_t>(inputs) * denominator ||
          threshold == Threshold{inputs + 1, 1});
}

bool has_clean_padding(const BitMatrix& matrix) {
  const int used = matrix.columns() % 64;
  for (int row = 0; used != 0 && row < matrix.rows(); ++row) {
    if (matrix.row(row).back() >> used != 0) return false;
  }
  return true;
}

/// A letter, then letters, digits and underscores.
bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

void check_names(const Network& network, std::vector<std::string>& broken) {
  std::set<std::string_view> seen;
  for (const Layer& layer : network.layers) {
    if (!is_identifier(layer.name)) {
      broken.push_back(fmt::format("'{}': the name is no identifier", layer.name));
    } else if (!seen.insert(layer.name).second) {
      broken.push_back(layer.name + ": another layer has the same name");
    }
  }
}

void check_layer(const Layer& layer, int inputs, bool is_last, std::vector<std::string>& broken) {
  const auto add = [&](std::string_view message) {
    broken.push_back(fmt::format("{}: {}", layer.name, message));
  };
  if (layer.inputs != inputs) add("inputs differ from what comes before");
  if (layer.inputs < 1 || layer.outputs < 1) add("no inputs or no outputs");
  if (layer.weights.rows() != layer.outputs || layer.weights.columns() != layer.inputs) {
    add("the weights' shape differs from the layer's");
  }
  if (!has_clean_padding(layer.weights)) add("bits past the last column are not 0");
  const std::size_t wanted = is_last ? 0 : static_cast<std::size_t>(layer.outputs);
  if (layer.thresholds.size() != wanted) add("the number of thresholds is wrong");
  for (const Threshold& threshold : layer.thresholds) {
    if (is_valid(threshold, layer.inputs)) continue;
    add(fmt::format("the threshold {}/{} is not valid", threshold.numerator,
                    threshold.denominator));
    break;
  }
}

void check_scores(const Network& network, std::vector<std::string>& broken) {
  const auto classes = static_cast<std::size_t>(network.classes());
  const ScoreScale& scores = network.scores;
  if (scores.gain.size() != classes || scores.offset.size() != classes) {
    broken.emplace_back("scores: not one gain and one offset a class");
  }
  for (const std::int32_t gain : scores.gain) {
    if (gain < 0) broken.emplace_back("scores: a gain is negative");
  }
  if (scores.fraction_bits < 0) broken.emplace_back("scores: fraction bits are negative");
}

}  // namespace

std::vector<std::string> broken_invariants(const Network& network) {
  if (network.layers.empty()) return {"no layers"};
  std::vector<std::string> broken;
  const TensorShape& image = network.input;
  if (image.height < 1 || image.width < 1 || image.channels < 1) broken.emplace_back("no pixels");
  int inputs = image.size();
  check_names(network, broken);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    check_layer(layer, inputs, i + 1 == network.layers.size(), broken);
    inputs = layer.outputs;
  }
  check_scores(network, broken);
  return broken;
}

}  // namespace scbnn
