// Text of generated Verilog: alignment, line breaks, literals.
#include <catch2/catch.hpp>

#include "generator/verilog/writer.hpp"

namespace verilog = scbnn::verilog;
using verilog::Direction;

TEST_CASE("comments break at words", "[verilog]") {
  CHECK(verilog::comment("short") == "// short\n");
  CHECK(verilog::comment("") == "//\n");
  CHECK(verilog::comment("in a module", 2) == "  // in a module\n");
  const std::string word(60, 'x');
  CHECK(verilog::comment(word + " " + word) == "// " + word + "\n// " + word + "\n");
  CHECK(verilog::comment(std::string(97, 'a')) == "// " + std::string(97, 'a') + "\n");
}

TEST_CASE("a module's ports stand in aligned groups", "[verilog]") {
  const std::vector<verilog::PortGroup> groups{
      {"", {{Direction::kInput, 1, "clk_i"}, {Direction::kInput, 1, "rst_i", "synchronous"}}},
      {"Out: a byte.",
       {{Direction::kOutput, 8, "data_o"}, {Direction::kOutput, 1, "valid_o", "data counts"}}}};
  CHECK(verilog::module_head("demo", groups) ==
        "module demo (\n"
        "  input  wire       clk_i,\n"
        "  input  wire       rst_i,    // synchronous\n"
        "\n"
        "  // Out: a byte.\n"
        "  output wire [7:0] data_o,\n"
        "  output wire       valid_o   // data counts\n"
        ");\n");
}

TEST_CASE("wires are aligned", "[verilog]") {
  const std::vector<verilog::Wire> declared{{1, "a"}, {16, "long_name"}, {1, "b", "!a"}};
  CHECK(verilog::wires(declared) ==
        "  wire        a;\n"
        "  wire [15:0] long_name;\n"
        "  wire        b = !a;\n");
  CHECK(verilog::wires(std::vector<verilog::Wire>{{1, "a"}}) == "  wire a;\n");
}

TEST_CASE("instances name and align parameters and ports", "[verilog]") {
  CHECK(verilog::instance({"sc_rom",
                           "u_rom",
                           {{"Width", "8"}, {"File", "\"a.hex\""}},
                           {{{"clk_i", "clk"}}, {{"addr_i", "addr"}, {"data_o", "data"}}}}) ==
        "  sc_rom #(\n"
        "    .Width (8),\n"
        "    .File  (\"a.hex\")\n"
        "  ) u_rom (\n"
        "    .clk_i  (clk),\n"
        "\n"
        "    .addr_i (addr),\n"
        "    .data_o (data)\n"
        "  );\n");
  CHECK(verilog::instance({"leaf", "u_leaf", {}, {{{"a", "{x,\n y}"}}}}) ==
        "  leaf u_leaf (\n"
        "    .a ({x,\n"
        "         y})\n"
        "  );\n");
}

TEST_CASE("concatenations break before the limit", "[verilog]") {
  const std::vector<std::string> items{"8'h01", "8'h02", "8'h03", "8'h04"};
  CHECK(verilog::concatenation(items, 80) == "{8'h01, 8'h02, 8'h03, 8'h04}");
  CHECK(verilog::concatenation(items, 16) == "{8'h01, 8'h02,\n 8'h03, 8'h04}");
  CHECK(verilog::concatenation(std::vector<std::string>{"a"}, 10) == "{a}");
}

TEST_CASE("literals", "[verilog]") {
  CHECK(verilog::range(1).empty());
  CHECK(verilog::range(12) == "[11:0]");
  CHECK(verilog::hex_literal(8, 0x1d) == "8'h1d");
  CHECK(verilog::hex_literal(9, 1) == "9'h001");
  CHECK(verilog::string_literal("mem/a \"b\".hex") == "\"mem/a \\\"b\\\".hex\"");
}
