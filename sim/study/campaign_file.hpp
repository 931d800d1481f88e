// A campaign on disk: a CSV file that grows by a line a point, and is gone on with.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/study/campaign_points.hpp"

namespace scbnn::study {

/// What the images made of a point.
struct CampaignResult {
  std::int64_t correct = 0;       ///< images
  double presentations_used = 0;  ///< mean
  double seconds = 0;             ///< of one core
};

/// Tells points apart: kind, layers, rate, seed.
[[nodiscard]] std::string name_of(const CampaignPoint& point);

class CampaignFile {
 public:
  /// Opens or makes `file` for a campaign that is described so; its earlier points are there then.
  /// An empty name keeps nothing. Throws InputError where the file holds another campaign,
  /// something else, or is in use.
  CampaignFile(std::string file, const nlohmann::ordered_json& description, std::int64_t images);
  ~CampaignFile();
  CampaignFile(const CampaignFile&) = delete;
  CampaignFile& operator=(const CampaignFile&) = delete;

  /// The result of an earlier run, or none.
  [[nodiscard]] const CampaignResult* find(const CampaignPoint& point) const;

  /// Adds a point. Not thread-safe.
  void add(const CampaignPoint& point, const CampaignResult& result);

 private:
  void read(const std::string& text, const nlohmann::ordered_json& description);
  void append(const std::string& text);

  std::string file_;
  std::int64_t images_;
  int descriptor_ = -1;
  std::map<std::string, CampaignResult> results_;
};

}  // namespace scbnn::study
