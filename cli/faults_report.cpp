// Sums up the seeds of a campaign.
#include "cli/faults_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <string>

#include "deliverable/sha256.hpp"
#include "support/files.hpp"

namespace scbnn::cli {
namespace {

std::string checksum_of(const Dataset& data) {
  std::string bytes(data.pixels.begin(), data.pixels.end());
  bytes.append(data.labels.begin(), data.labels.end());
  return sha256(bytes);
}

/// Half the 95 % confidence interval of the mean of a normal variable: t * deviation / sqrt(n).
double half_interval(const std::vector<double>& values, double mean) {
  constexpr std::array<double, 30> kStudent = {
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
      2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
      2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
  constexpr double kNormal = 1.96;
  const std::size_t free = values.size() - 1;
  if (free == 0) return 0;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(free));
  const double quantile = free <= kStudent.size() ? kStudent[free - 1] : kNormal;
  return quantile * deviation / std::sqrt(static_cast<double>(values.size()));
}

}  // namespace

Json describe_campaign(const Subject& subject, const study::Campaign& campaign,
                       const CampaignOptions& options) {
  const FunctionSettings& function = campaign.function;
  const EncoderSettings& encoder = function.encoder;
  const bool stochastic = function.input == InputKind::kStochastic;
  const auto if_so = [](bool so, const Json& value) { return so ? value : Json(); };
  const bool drawn = stochastic && has_shift_registers(encoder.kind);
  const bool lattice = stochastic && encoder.kind == EncoderKind::kLattice;
  Json text;
  text["model"] = std::filesystem::path(subject.model).stem().string();
  text["model_sha256"] = sha256(read_file(subject.model));
  text["data"] = std::filesystem::path(subject.data).filename().string();
  text["split"] = subject.split;
  text["images"] = campaign.data.count();
  text["images_sha256"] = checksum_of(campaign.data);
  text["input"] = stochastic ? "stochastic" : "fixed-point";
  text["encoder"] = if_so(stochastic, name_of(encoder.kind));
  text["encoder_width"] = if_so(drawn, encoder.width);
  text["encoder_lanes"] = if_so(stochastic, encoder.lanes);
  text["encoder_stride"] = if_so(lattice, encoder.stride);
  text["encoder_seed"] = if_so(drawn || lattice, encoder.seed);
  text["mode"] = if_so(stochastic, name_of(function.mode));
  text["presentations"] = if_so(stochastic, function.presentations);
  text["margin"] = stochastic && function.margin ? Json(*function.margin) : Json();
  text["cells"] = options.cells;
  text["ecc"] = options.ecc;
  text["loads"] = options.loads;
  return text;
}

void print_campaign(std::FILE* out, const std::vector<study::CampaignPoint>& points,
                    const study::CampaignFile& file, int images) {
  say(out, "{:<11} {:<15} {:>9} {:>10} {:>8} {:>8} {:>8} {:>6}\n", "kind", "layers", "rate",
      "accuracy", "lowest", "highest", "95 % +-", "seeds");
  for (auto first = points.begin(); first != points.end();) {
    const auto other = [&](const study::CampaignPoint& point) {
      return point.kind != first->kind || point.layers != first->layers ||
             point.rate != first->rate;
    };
    const auto last = std::find_if(first, points.end(), other);
    std::vector<double> values;
    double mean = 0;
    for (auto point = first; point != last; ++point) {
      values.push_back(100.0 * static_cast<double>(file.find(*point)->correct) / images);
      mean += values.back();
    }
    mean /= static_cast<double>(values.size());
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    say(out, "{:<11} {:<15} {:>9} {:>8.2f} % {:>8.2f} {:>8.2f} {:>8.2f} {:>6}\n",
        name_of(first->kind), first->layers, first->rate, mean, *lowest, *highest,
        half_interval(values, mean), values.size());
    first = last;
  }
}

Json campaign_figures(const Json& description, const std::vector<study::CampaignPoint>& points,
                      const study::CampaignFile& file) {
  Json list = Json::array();
  for (const study::CampaignPoint& point : points) {
    const study::CampaignResult& result = *file.find(point);
    Json figure = description;
    figure["kind"] = scbnn::name_of(point.kind);
    figure["layers"] = point.layers;
    figure["rate"] = point.rate;
    figure["seed"] = point.faults.seed;
    figure["correct"] = result.correct;
    figure["accuracy"] =
        100.0 * static_cast<double>(result.correct) / description["images"].get<double>();
    figure["presentations_used"] = result.presentations_used;
    figure["seconds"] = result.seconds;
    list.push_back(figure);
  }
  return list;
}

}  // namespace scbnn::cli
