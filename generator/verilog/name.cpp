// The spelling of Verilog names, and the words that Verilog keeps for itself.
#include "generator/verilog/name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "support/quoting.hpp"

namespace scbnn {
namespace {

constexpr std::size_t kLongestModuleName = 64;

// IEEE 1364-2005, annex B, and the words of SystemVerilog that tools refuse as module names.
constexpr auto kReserved = std::to_array<std::string_view>({"always",
                                                            "and",
                                                            "assign",
                                                            "automatic",
                                                            "begin",
                                                            "buf",
                                                            "bufif0",
                                                            "bufif1",
                                                            "case",
                                                            "casex",
                                                            "casez",
                                                            "cell",
                                                            "cmos",
                                                            "config",
                                                            "deassign",
                                                            "default",
                                                            "defparam",
                                                            "design",
                                                            "disable",
                                                            "edge",
                                                            "else",
                                                            "end",
                                                            "endcase",
                                                            "endconfig",
                                                            "endfunction",
                                                            "endgenerate",
                                                            "endmodule",
                                                            "endprimitive",
                                                            "endspecify",
                                                            "endtable",
                                                            "endtask",
                                                            "event",
                                                            "for",
                                                            "force",
                                                            "forever",
                                                            "fork",
                                                            "function",
                                                            "generate",
                                                            "genvar",
                                                            "highz0",
                                                            "highz1",
                                                            "if",
                                                            "ifnone",
                                                            "incdir",
                                                            "include",
                                                            "initial",
                                                            "inout",
                                                            "input",
                                                            "instance",
                                                            "integer",
                                                            "join",
                                                            "large",
                                                            "liblist",
                                                            "library",
                                                            "localparam",
                                                            "macromodule",
                                                            "medium",
                                                            "module",
                                                            "nand",
                                                            "negedge",
                                                            "nmos",
                                                            "nor",
                                                            "noshowcancelled",
                                                            "not",
                                                            "notif0",
                                                            "notif1",
                                                            "or",
                                                            "output",
                                                            "parameter",
                                                            "pmos",
                                                            "posedge",
                                                            "primitive",
                                                            "pull0",
                                                            "pull1",
                                                            "pulldown",
                                                            "pullup",
                                                            "pulsestyle_onevent",
                                                            "pulsestyle_ondetect",
                                                            "rcmos",
                                                            "real",
                                                            "realtime",
                                                            "reg",
                                                            "release",
                                                            "repeat",
                                                            "rnmos",
                                                            "rpmos",
                                                            "rtran",
                                                            "rtranif0",
                                                            "rtranif1",
                                                            "scalared",
                                                            "showcancelled",
                                                            "signed",
                                                            "small",
                                                            "specify",
                                                            "specparam",
                                                            "strong0",
                                                            "strong1",
                                                            "supply0",
                                                            "supply1",
                                                            "table",
                                                            "task",
                                                            "time",
                                                            "tran",
                                                            "tranif0",
                                                            "tranif1",
                                                            "tri",
                                                            "tri0",
                                                            "tri1",
                                                            "triand",
                                                            "trior",
                                                            "trireg",
                                                            "unsigned",
                                                            "use",
                                                            "uwire",
                                                            "vectored",
                                                            "wait",
                                                            "wand",
                                                            "weak0",
                                                            "weak1",
                                                            "while",
                                                            "wire",
                                                            "wor",
                                                            "xnor",
                                                            "xor",
                                                            "alias",
                                                            "assert",
                                                            "assume",
                                                            "bit",
                                                            "break",
                                                            "byte",
                                                            "class",
                                                            "const",
                                                            "continue",
                                                            "cover",
                                                            "do",
                                                            "enum",
                                                            "export",
                                                            "final",
                                                            "import",
                                                            "int",
                                                            "interface",
                                                            "logic",
                                                            "package",
                                                            "packed",
                                                            "program",
                                                            "property",
                                                            "pure",
                                                            "rand",
                                                            "return",
                                                            "string",
                                                            "struct",
                                                            "type",
                                                            "union",
                                                            "var",
                                                            "virtual"});

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string why_no_module_name(std::string_view name) {
  const bool spelled =
      !name.empty() && name.size() <= kLongestModuleName && is_letter(name[0]) &&
      std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
  if (!spelled) {
    return fmt::format("is {}; allowed: 1..{} letters, digits and _, no digit first",
                       in_quotes(name), kLongestModuleName);
  }
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
    return fmt::format("is {}, a word of Verilog; allowed: any other name", in_quotes(name));
  }
  if (name.starts_with("sc_")) {
    return fmt::format("is {}; names that start with sc_ belong to the leaf modules",
                       in_quotes(name));
  }
  return {};
}

std::string to_module_name(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, kLongestModuleName - 4)) {
    name += is_letter(c) || is_digit(c) ? c : '_';
  }
  if (name.empty() || is_digit(name[0])) name = "n_" + name;
  return why_no_module_name(name).empty() ? name : "n_" + name;
}

}  // namespace scbnn
