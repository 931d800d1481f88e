// Leaps over the sequence by polynomial arithmetic: n steps are x^n modulo the characteristic
// polynomial (Cayley-Hamilton), and x^n comes from squarings.
#include "sim/fast/encoders/shift_register.hpp"

#include <initializer_list>

namespace scbnn::fast {
namespace {

using Polynomial = ShiftRegister::Polynomial;

/// x^W + the sum of x^(W-k) over the taps k, for W = 8..32. A state's bit k-1 is the sequence's bit
/// k steps ago, so that the next bit is the sum of the taps' bits.
Polynomial characteristic(int width) {
  const auto of = [width](std::initializer_list<int> taps) {
    Polynomial polynomial = Polynomial{1} << width;
    for (const int tap : taps) polynomial ^= Polynomial{1} << (width - tap);
    return polynomial;
  };
  switch (width) {
    case 8:
      return of({8, 6, 5, 4});
    case 9:
      return of({9, 5});
    case 10:
      return of({10, 7});
    case 11:
      return of({11, 9});
    case 12:
      return of({12, 6, 4, 1});
    case 13:
      return of({13, 4, 3, 1});
    case 14:
      return of({14, 5, 3, 1});
    case 15:
      return of({15, 14});
    case 16:
      return of({16, 15, 13, 4});
    case 17:
      return of({17, 14});
    case 18:
      return of({18, 11});
    case 19:
      return of({19, 6, 2, 1});
    case 20:
      return of({20, 17});
    case 21:
      return of({21, 19});
    case 22:
      return of({22, 21});
    case 23:
      return of({23, 18});
    case 24:
      return of({24, 23, 22, 17});
    case 25:
      return of({25, 22});
    case 26:
      return of({26, 6, 2, 1});
    case 27:
      return of({27, 5, 2, 1});
    case 28:
      return of({28, 25});
    case 29:
      return of({29, 27});
    case 30:
      return of({30, 6, 4, 1});
    case 31:
      return of({31, 28});
    default:
      return of({32, 22, 2, 1});
  }
}

}  // namespace

ShiftRegister::ShiftRegister(int width)
    : width_(width), polynomial_(characteristic(width)), top_(std::uint64_t{1} << width) {}

std::uint64_t ShiftRegister::start(std::uint64_t state, std::uint32_t seed) const {
  const std::uint64_t seeded = (state ^ seed) & period();
  return seeded == 0 ? 1 : seeded;
}

std::uint64_t ShiftRegister::step(std::uint64_t state) const {
  std::uint64_t next = 0;
  for (int k = 1; k <= width_; ++k) next ^= (polynomial_ >> (width_ - k)) & (state >> (k - 1));
  return (state << 1 | (next & 1U)) & period();
}

std::uint64_t ShiftRegister::leap(std::uint64_t state, std::uint64_t steps) const {
  const Polynomial remainder = power_of_x(steps % period());
  std::uint64_t result = 0;
  for (int k = 0; k < width_; ++k) {
    if ((remainder >> k & 1U) != 0) result ^= state;
    state = step(state);
  }
  return result;
}

ShiftRegister::Polynomial ShiftRegister::times_x(Polynomial p) const {
  p <<= 1;
  return (p & top_) != 0 ? p ^ polynomial_ : p;
}

ShiftRegister::Polynomial ShiftRegister::product(Polynomial p, Polynomial q) const {
  Polynomial result = 0;
  for (; q != 0; q >>= 1, p = times_x(p)) {
    if ((q & 1U) != 0) result ^= p;
  }
  return result;
}

ShiftRegister::Polynomial ShiftRegister::power_of_x(std::uint64_t exponent) const {
  Polynomial result = 1;
  for (Polynomial square = 2; exponent != 0; exponent >>= 1, square = product(square, square)) {
    if ((exponent & 1U) != 0) result = product(result, square);
  }
  return result;
}

}  // namespace scbnn::fast
