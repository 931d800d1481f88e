// The grammar of decimal numbers and fractions.
#include "support/fraction.hpp"

#include <algorithm>

#include "support/text.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kMostDigits = 40;
constexpr int kLargestExponent = 60;

/// Drops a sign in front; true if it was a minus.
bool drop_sign(std::string_view& text) {
  const bool is_negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return is_negative;
}

/// The digits in front of `text`, dropped from it.
std::string_view drop_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

bool read_exponent(std::string_view text, int& exponent) {
  const bool is_negative = drop_sign(text);
  const std::string_view digits = drop_digits(text);
  if (digits.empty() || digits.size() > 3 || !text.empty()) return false;
  const int value = std::stoi(std::string(digits));
  exponent = is_negative ? -value : value;
  return value <= kLargestExponent;
}

}  // namespace

bool read_decimal(std::string_view text, DecimalNumber& number) {
  number = {};
  number.is_negative = drop_sign(text);
  number.digits = drop_digits(text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    const std::string_view decimals = drop_digits(text);
    number.digits += decimals;
    number.exponent = -static_cast<int>(decimals.size());
  }
  if (number.digits.empty() || number.digits.size() > kMostDigits) return false;
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  int exponent = 0;
  if (!read_exponent(text.substr(1), exponent)) return false;
  number.exponent += exponent;
  return true;
}

bool is_fraction(std::string_view text) {
  DecimalNumber number;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return read_decimal(text, number);
  return read_decimal(text.substr(0, slash), number) &&
         read_decimal(text.substr(slash + 1), number) &&
         number.digits.find_first_not_of('0') != std::string::npos;
}

}  // namespace scbnn
