// From toml++'s nodes.
#include "generator/config/toml_node.hpp"

#include <fmt/format.h>

#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn {

std::optional<Value> scalar(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  return std::nullopt;
}

std::optional<Value> list(const toml::node& node) {
  const auto* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  Fractions texts;
  for (const toml::node& element : *array) {
    const std::optional<Value> value = scalar(element);
    if (!value) return std::nullopt;
    texts.push_back(text_of(*value));
  }
  return texts;
}

std::string kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::boolean:
      return node.as_boolean()->get() ? "true" : "false";
    case toml::node_type::string:
      return in_quotes(node.as_string()->get());
    case toml::node_type::integer:
      return fmt::format("{}", node.as_integer()->get());
    case toml::node_type::floating_point:
      return decimal(node.as_floating_point()->get());
    default:
      return "a date or time";
  }
}

}  // namespace scbnn
