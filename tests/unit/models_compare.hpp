// Runs the golden and the fast model side by side: scores, presentations used, running totals.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "network/function.hpp"
#include "network/network.hpp"
#include "sim/fast/fast.hpp"
#include "sim/golden/golden.hpp"
#include "tests/unit/models_networks.hpp"

namespace scbnn::test {

/// What a model says of some images.
struct Answers {
  std::vector<std::int64_t> scores;  ///< [image][class]
  std::vector<int> used;             ///< [image]
  std::vector<std::int64_t> totals;  ///< [presentation][image][class]; mode `output` only

  bool operator==(const Answers&) const = default;
};

inline bool has_totals(const FunctionSettings& settings) {
  return settings.input == InputKind::kStochastic && settings.mode == Mode::kOutput;
}

inline Answers golden_answers(const Network& network, FunctionSettings settings,
                              std::span<const std::uint8_t> pixels, int count) {
  const auto size = static_cast<std::size_t>(network.input.shape.size());
  const auto images = static_cast<std::size_t>(count);
  const auto classes = static_cast<std::size_t>(network.classes());
  Answers answers;
  const golden::Model model(network, settings);
  for (std::size_t image = 0; image < images; ++image) {
    const golden::Trace trace = model.run(pixels.subspan(image * size, size));
    answers.scores.insert(answers.scores.end(), trace.scores.begin(), trace.scores.end());
    answers.used.push_back(trace.used);
  }
  if (!has_totals(settings)) return answers;
  settings.margin.reset();
  const golden::Model whole(network, settings);
  answers.totals.resize(static_cast<std::size_t>(settings.presentations) * images * classes);
  for (std::size_t image = 0; image < images; ++image) {
    std::vector<std::int64_t> total(classes, 0);
    const golden::Trace trace = whole.run(pixels.subspan(image * size, size));
    for (std::size_t t = 0; t < trace.passes.size(); ++t) {
      for (std::size_t j = 0; j < classes; ++j) {
        total[j] += trace.passes[t].scores[j];
        answers.totals[(t * images + image) * classes + j] = total[j];
      }
    }
  }
  return answers;
}

inline Answers fast_answers(const Network& network, const FunctionSettings& settings, fast::Isa isa,
                            std::span<const std::uint8_t> pixels, int count) {
  const fast::Model model(network, settings, isa);
  const auto images = static_cast<std::size_t>(count);
  Answers answers;
  answers.scores.resize(images * static_cast<std::size_t>(model.classes()));
  answers.used.resize(images);
  model.run(pixels, count, answers.scores, answers.used);
  if (!has_totals(settings)) return answers;
  answers.totals.resize(static_cast<std::size_t>(settings.presentations) * answers.scores.size());
  model.run_totals(pixels, count, answers.totals);
  return answers;
}

inline std::string describe(const FunctionSettings& settings) {
  const EncoderSettings& encoder = settings.encoder;
  std::string text = settings.input == InputKind::kFixedPoint ? "8-bit" : "stochastic";
  text += ", mode " + std::string(name_of(settings.mode));
  text += ", encoder " + std::string(name_of(encoder.kind));
  text += ", width " + std::to_string(encoder.width) + ", lanes " + std::to_string(encoder.lanes);
  text += ", stride " + std::to_string(encoder.stride);
  text += ", seed " + std::to_string(encoder.seed);
  text += ", T " + std::to_string(settings.presentations);
  return text + ", margin " + (settings.margin ? std::to_string(*settings.margin) : "never");
}

/// Every instruction set of this machine against the golden model.
inline void check_equal(const Network& network, const FunctionSettings& settings,
                        std::span<const std::uint8_t> pixels, int count) {
  const Answers expected = golden_answers(network, settings, pixels, count);
  for (const fast::Isa isa : fast::available()) {
    INFO("isa " << fast::to_string(isa) << ", images " << count << ", " << describe(settings));
    const Answers found = fast_answers(network, settings, isa, pixels, count);
    CHECK(found.scores == expected.scores);
    CHECK(found.used == expected.used);
    CHECK(found.totals == expected.totals);
  }
}

/// The same on random images.
inline void check_equal(const Network& network, const FunctionSettings& settings, int count,
                        std::uint64_t seed) {
  const auto size = static_cast<std::size_t>(network.input.shape.size());
  check_equal(network, settings, random_pixels(static_cast<std::size_t>(count) * size, seed),
              count);
}

/// An encoder of this kind, numbers anywhere in their ranges and often at an end of them.
inline EncoderSettings random_encoder(EncoderKind kind, std::mt19937_64& random) {
  const auto pick = [&random](std::initializer_list<int> values) {
    return values.begin()[random() % values.size()];
  };
  EncoderSettings encoder;
  encoder.kind = kind;
  if (kind == EncoderKind::kLfsrShared) {
    encoder.width = pick({16, 16, 17, 21, 24, 28, 31, 32});
    encoder.lanes = pick({1, 3, 8, 16, encoder.width});
  } else {
    encoder.width = pick({8, 8, 8, 9, 12, 16, 31, 32});
    encoder.lanes = pick({1, 3, 16, 16, 63, 64});
  }
  encoder.seed = random() % 3 == 0 ? 0 : static_cast<std::uint32_t>(random());
  encoder.stride = pick({1, 3, 127, 197, 197, 255});
  return encoder;
}

/// Every kind of input, encoder, mode and margin.
inline FunctionSettings random_settings(std::mt19937_64& random) {
  const auto pick = [&random](std::initializer_list<int> values) {
    return values.begin()[random() % values.size()];
  };
  FunctionSettings settings;
  settings.encoder = random_encoder(kEncoderKinds[random() % kEncoderKinds.size()], random);
  settings.presentations = pick({1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 64, 127, 128, 200, 255});
  if (random() % 5 == 0) settings.input = InputKind::kFixedPoint;
  if (random() % 2 == 0) {
    settings.mode = Mode::kOutput;
    if (random() % 3 != 0) settings.margin = pick({1, 2, 10, 100, 1000, 10'000, 1'000'000});
  }
  return settings;
}

}  // namespace scbnn::test
