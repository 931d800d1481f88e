// Neighbours among the fractions with small denominators, on both sides of a point that only a
// predicate knows.
#pragma once

namespace scbnn::import {

struct Fraction {
  long numerator;
  long denominator;
};

/// Two fractions without any other between them that has as small a denominator.
struct FareyCell {
  Fraction low;   ///< the largest that is off
  Fraction high;  ///< the smallest that is on
};

namespace detail {

/// a + steps * b, the mediant taken `steps` times.
inline Fraction mediant(const Fraction& a, const Fraction& b, long steps) {
  return {a.numerator + steps * b.numerator, a.denominator + steps * b.denominator};
}

/// The largest k in 0..limit for which `holds(k)`; holds(0) is assumed, and once holds fails
/// it must fail for all larger k. Galloping: cheap where k is small.
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

}  // namespace detail

/// The cell in which `on(Fraction)` changes, which is off at the integer `off`, on at `off` + 1 and
/// never falls. Denominators up to `max_denominator` >= 1.
template <typename Predicate>
FareyCell farey_cell(long off, long max_denominator, Predicate on) {
  // Walk down the Stern-Brocot tree; low is off, high is on, and they stay neighbours in the Farey
  // sequence of their denominators. When no mediant is small enough, nothing is between them.
  Fraction low{off, 1};
  Fraction high{off + 1, 1};
  while (low.denominator + high.denominator <= max_denominator) {
    const long downwards =
        detail::last_that_holds((max_denominator - high.denominator) / low.denominator,
                                [&](long steps) { return on(detail::mediant(high, low, steps)); });
    high = detail::mediant(high, low, downwards);
    const long upwards =
        detail::last_that_holds((max_denominator - low.denominator) / high.denominator,
                                [&](long steps) { return !on(detail::mediant(low, high, steps)); });
    low = detail::mediant(low, high, upwards);
  }
  return {low, high};
}

}  // namespace scbnn::import
