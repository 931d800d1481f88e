// The options of scbnn simulate that let bits fail.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "network/faults.hpp"
#include "network/network.hpp"
#include "sim/cosim/deliverable.hpp"

namespace scbnn::cli {

/// What was typed.
struct FaultOptions {
  std::vector<std::string> rates;  ///< KIND=RATE or KIND.LAYER=RATE
  std::uint64_t seed = 1;
};

void add_fault_options(CLI::App& verb, FaultOptions& options);

/// Throws InputError with everything that this design cannot have.
[[nodiscard]] FaultSettings fault_settings(const FaultOptions& options,
                                           const cosim::Deliverable& deliverable,
                                           const Config& config, const Network& network);

/// The options as they are typed; empty without faults.
[[nodiscard]] std::string fault_words(const FaultOptions& options);

}  // namespace scbnn::cli
