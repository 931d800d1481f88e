// Alignment and line breaks of the generated Verilog.
#include "generator/verilog/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace scbnn::verilog {
namespace {

std::string spaces(std::size_t count) { return std::string(count, ' '); }

/// `text` with every line after the first moved right.
std::string hang(std::string_view text, std::size_t columns) {
  std::string out;
  for (const char character : text) {
    out += character;
    if (character == '\n') out += spaces(columns);
  }
  return out;
}

std::size_t longest_name(std::span<const Binding> bindings) {
  std::size_t longest = 0;
  for (const Binding& binding : bindings) longest = std::max(longest, binding.name.size());
  return longest;
}

/// ".name   (value)", the parentheses `columns` after the start of the names.
std::string binding_text(const Binding& binding, std::size_t columns, std::size_t indent) {
  const std::size_t value_column = indent + 1 + columns + 2;
  return fmt::format("{}.{:<{}} ({})", spaces(indent), binding.name, columns,
                     hang(binding.value, value_column));
}

/// Whether tools take a comment that starts with this word for an order to them.
bool is_pragma(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  constexpr auto kTools = std::to_array<std::string_view>(
      {"verilator", "verilog", "synopsys", "synthesis", "pragma", "cadence", "ambit", "exemplar",
       "xilinx", "altera", "quartus", "vcs", "vcs_lint", "spyglass", "verilint", "parasoft",
       "coverage", "translate_off", "translate_on"});
  return std::any_of(kTools.begin(), kTools.end(),
                     [&](std::string_view tool) { return lower.starts_with(tool); });
}

}  // namespace

std::string comment(std::string_view text, int indent) {
  const std::string margin = spaces(static_cast<std::size_t>(indent)) + "//";
  if (text.empty()) return margin + '\n';
  std::string out;
  std::string line = margin;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    // A pragma never starts a line: text that others wrote gives no orders to tools.
    if (line.size() > margin.size() && line.size() + 1 + word.size() > kColumns &&
        !is_pragma(word)) {
      out += line + '\n';
      line = margin;
    }
    line += ' ';
    line += word;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + line + '\n';
}

std::string module_head(std::string_view name, std::span<const PortGroup> groups) {
  std::size_t range_columns = 0;
  std::size_t name_columns = 0;
  for (const PortGroup& group : groups) {
    for (const Port& port : group.ports) {
      range_columns = std::max(range_columns, range(port.width).size());
      if (!port.note.empty()) name_columns = std::max(name_columns, port.name.size() + 1);
    }
  }
  std::string out = fmt::format("module {} (\n", name);
  for (const PortGroup& group : groups) {
    const bool last_group = &group == &groups.back();
    if (&group != &groups.front()) out += '\n';
    if (!group.contract.empty()) out += comment(group.contract, 2);
    for (const Port& port : group.ports) {
      const bool last = last_group && &port == &group.ports.back();
      std::string text = fmt::format(
          "  {} wire {}{}{}{}", port.direction == Direction::kInput ? "input " : "output",
          range(port.width),
          spaces(range_columns - range(port.width).size() + (range_columns > 0 ? 1 : 0)), port.name,
          last ? "" : ",");
      if (!port.note.empty()) {
        text += spaces(name_columns - port.name.size() - (last ? 0 : 1)) + "  // " + port.note;
      }
      out += text + '\n';
    }
  }
  return out + ");\n";
}

std::string wires(std::span<const Wire> declarations) {
  std::size_t range_columns = 0;
  std::size_t name_columns = 0;
  for (const Wire& wire : declarations) {
    range_columns = std::max(range_columns, range(wire.width).size());
    if (!wire.value.empty()) name_columns = std::max(name_columns, wire.name.size());
  }
  std::string out;
  for (const Wire& wire : declarations) {
    const std::string bits = range(wire.width);
    std::string text = "  wire " + bits +
                       spaces(range_columns - bits.size() + (range_columns > 0 ? 1 : 0)) +
                       wire.name;
    if (!wire.value.empty()) {
      text += spaces(name_columns - wire.name.size()) + " = ";
      text += hang(wire.value, text.size());
    }
    out += text + ";\n";
  }
  return out;
}

std::string instance(const Instance& instance) {
  std::string out = "  " + instance.module;
  if (!instance.parameters.empty()) {
    const std::size_t columns = longest_name(instance.parameters);
    out += " #(\n";
    for (const Binding& parameter : instance.parameters) {
      out += binding_text(parameter, columns, 4);
      out += &parameter == &instance.parameters.back() ? "\n" : ",\n";
    }
    out += "  )";
  }
  std::size_t columns = 0;
  for (const auto& group : instance.ports) columns = std::max(columns, longest_name(group));
  out += fmt::format(" {} (\n", instance.name);
  for (const auto& group : instance.ports) {
    const bool last_group = &group == &instance.ports.back();
    if (&group != &instance.ports.front()) out += '\n';
    for (const Binding& port : group) {
      out += binding_text(port, columns, 4);
      out += last_group && &port == &group.back() ? "\n" : ",\n";
    }
  }
  return out + "  );\n";
}

std::string concatenation(std::span<const std::string> items, std::size_t columns) {
  std::string out = "{";
  std::size_t column = 1;
  for (const std::string& item : items) {
    const bool last = &item == &items.back();
    if (column > 1 && column + item.size() + 2 > columns) {
      out += '\n';
      out += ' ';
      column = 1;
    }
    out += item;
    out += last ? "}" : ",";
    column += item.size() + 1;
    if (!last) {
      out += ' ';
      ++column;
    }
  }
  // No blank at a line's end.
  for (std::size_t at = out.find(" \n"); at != std::string::npos; at = out.find(" \n")) {
    out.erase(at, 1);
  }
  return out;
}

std::string range(int width) { return width == 1 ? "" : fmt::format("[{}:0]", width - 1); }

std::string slice(const std::string& wires, int high, int low) {
  return high == low ? fmt::format("{}[{}]", wires, low)
                     : fmt::format("{}[{}:{}]", wires, high, low);
}

std::string low_bits(const std::string& wires, int whole, int wanted) {
  return whole == wanted ? wires : slice(wires, wanted - 1, 0);
}

std::string hex_literal(int width, std::uint64_t value) {
  return fmt::format("{}'h{:0{}x}", width, value, (width + 3) / 4);
}

std::string string_literal(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') out += '\\';
    out += character;
  }
  return out + '"';
}

}  // namespace scbnn::verilog
