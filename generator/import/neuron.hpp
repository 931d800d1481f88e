// One neuron's real-valued function of its dot product, exactly.
#pragma once

#include <gmpxx.h>

namespace scbnn::import {

/// y(z) = (slope * z + shift) / sqrt(radicand) + constant, where z is the bipolar dot product.
///
/// Closed under everything that import folds: constants before the batch norm change slope and
/// shift, the batch norm brings the one square root, constants after it change all. Every part is
/// an exact rational, and the square root is never taken. radicand > 0.
struct Neuron {
  mpq_class slope = 1;
  mpq_class shift = 0;
  mpq_class radicand = 1;
  mpq_class constant = 0;

  void add(const mpq_class& value) { constant += value; }

  void multiply(const mpq_class& value) {
    slope *= value;
    shift *= value;
    constant *= value;
  }

  /// y becomes gain * (y - mean) / sqrt(variance) + bias. Only while radicand is 1; variance > 0.
  void normalize(const mpq_class& gain, const mpq_class& bias, const mpq_class& mean,
                 const mpq_class& variance);
};

/// The sign of a neuron as a function of its mean popcount, in integers.
///
/// With N inputs and the popcount a, z = 2a - N. A neuron with a negative slope is turned around:
/// `flipped` says that the weights must be flipped, after which y grows with the popcount.
class Decision {
 public:
  Decision(const Neuron& neuron, int inputs);

  [[nodiscard]] bool flipped() const { return flipped_; }
  [[nodiscard]] bool is_constant() const { return slope_ == 0; }

  /// The sign (-1, 0, +1) of y at the mean popcount numerator / denominator of the weights that are
  /// flipped where flipped() says so. denominator >= 1. Never falls as the mean popcount grows.
  [[nodiscard]] int sign_at(long numerator, long denominator) const;

 private:
  // sign(y) = sign(slope_ * z + shift_ + constant_ * sqrt(D)); constant_squared_ is constant_^2 *
  // D.
  mpz_class slope_;
  mpz_class shift_;
  int constant_sign_ = 0;
  mpz_class constant_squared_;
  int inputs_;
  bool flipped_ = false;
};

}  // namespace scbnn::import
