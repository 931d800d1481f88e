// What the model's input stands for: declared by the configuration, by the model, or assumed.
#pragma once

#include <string>
#include <vector>

#include "generator/import/import.hpp"
#include "generator/import/neuron.hpp"
#include "network/input_range.hpp"
#include "support/problem.hpp"

namespace scbnn::import {

/// Takes the declaration of the configuration or of the model, whose places in messages are given;
/// where neither declares anything, x = 2p/255 - 1. Both may say the same. Problems: half a
/// declaration, a scale of 0, lists of different lengths, two that contradict each other.
[[nodiscard]] StatedRange resolve_range(const InputRange& configured, const InputRange& of_model,
                                        const std::string& model_place,
                                        std::vector<Problem>& problems);

/// x = p, as UINT8 inputs have it. A declaration may say the same and nothing else: throws Refusal.
[[nodiscard]] StatedRange range_of_bytes(const StatedRange& stated);

/// The value of each channel as a function of 2p/255 - 1.
[[nodiscard]] std::vector<Neuron> values_in(const InputRange& range);

/// "1/255, 1/255, 1/255" as a list of fractions; empty if one is not a fraction.
[[nodiscard]] std::vector<std::string> split_fractions(const std::string& text);

}  // namespace scbnn::import
