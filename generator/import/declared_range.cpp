// Exact comparison and conversion of declarations.
#include "generator/import/declared_range.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/import/rational.hpp"
#include "generator/import/refusal.hpp"
#include "support/fraction.hpp"

namespace scbnn::import {
namespace {

std::size_t channels_of(const InputRange& range) {
  return std::max(range.scale.size(), range.offset.size());
}

/// One number for all channels, or the channel's.
mpq_class number_of(const std::vector<std::string>& texts, std::size_t channel) {
  return rational(texts.size() == 1 ? texts.front() : texts[channel]);
}

bool say_the_same(const InputRange& a, const InputRange& b) {
  const std::size_t channels = std::max(channels_of(a), channels_of(b));
  for (const InputRange* range : {&a, &b}) {
    if (channels_of(*range) != 1 && channels_of(*range) != channels) return false;
  }
  for (std::size_t channel = 0; channel < channels; ++channel) {
    if (number_of(a.scale, channel) != number_of(b.scale, channel) ||
        number_of(a.offset, channel) != number_of(b.offset, channel)) {
      return false;
    }
  }
  return true;
}

/// Whether a declaration is whole and sound; says what is not.
bool is_sound(const InputRange& range, const std::string& prefix, std::vector<Problem>& problems) {
  const std::string scale = prefix + "input.scale";
  const std::string offset = prefix + "input.offset";
  if (range.scale.empty() || range.offset.empty()) {
    problems.push_back({range.scale.empty() ? offset : scale,
                        fmt::format("is given without {}; both are needed",
                                    range.scale.empty() ? "the scale" : "the offset")});
    return false;
  }
  const std::size_t channels = channels_of(range);
  for (const auto* list : {&range.scale, &range.offset}) {
    if (list->size() == 1 || list->size() == channels) continue;
    problems.push_back(
        {list == &range.scale ? scale : offset,
         fmt::format("has {} values, but there are {} of the {}; one, or one per "
                     "channel, is needed",
                     list->size(), channels, list == &range.scale ? "offset" : "scale")});
    return false;
  }
  for (const std::string& text : range.scale) {
    if (rational(text) != 0) continue;
    problems.push_back({scale, "is 0; the network would not see the image"});
    return false;
  }
  return true;
}

}  // namespace

StatedRange resolve_range(const InputRange& configured, const InputRange& of_model,
                          const std::string& model_place, std::vector<Problem>& problems) {
  const StatedRange assumed;
  bool is_whole = true;
  if (configured.is_declared()) is_whole &= is_sound(configured, "", problems);
  if (of_model.is_declared()) is_whole &= is_sound(of_model, model_place, problems);
  if (!is_whole) return assumed;
  if (configured.is_declared() && of_model.is_declared() && !say_the_same(configured, of_model)) {
    problems.push_back(
        {model_place + "input.scale", fmt::format("the model declares x = {}, the configuration x "
                                                  "= {}; they must agree, so remove one of them",
                                                  formula(of_model), formula(configured))});
  }
  if (configured.is_declared()) return {configured, StatedRange::Source::kConfiguration};
  if (of_model.is_declared()) return {of_model, StatedRange::Source::kModel};
  return assumed;
}

StatedRange range_of_bytes(const StatedRange& stated) {
  const InputRange bytes{{"1"}, {"0"}};
  if (stated.source != StatedRange::Source::kAssumed && !say_the_same(stated.range, bytes)) {
    throw Refusal(fmt::format(
        "is UINT8, so its values are the pixels themselves; the declared x = {} contradicts it",
        formula(stated.range)));
  }
  return {bytes, StatedRange::Source::kElementType};
}

std::vector<Neuron> values_in(const InputRange& range) {
  std::vector<Neuron> values(channels_of(range));
  for (std::size_t channel = 0; channel < values.size(); ++channel) {
    // p = 255 * (x + 1) / 2
    values[channel].slope = number_of(range.scale, channel) * mpq_class(255, 2);
    values[channel].shift = values[channel].slope + number_of(range.offset, channel);
  }
  return values;
}

std::vector<std::string> split_fractions(const std::string& text) {
  std::vector<std::string> fractions;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    std::string part = text.substr(start, comma - start);
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    if (!is_fraction(part)) return {};
    fractions.push_back(std::move(part));
    start = comma + 1;
  }
  return fractions;
}

}  // namespace scbnn::import
