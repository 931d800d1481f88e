// Vectors that stand in the graph in another arrangement than [batch, n].
#pragma once

#include <functional>
#include <optional>

#include "generator/import/call.hpp"

namespace scbnn::import {

/// The node's value where it makes or takes a vector with dimensions of 1 beside its own, or with
/// its dimensions turned around: Unsqueeze, Squeeze, Reshape and Transpose, products with weights
/// on either side, and operators that work element by element, for which `apply` is called with the
/// vector itself. Nothing where no such vector is involved. Throws Refusal.
[[nodiscard]] std::optional<Value> apply_arranged(const Call& call,
                                                  const std::function<Value(const Call&)>& apply);

}  // namespace scbnn::import
