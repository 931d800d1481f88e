// The linear-feedback shift register of docs/encoders.md, with leaps of any length.
#pragma once

#include <cstdint>

namespace scbnn::fast {

class ShiftRegister {
 public:
  using Polynomial = std::uint64_t;  ///< bit k is the coefficient of x^k

  explicit ShiftRegister(int width);  ///< 8..32 bits

  [[nodiscard]] int width() const { return width_; }

  /// 2^width - 1: the states that there are, and a mask of the state's bits.
  [[nodiscard]] std::uint64_t period() const { return top_ - 1; }

  /// `state` with a seed XORed in; never 0.
  [[nodiscard]] std::uint64_t start(std::uint64_t state, std::uint32_t seed) const;

  [[nodiscard]] std::uint64_t step(std::uint64_t state) const;

  /// `state` after `steps` steps.
  [[nodiscard]] std::uint64_t leap(std::uint64_t state, std::uint64_t steps) const;

 private:
  [[nodiscard]] Polynomial times_x(Polynomial p) const;
  [[nodiscard]] Polynomial product(Polynomial p, Polynomial q) const;
  [[nodiscard]] Polynomial power_of_x(std::uint64_t exponent) const;

  int width_;
  Polynomial polynomial_;
  std::uint64_t top_;
};

}  // namespace scbnn::fast
