// From an exact decision to the threshold that the hardware compares with.
#pragma once

#include "generator/import/neuron.hpp"
#include "network/network.hpp"

namespace scbnn::import {

/// The smallest fraction with a denominator of at most `max_denominator` at which the neuron is on,
/// as Threshold describes: 0/1 if it is on at 0 (or always), (inputs + 1)/1 if it is off at inputs.
/// On means y >= 0, or y > 0 where `strict`.
[[nodiscard]] Threshold find_threshold(const Decision& decision, int inputs, bool strict,
                                       int max_denominator);

}  // namespace scbnn::import
