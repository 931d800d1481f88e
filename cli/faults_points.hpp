// The points of a fault campaign: kinds, layers, rates and seeds in every combination.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "network/faults.hpp"
#include "network/network.hpp"

namespace scbnn::cli {

/// What was typed.
struct CampaignOptions {
  std::vector<std::string> kinds{"weights"};
  std::vector<std::string> layers{"all"};
  std::vector<std::string> rates;
  int seeds = 1;
  std::string cells = "single";
  bool ecc = false;
  int loads = 1;
};

/// One chip: all images with one seed.
struct CampaignPoint {
  FaultKind kind = FaultKind::kWeights;
  std::string layers;  ///< "all", "layer1+layer3"; "-" for kinds before the first layer
  double rate = 0;
  FaultSettings faults;
};

/// Every combination, in the order kind, layers, rate, seed. Throws InputError with every value
/// that is not allowed.
[[nodiscard]] std::vector<CampaignPoint> campaign_points(const CampaignOptions& options,
                                                         const Config& config,
                                                         const Network& network);

}  // namespace scbnn::cli
