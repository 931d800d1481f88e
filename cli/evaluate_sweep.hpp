// What scbnn evaluate runs: encoders, modes, presentations and margins, in every combination.
#pragma once

#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "sim/study/sweep.hpp"

namespace scbnn::cli {

/// The lists that were typed; an empty one means what the configuration says.
struct SweepOptions {
  std::vector<std::string> encoders;       ///< names, or `all`
  std::vector<std::string> modes;          ///< names
  std::vector<std::string> presentations;  ///< 1..255
  std::vector<std::string> margins;        ///< 1..16777215, or `never`
};

/// Every combination, in the order encoder, mode, presentations, margin. An encoder whose kind is
/// not the configuration's takes its width, lanes and seed where they fit, and its own defaults
/// where not. Throws InputError with every value that is not allowed.
[[nodiscard]] std::vector<study::SweepPoint> sweep(const SweepOptions& options,
                                                   const Config& config);

}  // namespace scbnn::cli
