// One neuron's real-valued function of its dot product, exactly.
#pragma once

#include <gmpxx.h>

namespace scbnn::import {

/// y(z) = ((slope * z + shift) / sqrt(image_radicand) + inner) / sqrt(radicand) + constant, where z
/// is the bipolar dot product.
///
/// Closed under everything that import folds: constants before the batch norm change the inner
/// parts, the batch norm brings the root of `radicand`, constants after it change all. A batch norm
/// on the image, or the first of two after the product, brings the root of `image_radicand`. Every
/// part is an exact rational, and no root is ever taken. Both radicands > 0.
///
/// The same function says what a channel of the image stands for: y(x) of x = 2p/255 - 1.
struct Neuron {
  mpq_class slope = 1;
  mpq_class shift = 0;
  mpq_class image_radicand = 1;
  mpq_class inner = 0;
  mpq_class radicand = 1;
  mpq_class constant = 0;

  bool operator==(const Neuron&) const = default;

  void add(const mpq_class& value) { constant += value; }

  void multiply(const mpq_class& value) {
    slope *= value;
    shift *= value;
    inner *= value;
    constant *= value;
  }

  /// Whether there is room for one more root: one of the radicands is 1.
  [[nodiscard]] bool can_normalize() const { return radicand == 1 || image_radicand == 1; }

  /// y becomes gain * (y - mean) / sqrt(variance) + bias. Only if can_normalize(); variance > 0.
  void normalize(const mpq_class& gain, const mpq_class& bias, const mpq_class& mean,
                 const mpq_class& variance);
};

/// The sign (-1, 0, +1) of rational + factor * sqrt(radicand), radicand >= 0, by comparing squares.
[[nodiscard]] int sign_of_surd(const mpz_class& rational, const mpz_class& factor,
                               const mpz_class& radicand);

/// The root of a square; false if `value` (>= 0) is none.
[[nodiscard]] bool exact_root(const mpq_class& value, mpq_class& root);

/// The sign of a neuron as a function of its mean popcount, in integers.
///
/// With N inputs and the popcount a, z = 2a - N. A neuron with a negative
/// slope is negated: `flipped` says that the weights must be flipped, after which y grows with the
/// popcount.
class Decision {
 public:
  Decision(const Neuron& neuron, int inputs);

  [[nodiscard]] bool flipped() const { return flipped_; }
  [[nodiscard]] bool is_constant() const { return slope_ == 0; }

  /// The sign (-1, 0, +1) of y at the mean popcount numerator / denominator of the weights that are
  /// flipped where flipped() says so. denominator >= 1. Never falls as the mean popcount grows.
  [[nodiscard]] int sign_at(long numerator, long denominator) const;

 private:
  // sign(y) = sign(slope_ * z + shift_ + rest), where the rest is sqrt(P) * (inner + constant *
  // sqrt(Q)): its sign, and its square as a rational part and a factor of sqrt(Q).
  mpz_class slope_;
  mpz_class shift_;
  int rest_sign_ = 0;
  mpz_class rest_squared_;
  mpz_class rest_squared_factor_;
  mpz_class root_;  ///< Q
  int inputs_;
  bool flipped_ = false;
};

}  // namespace scbnn::import
