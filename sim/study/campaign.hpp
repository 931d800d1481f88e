// Runs the points of a campaign on the fast model, a point a thread.
#pragma once

#include <vector>

#include "network/function.hpp"
#include "network/network.hpp"
#include "sim/data/dataset.hpp"
#include "sim/study/campaign_file.hpp"
#include "sim/study/campaign_points.hpp"

namespace scbnn::study {

/// What all points have in common.
struct Campaign {
  const Network& network;
  const FunctionSettings& function;
  const Dataset& data;
  int jobs = 1;
};

/// Runs the points that the file does not have and adds each to it as it ends; returns how many.
int run_campaign(const Campaign& campaign, const std::vector<CampaignPoint>& points,
                 CampaignFile& file);

}  // namespace scbnn::study
