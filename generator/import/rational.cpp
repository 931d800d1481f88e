// Decimal numbers as fractions of integers.
#include "generator/import/rational.hpp"

#include <cassert>
#include <cstdlib>

#include "support/fraction.hpp"

namespace scbnn::import {
namespace {

mpq_class decimal_value(std::string_view text) {
  DecimalNumber number;
  [[maybe_unused]] const bool is_decimal = read_decimal(text, number);
  assert(is_decimal);
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(number.exponent)));
  const mpz_class digits(number.digits, 10);
  mpq_class value =
      number.exponent < 0 ? mpq_class(digits, power) : mpq_class(mpz_class(digits * power));
  value.canonicalize();
  return number.is_negative ? mpq_class(-value) : value;
}

}  // namespace

mpq_class rational(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return decimal_value(text);
  return decimal_value(text.substr(0, slash)) / decimal_value(text.substr(slash + 1));
}

}  // namespace scbnn::import
