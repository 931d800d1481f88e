// A configuration from a file or a text: tables in order, then the rules between keys.
#include "generator/config/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

#include "generator/config/overrides.hpp"
#include "generator/config/reader.hpp"
#include "generator/config/rules.hpp"
#include "generator/config/toml_source.hpp"
#include "support/files.hpp"
#include "support/nearest.hpp"
#include "support/problem.hpp"

namespace scbnn {
namespace {

namespace fs = std::filesystem;

constexpr int kSharedWidth = 16;  // the default of lfsr-shared

/// The most pixels per beat, up to `most`, that the encoder's lanes allow: those who do not care
/// about beats need not follow a change of the lanes.
int fitting_pixels_per_beat(const EncoderSettings& encoder, int most) {
  if (!has_shift_registers(encoder.kind)) return most;
  const auto fits = [&](int pixels) {
    if (encoder.kind == EncoderKind::kLfsrShared) return encoder.lanes % pixels == 0;
    if (encoder.kind == EncoderKind::kSobol) return 16 % pixels == 0;
    return true;
  };
  int pixels = std::min(most, encoder.lanes);
  while (pixels > 1 && !fits(pixels)) --pixels;
  return std::max(pixels, 1);
}

/// The configuration beside a missing one that was probably meant.
std::string near_file(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".toml") names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const std::string name = file.filename().string();
  return name.size() > 64 ? "" : did_you_mean(name, names);
}

/// The file's text, one byte more than is allowed at most.
std::string read_text(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) {
    throw InputError(file.string(), "no such configuration file" + near_file(file));
  }
  if (fs::is_directory(status)) {
    throw InputError(file.string(), "is a folder; allowed: a configuration file (TOML)");
  }
  return read_file(file, "a TOML file", kLongestToml + 1);
}

/// Files that the configuration itself names are relative to its folder.
void find_from(const fs::path& folder, Config& config) {
  const auto find = [&](const std::string& key, std::string& name) {
    const auto place = config.places.find(key);
    const bool of_the_file =
        place != config.places.end() && place->second.starts_with(config.source + ":");
    if (of_the_file && fs::path(name).is_relative()) {
      name = (folder / name).lexically_normal().string();
    }
  };
  MacroSettings& macro = config.macro;
  if (is_technology_file(macro.technology)) {
    find("macro.technology", macro.technology);
    // A bare name would be a built-in one.
    if (!is_technology_file(macro.technology)) macro.technology = "./" + macro.technology;
  }
  if (macro.foundry) find("macro.foundry", *macro.foundry);
}

}  // namespace

bool is_technology_file(std::string_view technology) {
  return technology.find('/') != std::string_view::npos || technology.ends_with(".toml");
}

std::string Config::place(const std::string& key) const {
  const auto found = places.find(key);
  return found != places.end() ? found->second : source + ": " + key;
}

MemoryKind Config::memory_of(const std::string& layer) const {
  const auto found = folding.find(layer);
  return found != folding.end() ? found->second.memory.value_or(memory) : memory;
}

std::optional<int> Config::pipeline_of(const std::string& layer) const {
  const auto found = folding.find(layer);
  return found != folding.end() && found->second.pipeline ? found->second.pipeline : pipeline;
}

Config parse_config(const std::string& text, const std::string& source,
                    std::span<const std::string> overrides) {
  Config config;
  config.source = source;
  Reader reader(config);
  try {
    reader.read(parse_toml(text, source), [&](const std::string& key, std::uint32_t line) {
      return fmt::format("{}:{}: {}", source, line, key);
    });
  } catch (const InputError& error) {
    reader.add(error);
  }
  for (const std::string& text_of_override : overrides) {
    try {
      reader.read(parse_override(text_of_override), [&](const std::string&, std::uint32_t) {
        return override_place(text_of_override);
      });
    } catch (const InputError& error) {
      reader.add(error);
    }
  }
  EncoderSettings& encoder = config.function.encoder;
  if (encoder.kind == EncoderKind::kLfsrShared && !config.places.contains("encoder.width")) {
    encoder.width = kSharedWidth;
  }
  if (!config.places.contains("pixels_per_beat")) {
    config.pixels_per_beat = fitting_pixels_per_beat(encoder, config.pixels_per_beat);
  }
  std::vector<Problem> problems = reader.problems();
  for (Problem& problem : check_rules(config, reader.refused())) {
    problems.push_back(std::move(problem));
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return config;
}

Config read_config(const fs::path& file, std::span<const std::string> overrides) {
  Config config = parse_config(read_text(file), file.string(), overrides);
  find_from(file.parent_path(), config);
  return config;
}

}  // namespace scbnn
