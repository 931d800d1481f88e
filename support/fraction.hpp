// Exact numbers as people write them: 0.5, -1.5e-3, 2/255, 1/(255 * 0.3081) as 1/78.5655.
#pragma once

#include <string>
#include <string_view>

namespace scbnn {

/// A decimal number: (-1)^is_negative * digits * 10^exponent.
struct DecimalNumber {
  bool is_negative = false;
  std::string digits;  ///< at least one; no sign, no point
  int exponent = 0;    ///< of the last digit
};

/// Reads "-12.5e-3": a sign, digits with at most one point, and an exponent. False if `text` is
/// none, or has more than 40 digits or an exponent beyond -60..60: nobody's numbers are so long,
/// and exact arithmetic with them has no bounds.
[[nodiscard]] bool read_decimal(std::string_view text, DecimalNumber& number);

/// Whether `text` is a decimal number, or two with a '/' between them of which the second is not 0.
[[nodiscard]] bool is_fraction(std::string_view text);

}  // namespace scbnn
