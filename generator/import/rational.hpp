// Exact numbers from text.
#pragma once

#include <gmpxx.h>

#include <string_view>

namespace scbnn::import {

/// The value of a fraction, see support/fraction.hpp: is_fraction(text) must hold.
[[nodiscard]] mpq_class rational(std::string_view text);

}  // namespace scbnn::import
