// The smallest fraction that is not below the switching point: bisection, then a Farey search.
#include "generator/import/threshold.hpp"

#include <cassert>

#include "generator/import/farey.hpp"

namespace scbnn::import {

Threshold find_threshold(const Decision& decision, int inputs, bool strict, int max_denominator) {
  assert(inputs >= 1 && max_denominator >= 1);
  const auto on = [&](const Fraction& mean) {
    const int sign = decision.sign_at(mean.numerator, mean.denominator);
    return strict ? sign > 0 : sign >= 0;
  };
  if (on({0, 1})) return {0, 1};
  if (!on({inputs, 1})) return {inputs + 1, 1};

  long off_integer = 0;
  long on_integer = inputs;
  while (on_integer - off_integer > 1) {
    const long middle = (off_integer + on_integer) / 2;
    (on({middle, 1}) ? on_integer : off_integer) = middle;
  }
  const Fraction found = farey_cell(off_integer, max_denominator, on).high;
  return {static_cast<std::int32_t>(found.numerator), static_cast<std::int32_t>(found.denominator)};
}

}  // namespace scbnn::import
