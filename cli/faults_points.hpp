// The points of a fault campaign: kinds, layers, rates and seeds in every combination.
#pragma once

#include <string>
#include <vector>

#include "generator/config/config.hpp"
#include "network/network.hpp"
#include "sim/study/campaign_points.hpp"

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

/// Every combination, in the order kind, layers, rate, seed. Throws InputError with every value
/// that is not allowed.
[[nodiscard]] std::vector<study::CampaignPoint> campaign_points(const CampaignOptions& options,
                                                                const Config& config,
                                                                const Network& network);

}  // namespace scbnn::cli
