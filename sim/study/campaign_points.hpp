// The points of a fault campaign: kinds, layers, rates and seeds in every combination.
#pragma once

#include <string>
#include <vector>

#include "network/faults.hpp"

namespace scbnn::study {

/// One chip: all images with one seed.
struct CampaignPoint {
  FaultKind kind = FaultKind::kWeights;
  std::string layers;  ///< "all", "layer1+layer3"; "-" for kinds before the first layer
  double rate = 0;
  FaultSettings faults;
};

/// Layers of one curve, by name and as numbers from 1; no numbers means all.
struct LayerSet {
  std::string name;
  std::vector<int> numbers;
};

/// What is varied, and what all points share.
struct CampaignLists {
  std::vector<FaultKind> kinds;
  std::vector<LayerSet> layers;  ///< for kinds of the layers
  std::vector<double> rates;
  int seeds = 1;  ///< 1..seeds
  bool pairs = false;
  bool ecc = false;
  int loads = 1;
};

/// Every combination, in the order kind, layers, rate, seed.
[[nodiscard]] std::vector<CampaignPoint> campaign_points(const CampaignLists& lists);

}  // namespace scbnn::study
