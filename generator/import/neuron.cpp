// Exact decisions about a neuron: roots are squared away, never taken.
#include "generator/import/neuron.hpp"

#include <cassert>

namespace scbnn::import {

void Neuron::normalize(const mpq_class& gain, const mpq_class& bias, const mpq_class& mean,
                       const mpq_class& variance) {
  assert(radicand == 1 && variance > 0);
  slope *= gain;
  shift = gain * (shift + constant - mean);
  radicand = variance;
  constant = bias;
}

Decision::Decision(const Neuron& neuron, int inputs) : inputs_(inputs) {
  assert(neuron.radicand > 0);
  // y * sqrt(radicand) has y's sign. With radicand = n/d, sqrt(radicand) = sqrt(n*d) / d, so that
  // everything becomes an integer, times sqrt(n*d), after multiplying with the denominators.
  const mpz_class& radicand_denominator = neuron.radicand.get_den();
  const mpq_class constant = neuron.constant / mpq_class(radicand_denominator);
  const mpz_class common =
      lcm(lcm(neuron.slope.get_den(), neuron.shift.get_den()), constant.get_den());
  const auto scaled = [&](const mpq_class& value) {
    return mpz_class(value.get_num() * (common / value.get_den()));
  };
  slope_ = scaled(neuron.slope);
  shift_ = scaled(neuron.shift);
  const mpz_class scaled_constant = scaled(constant);
  constant_sign_ = sgn(scaled_constant);
  constant_squared_ =
      scaled_constant * scaled_constant * neuron.radicand.get_num() * radicand_denominator;
  flipped_ = slope_ < 0;
  slope_ = abs(slope_);  // slope * z = -slope * -z, and -z is the dot product of flipped weights
}

int Decision::sign_at(long numerator, long denominator) const {
  assert(denominator >= 1);
  // Times the denominator: a rational part, and a root part of which sign and square are known.
  const mpz_class rational =
      slope_ * (2 * numerator - inputs_ * denominator) + shift_ * denominator;
  const int rational_sign = sgn(rational);
  if (constant_sign_ == 0) return rational_sign;
  if (rational_sign == 0 || rational_sign == constant_sign_) return constant_sign_;
  const mpz_class rational_squared = rational * rational;
  const mpz_class root_squared = constant_squared_ * denominator * denominator;
  return rational_sign * sgn(mpz_class(rational_squared - root_squared));
}

}  // namespace scbnn::import
