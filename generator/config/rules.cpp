// One function a rule.
#include "generator/config/rules.hpp"

#include <fmt/format.h>

#include <bit>
#include <initializer_list>

namespace scbnn {
namespace {

std::string default_note(const Config& config, const std::string& key) {
  return config.places.contains(key) ? "" : " (the default)";
}

void check_lanes(const Config& config, std::vector<Problem>& problems) {
  const int lanes = config.function.encoder.lanes;
  if (config.pixels_per_beat <= lanes) return;
  const std::string note = default_note(config, "pixels_per_beat");
  // Of the two keys, complain at the one that the user wrote.
  if (note.empty()) {
    problems.push_back(
        {config.place("pixels_per_beat"),
         fmt::format("is {}; allowed: 1..{}, as encoder.lanes is {}{}", config.pixels_per_beat,
                     lanes, lanes, default_note(config, "encoder.lanes"))});
  } else {
    problems.push_back({config.place("encoder.lanes"),
                        fmt::format("is {}; allowed: at least pixels_per_beat, which is {}{}",
                                    lanes, config.pixels_per_beat, note)});
  }
}

void check_presentations(const Config& config, std::vector<Problem>& problems) {
  if (!config.presentations_max) return;
  const int presentations = config.function.presentations;
  if (std::has_single_bit(static_cast<unsigned>(presentations)) &&
      presentations <= *config.presentations_max) {
    return;
  }
  problems.push_back(
      {config.place("presentations"),
       fmt::format("is {}{}; allowed: power of two, 1..{}, as presentations_max is {}",
                   presentations, default_note(config, "presentations"), *config.presentations_max,
                   *config.presentations_max)});
}

}  // namespace

std::vector<Problem> check_rules(const Config& config, const std::set<std::string>& refused) {
  const auto sound = [&](std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      if (refused.contains(key)) return false;
    }
    return true;
  };
  std::vector<Problem> problems;
  if (config.function.input != InputKind::kStochastic || !sound({"input"})) return problems;
  if (sound({"presentations", "presentations_max"})) check_presentations(config, problems);
  if (sound({"pixels_per_beat", "encoder.lanes", "encoder"})) check_lanes(config, problems);
  return problems;
}

}  // namespace scbnn
