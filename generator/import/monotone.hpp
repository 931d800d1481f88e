// Monotone functions between a product and its comparison: they move a threshold and leave it one.
#pragma once

#include <gmpxx.h>

#include <optional>
#include <vector>

#include "generator/import/neuron.hpp"

namespace scbnn::import {

/// v = f(y) of a function that never falls, for every output of a product.
struct Monotone {
  enum class Kind {
    kClip,     ///< min(max(y, low), high); a missing bound is infinite
    kBent,     ///< y where it is positive, else slope * y: LeakyRelu, PRelu
    kTanh,     ///< (e^y - e^-y) / (e^y + e^-y)
    kSigmoid,  ///< 1 / (1 + e^-y)
  };

  Kind kind = Kind::kClip;
  std::optional<mpq_class> low;
  std::optional<mpq_class> high;
  std::vector<mpq_class> slopes;  ///< kBent: one per output, > 0
  std::vector<Neuron> before;     ///< y, one per output

  /// Whether it keeps the order of any two outputs: strictly rising, and one for all of them.
  [[nodiscard]] bool keeps_order() const;
};

/// g(f(y(z))) as a neuron that has the same sign everywhere, where g follows f: a neuron, or one
/// that is constant. `is_on` tells which signs count as on.
struct Folded {
  Neuron neuron;
  bool is_zero_in_places = false;  ///< g(f(y)) is 0 for many y, as at the bound of a clip
};
[[nodiscard]] Folded fold(const Monotone& function, std::size_t output, const Neuron& after,
                          bool zero_is_on);

}  // namespace scbnn::import
