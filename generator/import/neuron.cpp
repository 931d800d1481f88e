// Exact decisions about a neuron: roots are squared away, never taken.
#include "generator/import/neuron.hpp"

#include <cassert>

namespace scbnn::import {

void Neuron::normalize(const mpq_class& gain, const mpq_class& bias, const mpq_class& mean,
                       const mpq_class& variance) {
  assert(can_normalize() && variance > 0);
  if (radicand != 1) {  // the second of two: the first one's root goes inside
    shift += inner;
    inner = 0;
    image_radicand = radicand;
  }
  slope *= gain;
  shift *= gain;
  inner = gain * (inner + constant - mean);
  radicand = variance;
  constant = bias;
}

int sign_of_surd(const mpz_class& rational, const mpz_class& factor, const mpz_class& radicand) {
  const int rational_sign = sgn(rational);
  const int surd_sign = sgn(factor) * sgn(radicand);
  if (surd_sign == 0) return rational_sign;
  if (rational_sign == 0 || rational_sign == surd_sign) return surd_sign;
  return rational_sign * sgn(mpz_class(rational * rational - factor * factor * radicand));
}

bool exact_root(const mpq_class& value, mpq_class& root) {
  const mpz_class& numerator = value.get_num();
  const mpz_class& denominator = value.get_den();
  if (mpz_perfect_square_p(numerator.get_mpz_t()) == 0 ||
      mpz_perfect_square_p(denominator.get_mpz_t()) == 0) {
    return false;
  }
  root = mpq_class(sqrt(numerator), sqrt(denominator));
  return true;
}

Decision::Decision(const Neuron& neuron, int inputs) : inputs_(inputs) {
  assert(neuron.radicand > 0 && neuron.image_radicand > 0);
  // y times both roots has y's sign:
  //   slope * z + shift + inner * sqrt(image_radicand) + constant * sqrt(image_radicand *
  //   radicand).
  // With n/d for a radicand, sqrt(n/d) = sqrt(n*d) / d: integers, and roots of integers, after
  // multiplying with the denominators. Without a batch norm on the image `inner` is rational.
  const bool has_image_root = neuron.image_radicand != 1;
  const mpz_class& image_denominator = neuron.image_radicand.get_den();
  const mpz_class& denominator = neuron.radicand.get_den();
  const mpz_class image_root = neuron.image_radicand.get_num() * image_denominator;
  root_ = neuron.radicand.get_num() * denominator;
  const mpq_class shift = has_image_root ? neuron.shift : neuron.shift + neuron.inner;
  const mpq_class inner =
      has_image_root ? mpq_class(neuron.inner / mpq_class(image_denominator)) : mpq_class(0);
  const mpq_class constant =
      neuron.constant / mpq_class(mpz_class(image_denominator * denominator));

  const mpz_class common =
      lcm(lcm(neuron.slope.get_den(), shift.get_den()), lcm(inner.get_den(), constant.get_den()));
  const auto scaled = [&](const mpq_class& value) {
    return mpz_class(value.get_num() * (common / value.get_den()));
  };
  slope_ = scaled(neuron.slope);
  shift_ = scaled(shift);
  const mpz_class scaled_inner = scaled(inner);
  const mpz_class scaled_constant = scaled(constant);
  rest_sign_ = sign_of_surd(scaled_inner, scaled_constant, root_);
  rest_squared_ =
      image_root * (scaled_inner * scaled_inner + scaled_constant * scaled_constant * root_);
  rest_squared_factor_ = 2 * image_root * scaled_inner * scaled_constant;
  flipped_ = slope_ < 0;
  slope_ = abs(slope_);  // slope * z = -slope * -z, and -z is the dot product of flipped weights
}

int Decision::sign_at(long numerator, long denominator) const {
  assert(denominator >= 1);
  // Times the denominator: a rational part, and a rest of which sign and square are known.
  const mpz_class rational =
      slope_ * (2 * numerator - inputs_ * denominator) + shift_ * denominator;
  const int rational_sign = sgn(rational);
  if (rest_sign_ == 0) return rational_sign;
  if (rational_sign == 0 || rational_sign == rest_sign_) return rest_sign_;
  const mpz_class squared = mpz_class(denominator) * denominator;
  return rational_sign * sign_of_surd(mpz_class(rational * rational - rest_squared_ * squared),
                                      mpz_class(-rest_squared_factor_ * squared), root_);
}

}  // namespace scbnn::import
