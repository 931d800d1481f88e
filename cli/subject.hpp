// What a verb runs a network on: model, data set, split; and whether they fit.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "generator/import/import.hpp"
#include "network/network.hpp"
#include "sim/data/dataset.hpp"

namespace scbnn::cli {

/// What was asked for, in the user's words.
struct Subject {
  std::string model;
  std::string output;  ///< of the graph; empty: its only one
  std::string config;
  std::vector<std::string> overrides;  ///< of the configuration
  std::string data;
  std::string split = "test";
  int count = -1;  ///< images; -1: all
};

/// The option --output of every verb that reads a model.
void add_output_option(CLI::App& verb, std::string& output);

/// The options --model, --output, --config, --set, --data, --split and --count.
void add_subject(CLI::App& verb, Subject& subject);

/// "test", "train" or "validation".
[[nodiscard]] Split split_of(const std::string& name);

/// Throws InputError with every layer that the fast model does not compute.
void check_fast(const Subject& subject, const Network& network);

/// The images. Throws InputError unless the network takes them and knows their labels.
[[nodiscard]] Dataset load_data(const Subject& subject, const Network& network);

/// Says on standard error what the image is and how its pixels are read, in one line.
void say_input(const std::string& model, const Imported& imported);

/// Says on standard error how pixels are read, what import warned of, and where the model was
/// trained for another input.
void warn(const std::string& model, const Config& config, const Imported& imported,
          std::span<const int> presentations);

/// The numbers of presentations over which the first layer sums: 1 in mode `output`, 255 for 8-bit
/// pixels.
[[nodiscard]] int summed_presentations(const FunctionSettings& function);

/// All that a configuration has, those at run time included.
[[nodiscard]] std::vector<int> summed_presentations(const Config& config);

/// "784-1024-1024-10".
[[nodiscard]] std::string describe(const Network& network);

}  // namespace scbnn::cli
