// The smallest fraction that is not below the switching point: bisection, then a Farey search.
#include "generator/import/threshold.hpp"

#include <cassert>

namespace scbnn::import {
namespace {

struct Fraction {
  long numerator;
  long denominator;
};

/// a + steps * b, the mediant taken `steps` times.
Fraction mediant(const Fraction& a, const Fraction& b, long steps) {
  return {a.numerator + steps * b.numerator, a.denominator + steps * b.denominator};
}

/// The largest k in 0..limit for which `holds(k)`; holds(0) is taken for granted, and holds must
/// not return once it has failed. Galloping: cheap where k is small.
template <typename Predicate>
long last_that_holds(long limit, Predicate holds) {
  long low = 0;
  long step = 1;
  while (low + step <= limit && holds(low + step)) {
    low += step;
    step *= 2;
  }
  for (; step > 0; step /= 2) {
    if (low + step <= limit && holds(low + step)) low += step;
  }
  return low;
}

}  // namespace

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

  // Walk down the Stern-Brocot tree; low is off, high is on, and they stay neighbours in the Farey
  // sequence of their denominators. When no mediant is small enough, high is the answer.
  Fraction low{off_integer, 1};
  Fraction high{on_integer, 1};
  while (low.denominator + high.denominator <= max_denominator) {
    const long downwards =
        last_that_holds((max_denominator - high.denominator) / low.denominator,
                        [&](long steps) { return on(mediant(high, low, steps)); });
    high = mediant(high, low, downwards);
    const long upwards =
        last_that_holds((max_denominator - low.denominator) / high.denominator,
                        [&](long steps) { return !on(mediant(low, high, steps)); });
    low = mediant(low, high, upwards);
  }
  return {static_cast<std::int32_t>(high.numerator), static_cast<std::int32_t>(high.denominator)};
}

}  // namespace scbnn::import
