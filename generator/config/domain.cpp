// What follows from a key's domain only: the check of a value, and its texts.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "generator/config/schema.hpp"
#include "generator/verilog/name.hpp"
#include "support/fraction.hpp"
#include "support/nearest.hpp"
#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

using Type = Domain::Type;

constexpr std::size_t kLongestFile = 255;
constexpr std::size_t kMostFractions = 1024;

std::vector<std::string> names(const Domain& domain) {
  std::vector<std::string> result;
  for (const Choice& choice : domain.choices) result.emplace_back(choice.name);
  return result;
}

bool is_power_of_two(double value) { return std::exp2(std::floor(std::log2(value))) == value; }

/// What was found, for a message.
std::string shown(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return in_quotes(*text);
  return text_of(value);
}

bool is_word(const Domain& domain) {
  return domain.type == Type::kChoice || domain.type == Type::kModuleName ||
         domain.type == Type::kFileOrName;
}

/// 1..255 printable characters.
bool is_file_or_name(const std::string& text) {
  return !text.empty() && text.size() <= kLongestFile && is_plain(text);
}

std::string refusal(const Domain& domain, const Value& value, const std::string& hint) {
  return fmt::format("is {}; allowed: {}{}", shown(value), allowed_text(domain), hint);
}

std::string check_choice(const Domain& domain, Value& value) {
  const std::string name = std::get<std::string>(value);
  for (const Choice& choice : domain.choices) {
    if (choice.name != name) continue;
    value = choice.value;
    return {};
  }
  return refusal(domain, value, did_you_mean(name, names(domain)));
}

/// A number or a word stands for a list of one.
std::string check_fractions(const Domain& domain, Value& value) {
  const Value found = value;
  if (!std::holds_alternative<Fractions>(value)) value = Fractions{text_of(found)};
  const auto& fractions = std::get<Fractions>(value);
  if (fractions.empty() || fractions.size() > kMostFractions) {
    return fmt::format("is a list of {}; allowed: {}", fractions.size(), allowed_text(domain));
  }
  for (const std::string& fraction : fractions) {
    if (!is_fraction(fraction)) return refusal(domain, fraction, "");
  }
  return {};
}

std::string check_number(const Domain& domain, const Value& value) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  if (integer == nullptr && domain.type != Type::kNumber) return refusal(domain, value, "");
  const double found = integer != nullptr ? static_cast<double>(*integer) : std::get<double>(value);
  const bool in_range = found >= domain.low && found <= domain.high;  // false for NaN
  if (!in_range || (domain.type == Type::kPowerOfTwo && !is_power_of_two(found))) {
    return refusal(domain, value, "");
  }
  return {};
}

}  // namespace

std::string allowed_text(const Domain& domain) {
  const std::string range = domain.high_text.empty()
                                ? fmt::format("{}..{}", domain.low, domain.high)
                                : fmt::format("{}..{}", domain.low, domain.high_text);
  switch (domain.type) {
    case Type::kInteger:
      return "integer, " + range;
    case Type::kPowerOfTwo:
      return "power of two, " + range;
    case Type::kNumber:
      return "number, " + range;
    case Type::kModuleName:
      return "Verilog name, 1..64 letters, digits and _";
    case Type::kFileOrName:
      return "name or file";
    case Type::kFractions:
      return "number, fraction like \"2/255\", or a list of them";
    case Type::kChoice:
      break;
  }
  std::string text;
  for (const std::string& name : names(domain)) {
    text += (text.empty() ? "" : " or ") + in_quotes(name);
  }
  return text;
}

std::string toml_text(const Domain& domain, const Value& value) {
  if (domain.type == Type::kChoice) {
    for (const Choice& choice : domain.choices) {
      if (choice.value == std::get<std::int64_t>(value)) return in_quotes(choice.name);
    }
  }
  if (const auto* text = std::get_if<std::string>(&value)) return toml_string(*text);
  if (const auto* fractions = std::get_if<Fractions>(&value)) {
    if (fractions->size() == 1) return toml_string(fractions->front());
    Fractions quoted;
    for (const std::string& fraction : *fractions) quoted.push_back(toml_string(fraction));
    return "[" + joined(quoted) + "]";
  }
  return shown(value);
}

std::string text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* fractions = std::get_if<Fractions>(&value)) return joined(*fractions);
  return decimal(std::get<double>(value));
}

std::string check(const Domain& domain, Value& value) {
  if (domain.type == Type::kFractions) return check_fractions(domain, value);
  const bool word_found = std::holds_alternative<std::string>(value);
  if (word_found != is_word(domain)) return refusal(domain, value, "");
  if (domain.type == Type::kChoice) return check_choice(domain, value);
  if (domain.type == Type::kModuleName) {
    return why_no_module_name(std::get<std::string>(value));
  }
  if (domain.type == Type::kFileOrName) {
    const std::string& name = std::get<std::string>(value);
    return is_file_or_name(name) ? "" : refusal(domain, value, "");
  }
  return check_number(domain, value);
}

}  // namespace scbnn
