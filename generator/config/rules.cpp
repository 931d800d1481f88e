// One function per rule.
#include "generator/config/rules.hpp"

#include <fmt/format.h>

#include <bit>
#include <initializer_list>

namespace scbnn {
namespace {

std::string default_note(const Config& config, const std::string& key) {
  return config.places.contains(key) ? "" : " (the default)";
}

/// Two keys that do not go together; the problem is reported at the one that the user wrote.
struct Pair {
  const char* first;
  int first_value;
  std::string first_allowed;
  const char* second;
  int second_value;
  std::string second_allowed;
};

Problem complain(const Config& config, const Pair& pair) {
  const std::string first_note = default_note(config, pair.first);
  if (first_note.empty()) {
    return {config.place(pair.first),
            fmt::format("is {}; allowed: {}, as {} is {}{}", pair.first_value, pair.first_allowed,
                        pair.second, pair.second_value, default_note(config, pair.second))};
  }
  return {config.place(pair.second),
          fmt::format("is {}; allowed: {}, which is {}{}", pair.second_value, pair.second_allowed,
                      pair.first_value, first_note)};
}

void check_lanes(const Config& config, std::vector<Problem>& problems) {
  const EncoderSettings& encoder = config.function.encoder;
  const int pixels = config.pixels_per_beat;
  if (!has_shift_registers(encoder.kind)) return;
  if (pixels > encoder.lanes) {
    problems.push_back(
        complain(config, {"pixels_per_beat", pixels, fmt::format("1..{}", encoder.lanes),
                          "encoder.lanes", encoder.lanes, "at least pixels_per_beat"}));
  } else if (encoder.kind == EncoderKind::kLfsrShared && encoder.lanes % pixels != 0) {
    problems.push_back(
        complain(config, {"pixels_per_beat", pixels, "a divisor of encoder.lanes", "encoder.lanes",
                          encoder.lanes, "a multiple of pixels_per_beat"}));
  } else if (encoder.kind == EncoderKind::kSobol && 16 % pixels != 0) {
    problems.push_back(
        {config.place("pixels_per_beat"),
         fmt::format("is {}; allowed: 1, 2, 4, 8 or 16 with the encoder \"sobol\"", pixels)});
  }
}

/// Half a declaration is a trap: -1 is no offset for a scale of 1/255.
void check_range(const Config& config, std::vector<Problem>& problems) {
  const InputRange& range = config.input_range;
  if (range.scale.empty() == range.offset.empty()) return;
  const bool has_scale = !range.scale.empty();
  const std::string given = has_scale ? "input.scale" : "input.offset";
  problems.push_back(
      {config.place(given), fmt::format("is given without {}; both are needed",
                                        has_scale ? "input.offset" : "input.scale")});
}

void check_stride(const Config& config, std::vector<Problem>& problems) {
  const int stride = config.function.encoder.stride;
  if (stride % 2 != 0) return;
  problems.push_back(
      {config.place("encoder.stride"), fmt::format("is {}; allowed: odd, 1..255", stride)});
}

void check_shared_register(const Config& config, std::vector<Problem>& problems) {
  const EncoderSettings& encoder = config.function.encoder;
  if (encoder.kind != EncoderKind::kLfsrShared) return;
  if (encoder.width < 16) {
    problems.push_back(
        {config.place("encoder.width"),
         fmt::format("is {}; allowed: 16..32 with the encoder \"lfsr-shared\"", encoder.width)});
  } else if (encoder.lanes > encoder.width) {
    problems.push_back(
        complain(config, {"encoder.lanes", encoder.lanes, fmt::format("1..{}", encoder.width),
                          "encoder.width", encoder.width, "at least encoder.lanes"}));
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

/// So many presentations at once must go into T.
void check_per_cycle(const Config& config, const std::string& key, int per_cycle,
                     std::vector<Problem>& problems) {
  const int presentations = config.function.presentations;
  const bool at_run_time = config.presentations_max.has_value();
  const bool divides = presentations % per_cycle == 0;
  const bool fits = at_run_time ? std::has_single_bit(static_cast<unsigned>(per_cycle)) &&
                                      per_cycle <= *config.presentations_max
                                : divides;
  if (fits) return;
  problems.push_back(
      {config.place(key),
       at_run_time ? fmt::format("is {}; allowed: power of two, 1..{}, as presentations_max is {}",
                                 per_cycle, *config.presentations_max, *config.presentations_max)
                   : fmt::format("is {}; allowed: a divisor of presentations, which is {}{}",
                                 per_cycle, presentations, default_note(config, "presentations"))});
}

void check_engine(const Config& config, std::vector<Problem>& problems) {
  if (config.function.mode != Mode::kFirst || config.engine != FirstLayerEngine::kPresentations)
    return;
  if (config.presentations_max && config.presentations_per_cycle != 1) {
    problems.push_back({config.place("presentations_per_cycle"),
                        fmt::format("is {}; allowed: 1, as T is chosen at run time "
                                    "(presentations_max is {})",
                                    config.presentations_per_cycle, *config.presentations_max)});
  } else {
    check_per_cycle(config, "presentations_per_cycle", config.presentations_per_cycle, problems);
  }
}

/// Keys of mode "output" in mode "first", where nothing would come of them. Where `--set` changes
/// the mode of a file, the file's keys of the other mode rest.
void check_mode(const Config& config, std::vector<Problem>& problems) {
  if (config.function.mode != Mode::kFirst) return;
  const auto overridden = [&](const std::string& key) {
    const auto place = config.places.find(key);
    return place != config.places.end() && place->second.starts_with("--set");
  };
  for (const char* key : {"margin", "images_in_flight"}) {
    if (!config.places.contains(key) || (overridden("mode") && !overridden(key))) continue;
    problems.push_back(
        {config.place(key),
         fmt::format("has no effect in mode \"first\"{}; allowed: in mode \"output\"",
                     default_note(config, "mode"))});
  }
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
  if (sound({"input.scale", "input.offset"})) check_range(config, problems);
  if (config.function.input != InputKind::kStochastic || !sound({"input", "input.kind"})) {
    return problems;
  }
  if (sound({"mode"})) check_mode(config, problems);
  const bool sound_presentations = sound({"presentations", "presentations_max"});
  if (sound_presentations) check_presentations(config, problems);
  if (sound_presentations && sound({"mode", "engine", "presentations_per_cycle"})) {
    check_engine(config, problems);
  }
  if (!sound({"encoder", "encoder.kind"})) return problems;
  if (sound({"pixels_per_beat", "encoder.lanes"})) check_lanes(config, problems);
  if (sound({"encoder.width", "encoder.lanes"})) check_shared_register(config, problems);
  if (sound({"encoder.stride"})) check_stride(config, problems);
  const std::string per_cycle = "encoder.presentations_per_cycle";
  if (sound_presentations && sound({per_cycle.c_str()}) && config.encoder_presentations_per_cycle) {
    check_per_cycle(config, per_cycle, *config.encoder_presentations_per_cycle, problems);
  }
  return problems;
}

}  // namespace scbnn
