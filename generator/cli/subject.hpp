// What a verb runs a network on: model, data set, split; and whether they fit.
#pragma once

#include <string>

#include "generator/config/config.hpp"
#include "generator/import/import.hpp"
#include "generator/network/network.hpp"
#include "sim/data/dataset.hpp"

namespace scbnn::cli {

/// What was asked for, in the user's words.
struct Subject {
  std::string model;
  std::string data;
  std::string split = "test";
};

[[nodiscard]] Split split_of(const std::string& name);

/// Throws InputError unless the network takes the images and knows their labels.
void check_data(const Subject& subject, const Network& network, const Dataset& data);

/// Says on standard error what import warned of, and where the model was trained for another input.
void warn(const std::string& model, const Config& config, const Imported& imported);

/// "784-1024-1024-10".
[[nodiscard]] std::string describe(const Network& network);

}  // namespace scbnn::cli
