// The decision about a neuron a second time, by brute precision instead of algebra.
#pragma once

#include <gmpxx.h>

#include <string>

namespace scbnn::test {

/// Bits of the reference's floating point. Numbers made of a few float32 parameters, popcounts and
/// one square root are either 0 or at least 2^-1500 of their terms, far above the rounding here.
inline constexpr int kPrecision = 6000;

/// A high-precision number together with the largest magnitude that went into it.
class Precise {
 public:
  explicit Precise(double value) : value_(value, kPrecision), scale_(abs(value_)) {}
  Precise(long numerator, long denominator)
      : value_(mpf_class(numerator, kPrecision) / mpf_class(denominator, kPrecision)),
        scale_(abs(value_)) {}

  friend Precise operator+(Precise a, const Precise& b) {
    a.value_ += b.value_;
    a.scale_ += b.scale_;
    return a;
  }
  friend Precise operator-(Precise a, const Precise& b) {
    a.value_ -= b.value_;
    a.scale_ += b.scale_;
    return a;
  }
  friend Precise operator*(Precise a, const Precise& b) {
    a.value_ *= b.value_;
    a.scale_ *= b.scale_;
    return a;
  }
  /// By something that has no rounding of its own to lose: a parameter or a root of one.
  friend Precise operator/(Precise a, const Precise& b) {
    a.value_ /= b.value_;
    a.scale_ /= abs(b.value_);
    return a;
  }
  friend Precise root(Precise a) {
    a.value_ = sqrt(a.value_);
    a.scale_ = abs(a.value_);
    return a;
  }

  /// -1, 0 or +1; what is 2^-3000 of its terms is 0.
  [[nodiscard]] int sign() const {
    mpf_class bound = scale_;
    mpf_div_2exp(bound.get_mpf_t(), bound.get_mpf_t(), 3000);
    return abs(value_) <= bound ? 0 : sgn(value_);
  }
  [[nodiscard]] double to_double() const { return value_.get_d(); }

 private:
  mpf_class value_;
  mpf_class scale_;
};

/// The operator Add, Sub, Mul or Div on y and a constant, which may stand on its left.
inline Precise arithmetic(const std::string& op, bool constant_is_left, const Precise& y,
                          const Precise& constant) {
  if (op == "Add") return y + constant;
  if (op == "Sub") return constant_is_left ? constant - y : y - constant;
  return op == "Mul" ? y * constant : y / constant;
}

}  // namespace scbnn::test
