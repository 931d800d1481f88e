// Verilog text: what is legal is decided before, these functions align columns and break lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scbnn::verilog {

/// No line of generated Verilog is longer.
inline constexpr std::size_t kColumns = 100;

enum class Direction { kInput, kOutput };

struct Port {
  Direction direction = Direction::kInput;
  int width = 1;
  std::string name;
  std::string note{};  ///< a comment after the port, may be empty
};

/// Ports of one interface under a one-line contract.
struct PortGroup {
  std::string contract;  ///< may be empty
  std::vector<Port> ports;
};

/// "wire [width-1:0] name = value;"; without a value a plain declaration.
struct Wire {
  int width = 1;
  std::string name;
  std::string value{};
};

/// ".name(value)": a parameter or a port of an instance. A value may have several lines.
struct Binding {
  std::string name;
  std::string value;
};

struct Instance {
  std::string module;
  std::string name;
  std::vector<Binding> parameters;
  std::vector<std::vector<Binding>> ports;  ///< by interface, a blank line between them
};

/// "// ..." with the words of `text` wrapped at the columns; an empty text gives "//".
[[nodiscard]] std::string comment(std::string_view text, int indent = 0);

/// "module name (" and the ports of every group, aligned, up to ");".
[[nodiscard]] std::string module_head(std::string_view name, std::span<const PortGroup> groups);

/// Declarations with their names aligned.
[[nodiscard]] std::string wires(std::span<const Wire> declarations);

/// An instance with named and aligned ports.
[[nodiscard]] std::string instance(const Instance& instance);

/// "{a, b, c}" of the items, first item most significant; broken into lines of at most `columns`.
[[nodiscard]] std::string concatenation(std::span<const std::string> items, std::size_t columns);

/// "[7:0]"; empty for one bit.
[[nodiscard]] std::string range(int width);

/// "wires[7:0]"; "wires[3]" where both are the same.
[[nodiscard]] std::string slice(const std::string& wires, int high, int low);

/// The low `wanted` bits of wires of `whole` bits: only the name if that is all of them.
[[nodiscard]] std::string low_bits(const std::string& wires, int whole, int wanted);

/// "8'h1d".
[[nodiscard]] std::string hex_literal(int width, std::uint64_t value);

/// "\"text\"" with what Verilog strings need escaped.
[[nodiscard]] std::string string_literal(std::string_view text);

}  // namespace scbnn::verilog
