// Integer division, rounded up.
#pragma once

namespace scbnn {

/// ceil(numerator / denominator) of positive numbers.
[[nodiscard]] constexpr int ceil_div(int numerator, int denominator) {
  return (numerator - 1) / denominator + 1;
}

}  // namespace scbnn
