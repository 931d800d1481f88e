// Words and columns.
#include "cli/evaluate_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "network/dense.hpp"
#include "sim/fast/fast.hpp"

namespace scbnn::cli {
namespace {

std::string describe(const EncoderSettings& encoder) {
  if (encoder.kind == EncoderKind::kThreshold) return std::string(name_of(encoder.kind));
  if (encoder.kind == EncoderKind::kLattice) {
    return fmt::format("{} (stride {}, seed {})", name_of(encoder.kind), encoder.stride,
                       encoder.seed);
  }
  return fmt::format("{} (width {}, {} lanes, seed {})", name_of(encoder.kind), encoder.width,
                     encoder.lanes, encoder.seed);
}

std::string describe(const std::set<Mode>& modes) {
  if (modes.size() > 1) return "in the first layer and in the class scores";
  return *modes.begin() == Mode::kFirst ? "in the first layer" : "in the class scores";
}

/// Of the points' settings, those values that differ.
template <typename Field>
auto distinct(const std::vector<study::SweepPoint>& points, Field field) {
  std::set<decltype(field(points.front().settings))> values;
  for (const study::SweepPoint& point : points) values.insert(field(point.settings));
  return values;
}

std::set<EncoderKind> encoders_of(const std::vector<study::SweepPoint>& points) {
  return distinct(points, [](const FunctionSettings& settings) { return settings.encoder.kind; });
}

std::set<Mode> modes_of(const std::vector<study::SweepPoint>& points) {
  return distinct(points, [](const FunctionSettings& settings) { return settings.mode; });
}

std::string name_of_margin(const std::optional<std::int64_t>& margin) {
  return margin ? fmt::to_string(*margin) : "never";
}

}  // namespace

void print_heading(std::FILE* out, const Subject& subject, const study::Task& task,
                   const std::vector<study::SweepPoint>& points) {
  say(out, "model  {} ({})\n", subject.model, describe(task.network));
  say(out, "data   {}, {}, {} images\n", subject.data, subject.split, task.data.count());
  if (points.front().settings.input == InputKind::kFixedPoint) {
    say(out, "input  8-bit fixed-point\n");
  } else {
    say(out, "input  stochastic, accumulated {}\n", describe(modes_of(points)));
    std::set<EncoderKind> said;
    for (const study::SweepPoint& point : points) {
      const bool first = said.empty();
      if (!said.insert(point.settings.encoder.kind).second) continue;
      say(out, "{:<6} {}\n", first ? "by" : "", describe(point.settings.encoder));
    }
  }
  const std::string model =
      beyond_dense(task.network).empty()
          ? fmt::format("fast model, {}", fast::to_string(fast::available().back()))
          : "golden model";
  say(out, "run    {}, {} thread{}\n\n", model, task.jobs, task.jobs == 1 ? "" : "s");
}

Table::Table(std::FILE* out, const std::vector<study::SweepPoint>& points, bool golden)
    : out_(out),
      encoder_(encoders_of(points).size() > 1),
      mode_(modes_of(points).size() > 1),
      margin_(std::any_of(points.begin(), points.end(),
                          [](const study::SweepPoint& point) {
                            return point.margins.size() > 1 || point.margins.front();
                          })),
      golden_(golden) {
  if (encoder_) say(out_, "{:<15}", "encoder");
  if (mode_) say(out_, "{:<7}", "mode");
  say(out_, "{:>5}", "T");
  if (margin_) say(out_, " {:>8} {:>7}", "margin", "used");
  say(out_, " {:>10} {:>12}", "accuracy", "images/s");
  if (golden_) say(out_, " {:>20}", "golden mismatches");
  say(out_, "\n");
}

void Table::print(const study::Row& row, int images) const {
  const FunctionSettings& settings = row.settings;
  const bool fixed_point = settings.input == InputKind::kFixedPoint;
  if (encoder_) say(out_, "{:<15}", name_of(settings.encoder.kind));
  if (mode_) say(out_, "{:<7}", name_of(settings.mode));
  say(out_, "{:>5}", fixed_point ? "-" : fmt::to_string(settings.presentations));
  if (margin_) {
    const bool stops = settings.mode == Mode::kOutput;
    say(out_, " {:>8} {:>7.3f}", stops ? name_of_margin(settings.margin) : "-",
        row.presentations_used);
  }
  say(out_, " {:>8.2f} % {:>12.0f}", row.accuracy, images / row.seconds);
  if (golden_ && row.mismatches) say(out_, " {:>20}", *row.mismatches);
  say(out_, "\n");
  std::fflush(out_);
}

std::string label(const FunctionSettings& settings, bool is_sweep) {
  if (settings.input == InputKind::kFixedPoint) return {};
  std::string text;
  if (is_sweep) {
    text = fmt::format("{}, {}, ", name_of(settings.encoder.kind), name_of(settings.mode));
  }
  return text + fmt::format("T = {}, ", settings.presentations);
}

Json figures(const Subject& subject, const study::Task& task, const std::vector<study::Row>& rows) {
  Json list = Json::array();
  for (const study::Row& row : rows) {
    const FunctionSettings& settings = row.settings;
    const bool stochastic = settings.input == InputKind::kStochastic;
    const bool drawn = stochastic && has_shift_registers(settings.encoder.kind);
    const bool lattice = stochastic && settings.encoder.kind == EncoderKind::kLattice;
    const auto if_so = [](bool so, const Json& value) { return so ? value : Json(); };
    Json figure;
    figure["model"] = subject.model;
    figure["data"] = subject.data;
    figure["split"] = subject.split;
    figure["input"] = stochastic ? "stochastic" : "fixed-point";
    figure["encoder"] = if_so(stochastic, name_of(settings.encoder.kind));
    figure["encoder_width"] = if_so(drawn, settings.encoder.width);
    figure["encoder_lanes"] = if_so(drawn, settings.encoder.lanes);
    figure["encoder_stride"] = if_so(lattice, settings.encoder.stride);
    figure["encoder_seed"] = if_so(drawn || lattice, settings.encoder.seed);
    figure["mode"] = if_so(stochastic, name_of(settings.mode));
    figure["presentations"] = if_so(stochastic, settings.presentations);
    figure["margin"] = settings.margin && stochastic ? Json(*settings.margin) : Json();
    figure["images"] = task.data.count();
    figure["accuracy"] = row.accuracy;
    figure["presentations_used"] = if_so(stochastic, row.presentations_used);
    if (row.mismatches) figure["mismatches"] = *row.mismatches;
    figure["seconds"] = row.seconds;
    figure["images_per_second"] = task.data.count() / row.seconds;
    figure["isa"] = fast::to_string(fast::available().back());
    figure["threads"] = task.jobs;
    list.push_back(figure);
  }
  return list;
}

}  // namespace scbnn::cli
