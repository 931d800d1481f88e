// Where a neuron switches, exactly, for every number of presentations.
#pragma once

#include <cstdint>

namespace scbnn {

/// The largest number of presentations, or of levels of an input, for which a threshold is exact.
inline constexpr int kMaxPresentations = 256;

/// Padding of 0 adds half a product, so that means come in steps of 1 / (2 T).
inline constexpr int kMaxDenominator = 2 * kMaxPresentations;

/// A neuron's threshold on the mean of its popcount over the presentations, as a fraction.
///
/// With N inputs and the bipolar threshold tau, u = (N + tau) / 2 is where the mean popcount
/// switches the neuron on; u is irrational in general. The fraction is the smallest one that is
/// not below u among all fractions with denominators 1..512, so that for every T in 1..256, every
/// integer sum S and every number k of products that padding of 0 takes away:
///
///   S / T >= u - k / 2   if and only if   (2 S + T k) / (2 T) >= numerator / denominator
///
/// and theta(T, k) = ceil((2 T * numerator - T k * denominator) / (2 * denominator)), which without
/// such padding is theta(T) = ceil(T * numerator / denominator). Below 0 the fraction is 0/1
/// (always on), above N it is (N+1)/1 (never on). In lowest terms, 0 <= numerator, 1 <= denominator
/// <= 512.
struct Threshold {
  std::int32_t numerator = 0;
  std::int32_t denominator = 1;

  bool operator==(const Threshold&) const = default;
};

}  // namespace scbnn
