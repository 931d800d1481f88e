// Multiplies the lists out.
#include "sim/study/campaign_points.hpp"

#include <cstdint>

namespace scbnn::study {

std::vector<CampaignPoint> campaign_points(const CampaignLists& lists) {
  const std::vector<LayerSet> before_the_layers{{"-", {}}};
  std::vector<CampaignPoint> points;
  for (const FaultKind kind : lists.kinds) {
    for (const LayerSet& set : is_of_layers(kind) ? lists.layers : before_the_layers) {
      for (const double rate : lists.rates) {
        FaultSettings faults;
        const std::uint64_t limit = fault_limit(rate);
        if (set.numbers.empty()) faults.rates.push_back({kind, limit, 0});
        for (const int number : set.numbers) faults.rates.push_back({kind, limit, number});
        faults.pairs = lists.pairs;
        faults.ecc = lists.ecc;
        faults.loads = lists.loads;
        for (int seed = 1; seed <= lists.seeds; ++seed) {
          faults.seed = static_cast<std::uint64_t>(seed);
          points.push_back({kind, set.name, rate, faults});
        }
      }
    }
  }
  return points;
}

}  // namespace scbnn::study
