// What scbnn faults says: what a campaign is about, a line a curve's point, figures.
#pragma once

#include <cstdio>
#include <vector>

#include "cli/faults_points.hpp"
#include "cli/output.hpp"
#include "cli/subject.hpp"
#include "sim/study/campaign.hpp"
#include "sim/study/campaign_file.hpp"

namespace scbnn::cli {

/// What tells one campaign from another: model, function, data, cells, ECC, loads.
[[nodiscard]] Json describe_campaign(const Subject& subject, const study::Campaign& campaign,
                                     const CampaignOptions& options);

/// A line for each kind, layers and rate: mean, lowest and highest accuracy of the seeds, and half
/// the 95 % confidence interval of the mean.
void print_campaign(std::FILE* out, const std::vector<study::CampaignPoint>& points,
                    const study::CampaignFile& file, int images);

/// A list of one object a point.
[[nodiscard]] Json campaign_figures(const Json& description,
                                    const std::vector<study::CampaignPoint>& points,
                                    const study::CampaignFile& file);

}  // namespace scbnn::cli
