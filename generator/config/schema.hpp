// Every configuration key, one row each: the reader, the writer, the messages and the documents all
// come from this table.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "generator/config/config.hpp"

namespace scbnn {

/// Exact numbers as text, see support/fraction.hpp.
using Fractions = std::vector<std::string>;

/// A value as a Config holds it; a choice is the number of its enumerator.
using Value = std::variant<std::int64_t, double, std::string, Fractions>;

/// A word that a key of fixed choices knows.
struct Choice {
  std::string_view name;
  std::int64_t value = 0;  ///< the enumerator
};

/// The values that a key may have.
struct Domain {
  enum class Type {
    kInteger,     ///< low..high
    kPowerOfTwo,  ///< an integer, a power of two, low..high
    kNumber,      ///< an integer or a decimal number, low..high
    kChoice,      ///< a string, one of `choices`
    kModuleName,  ///< a string, a name for a Verilog module
    kFileOrName,  ///< a string, a file or what the program knows by a name
    kFractions,   ///< exact numbers, one or a list of up to 1024
  };
  Type type;
  double low = 0;
  double high = 0;
  std::string_view high_text = {};  ///< in place of `high` where only the planner knows the bound
  std::vector<Choice> choices = {};
};

/// The table that holds a key.
enum class Section {
  kTop,      ///< above the first [table]
  kInput,    ///< [input]
  kEncoder,  ///< [encoder]
  kMacro,    ///< [macro]
  kLayer,    ///< [layers.NAME]
};

struct Key {
  Section section;
  std::string_view name;
  Domain domain;
  std::string_view absent;   ///< what happens without the key, where that is no default value
  std::string_view meaning;  ///< one or two sentences
  /// Write and read the field of a Config; `layer` is empty outside kLayer.
  std::function<void(Config& config, const std::string& layer, const Value& value)> set;
  std::function<std::optional<Value>(const Config& config, const std::string& layer)> get;
};

/// All keys, in the order in which documents and files show them.
[[nodiscard]] std::span<const Key> schema();

/// "presentations", "encoder.width", "layers.layer1.pe".
[[nodiscard]] std::string full_name(const Key& key, std::string_view layer);

/// "integer, 8..32", "'stochastic' or 'fixed-point'": for messages and documents.
[[nodiscard]] std::string allowed_text(const Domain& domain);

/// The value as TOML: 16, 100.0, "lfsr".
[[nodiscard]] std::string toml_text(const Domain& domain, const Value& value);

/// A single value as text, without quotes: 16, 100.0, lfsr.
[[nodiscard]] std::string text_of(const Value& value);

/// Why `value` is not in the domain: what was found, what is allowed, the nearest valid name; empty
/// if it is. A choice comes as its word and becomes its enumerator.
[[nodiscard]] std::string check(const Domain& domain, Value& value);

}  // namespace scbnn
