// A tile made of one macro: ports renamed, levels inverted, the rest tied.
#include <fmt/format.h>

#include <algorithm>

#include "generator/emit/macros/views.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

std::string tied(int width, bool high) {
  return width == 1 ? fmt::format("1'b{}", high ? 1 : 0)
                    : fmt::format("{{{}{{1'b{}}}}}", width, high ? 1 : 0);
}

/// The tile's columns that one bit of a narrow mask stands for change together.
std::string mask(const FoundryMacro& macro, const FoundryPort& port) {
  if (port.width == macro.columns) return "mask_i";
  std::vector<std::string> bits;
  for (int bit = port.width; bit-- > 0;) {
    bits.push_back(fmt::format("mask_i[{}]", bit * (macro.columns / port.width)));
  }
  if (bits.size() == 1) return bits.front();
  return verilog::concatenation(bits, 70);
}

std::string address(const FoundryMacro& macro, const FoundryPort& port) {
  const int spare = port.width - address_width(macro.rows);
  return spare == 0 ? "addr_i" : fmt::format("{{{}'d0, addr_i}}", spare);
}

/// What an input of the macro is connected to, active high.
std::string source_of(const FoundryMacro& macro, const FoundryPort& port) {
  switch (port.role) {
    case FoundryRole::kClock:
      return "clk_i";
    case FoundryRole::kEnable:
      return "ce_i";
    case FoundryRole::kWrite:
      return "(ce_i & we_i)";
    case FoundryRole::kRead:
      return "(ce_i & ~we_i)";
    case FoundryRole::kSense:
      return "sense_i";
    case FoundryRole::kProgram:
      return "program_i";
    case FoundryRole::kAddress:
      return address(macro, port);
    case FoundryRole::kMask:
      return mask(macro, port);
    case FoundryRole::kDataIn:
      return "data_i";
    case FoundryRole::kActivation:
      return "act_i";
    case FoundryRole::kTieLow:
      return tied(port.width, false);
    case FoundryRole::kTieHigh:
      return tied(port.width, true);
    default:
      return "";
  }
}

std::string without_parentheses(std::string text) {
  return text.starts_with('(') ? text.substr(1, text.size() - 2) : text;
}

std::string connection(const FoundryMacro& macro, const FoundryPort& port) {
  if (port.role == FoundryRole::kDataOut) return "data_o";
  if (port.role == FoundryRole::kProduct) return "product_o";
  if (port.role == FoundryRole::kBusy) return port.active_low ? "busy_n" : "busy_o";
  const std::string source = source_of(macro, port);
  return port.active_low ? "~" + source : without_parentheses(source);
}

std::string parameter_list(const FoundryMacro& macro,
                           const std::vector<Macro::Parameter>& parameters) {
  std::string out = fmt::format(
      "  // The macro's geometry; any other is refused.\n  parameter Rows = {},\n"
      "  parameter Columns = {}",
      macro.rows, macro.columns);
  if (!parameters.empty()) {
    out +=
        ",\n  // Of the model for simulation, unused here.\n"
        "  /* verilator lint_off UNUSEDPARAM */  // an instance sets them for the model";
  }
  for (const Macro::Parameter& parameter : parameters) {
    out += fmt::format("{}\n  parameter {} = {}", &parameter == &parameters.front() ? "" : ",",
                       parameter.name, parameter.value);
  }
  if (!parameters.empty()) out += "\n  /* verilator lint_on UNUSEDPARAM */";
  return out + "\n";
}

}  // namespace

std::string tile_wrapper(const FoundryMacro& macro, const std::string& name,
                         const std::vector<Macro::Parameter>& parameters) {
  std::vector<verilog::Port> ports;
  for (const MacroPort& port : tile_ports(macro.kind, macro.rows, macro.columns)) {
    ports.push_back({port.is_output ? verilog::Direction::kOutput : verilog::Direction::kInput,
                     port.width, port.name});
  }
  const std::vector<verilog::PortGroup> groups = {{"", ports}};
  std::string head = verilog::module_head(name, groups);
  head.replace(0, head.find('('),
               fmt::format("module {} #(\n{}) ", name, parameter_list(macro, parameters)));

  std::vector<verilog::Binding> bindings;
  bool busy_low = false;
  for (const FoundryPort& port : macro.ports) {
    busy_low = busy_low || (port.role == FoundryRole::kBusy && port.active_low);
    bindings.push_back({port.name, connection(macro, port)});
  }
  std::string body;
  if (busy_low) body += "  wire busy_n;\n  assign busy_o = ~busy_n;\n\n";
  body += fmt::format(
      "  generate\n    if (Rows != {0} || Columns != {1}) begin : g_check\n"
      "      ERROR_{2}_is_made_for_{0}_rows_and_{1}_columns u_error ();\n    end\n"
      "  endgenerate\n\n",
      macro.rows, macro.columns, name);
  body += verilog::instance({macro.module, "u_macro", {}, {bindings}});
  return verilog::comment(fmt::format("{}: a tile of {} rows and {} columns, for synthesis in "
                                      "place of the model of the same "
                                      "name: the macro {} with the ports of a tile.",
                                      name, macro.rows, macro.columns, macro.module)) +
         "`default_nettype none\n\n" + head + "\n" + body +
         "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
