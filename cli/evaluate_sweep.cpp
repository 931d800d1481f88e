// Reads the lists.
#include "cli/evaluate_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "support/nearest.hpp"
#include "support/problem.hpp"

namespace scbnn::cli {
namespace {

constexpr std::int64_t kMostPresentations = 255;
constexpr std::int64_t kLargestMargin = 16'777'215;

template <typename T>
using Read = std::function<std::optional<T>(const std::string&)>;

/// The values of a list, each once; a problem for each that cannot be read.
template <typename T>
std::vector<T> values_of(const std::string& option, const std::vector<std::string>& texts,
                         const std::string& allowed, const std::vector<std::string>& names,
                         const Read<T>& read, std::vector<Problem>& problems) {
  std::vector<T> values;
  for (const std::string& text : texts) {
    const std::optional<T> value = read(text);
    if (!value) {
      problems.push_back(
          {option, fmt::format("{} is not among {}{}", text, allowed, did_you_mean(text, names))});
    } else if (std::find(values.begin(), values.end(), *value) == values.end()) {
      values.push_back(*value);
    }
  }
  return values;
}

std::optional<std::int64_t> number(const std::string& text, std::int64_t most) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value < 1 || value > most) return std::nullopt;
  return value;
}

std::vector<EncoderKind> encoders_of(const SweepOptions& options, const Config& config,
                                     std::vector<Problem>& problems) {
  if (options.encoders.empty()) return {config.function.encoder.kind};
  std::vector<std::string> names(kEncoderNames.begin(), kEncoderNames.end());
  std::vector<std::string> asked;
  for (const std::string& name : options.encoders) {
    if (name == "all") {
      asked.insert(asked.end(), names.begin(), names.end());
    } else {
      asked.push_back(name);
    }
  }
  names.emplace_back("all");
  return values_of<EncoderKind>(
      "--encoder", asked, fmt::format("{}", fmt::join(names, ", ")), names,
      [](const std::string& text) -> std::optional<EncoderKind> {
        for (const EncoderKind kind : kEncoderKinds) {
          if (name_of(kind) == text) return kind;
        }
        return std::nullopt;
      },
      problems);
}

std::vector<Mode> modes_of(const SweepOptions& options, const Config& config,
                           std::vector<Problem>& problems) {
  if (options.modes.empty()) return {config.function.mode};
  return values_of<Mode>(
      "--mode", options.modes, "first, output", {"first", "output"},
      [](const std::string& text) -> std::optional<Mode> {
        for (const Mode mode : {Mode::kFirst, Mode::kOutput}) {
          if (name_of(mode) == text) return mode;
        }
        return std::nullopt;
      },
      problems);
}

std::vector<int> presentations_of(const SweepOptions& options, const Config& config,
                                  std::vector<Problem>& problems) {
  if (options.presentations.empty()) return {config.function.presentations};
  return values_of<int>(
      "--presentations", options.presentations, fmt::format("1..{}", kMostPresentations), {},
      [](const std::string& text) -> std::optional<int> {
        const auto value = number(text, kMostPresentations);
        return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
      },
      problems);
}

std::vector<std::optional<std::int64_t>> margins_of(const SweepOptions& options,
                                                    const Config& config,
                                                    std::vector<Problem>& problems) {
  using Margin = std::optional<std::int64_t>;
  if (options.margins.empty()) return {config.function.margin};
  return values_of<Margin>(
      "--margin", options.margins, fmt::format("1..{}, never", kLargestMargin), {"never"},
      [](const std::string& text) -> std::optional<Margin> {
        if (text == "never") return Margin{};
        const std::optional<std::int64_t> value = number(text, kLargestMargin);
        return value ? std::optional<Margin>(value) : std::nullopt;
      },
      problems);
}

/// 8-bit input has nothing to vary.
std::vector<study::SweepPoint> fixed_point(const SweepOptions& options, const Config& config) {
  std::vector<Problem> problems;
  const auto refuse = [&](const char* option, const std::vector<std::string>& list,
                          const char* what) {
    if (list.empty()) return;
    problems.push_back({option, fmt::format("{} asks for 8-bit input, which has no {}",
                                            config.place("input.kind"), what)});
  };
  refuse("--encoder", options.encoders, "encoder");
  refuse("--mode", options.modes, "mode");
  refuse("--presentations", options.presentations, "presentations");
  refuse("--margin", options.margins, "margin");
  if (!problems.empty()) throw InputError(std::move(problems));
  return {{config.function, {std::nullopt}}};
}

}  // namespace

std::vector<study::SweepPoint> sweep(const SweepOptions& options, const Config& config) {
  if (config.function.input == InputKind::kFixedPoint) return fixed_point(options, config);
  std::vector<Problem> problems;
  const auto encoders = encoders_of(options, config, problems);
  const auto modes = modes_of(options, config, problems);
  const auto presentations = presentations_of(options, config, problems);
  const auto margins = margins_of(options, config, problems);
  const bool accumulates_scores =
      std::find(modes.begin(), modes.end(), Mode::kOutput) != modes.end();
  if (!options.margins.empty() && !modes.empty() && !accumulates_scores) {
    problems.push_back({"--margin",
                        "asks for early stop, which mode first does not have; allowed: "
                        "with --mode output"});
  }
  if (!problems.empty()) throw InputError(std::move(problems));

  return study::sweep({encoders, modes, presentations, margins}, config.function);
}

}  // namespace scbnn::cli
