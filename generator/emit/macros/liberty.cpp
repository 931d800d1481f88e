// Liberty, in the subset that Yosys and OpenSTA read without a word.
#include <fmt/format.h>

#include <set>

#include "generator/emit/macros/views.hpp"
#include "support/quoting.hpp"

namespace scbnn {
namespace {

/// Two loads between which delays are interpolated.
constexpr const char* kTemplate = "load";
constexpr double kLeastTransition = 0.02;  // ns, without load

std::string text_of(double value) { return fmt::format("{:.6g}", value); }

std::string bus_type(int width) { return fmt::format("bits_{}", width); }

std::string header(const Macro& macro) {
  return fmt::format(R"(/* {0}
   Made by scbnn; the figures and their sources are in the technology file. */
library({1}) {{
  technology(cmos);
  delay_model : table_lookup;
  bus_naming_style : "%s[%d]";
  time_unit : "1ns";
  voltage_unit : "1V";
  current_unit : "1uA";
  pulling_resistance_unit : "1kohm";
  leakage_power_unit : "1nW";
  capacitive_load_unit(1, pf);
  nom_process : 1;
  nom_voltage : {2};
  nom_temperature : {3};
  operating_conditions(typical) {{
    process : 1;
    voltage : {2};
    temperature : {3};
  }}
  default_operating_conditions : typical;
  voltage_map(VDD, {2});
  voltage_map(VSS, 0);
  slew_lower_threshold_pct_rise : 20;
  slew_lower_threshold_pct_fall : 20;
  slew_upper_threshold_pct_rise : 80;
  slew_upper_threshold_pct_fall : 80;
  input_threshold_pct_rise : 50;
  input_threshold_pct_fall : 50;
  output_threshold_pct_rise : 50;
  output_threshold_pct_fall : 50;
  lu_table_template({4}) {{
    variable_1 : total_output_net_capacitance;
    index_1 ("0, {5}");
  }}
)",
                     block_comment(macro.origin), macro.name, text_of(macro.voltage),
                     text_of(macro.temperature), kTemplate, text_of(macro.cell.load_limit.value));
}

std::string bus_types(const Macro& macro) {
  std::set<int> widths;
  for (const MacroPort& port : macro.ports) {
    if (port.is_bus) widths.insert(port.width);
  }
  std::string out;
  for (const int width : widths) {
    out += fmt::format(R"(  type({}) {{
    base_type : array;
    data_type : bit;
    bit_width : {};
    bit_from : {};
    bit_to : 0;
    downto : true;
  }}
)",
                       bus_type(width), width, width - 1);
  }
  return out;
}

std::string constraint(const std::string& clock, const char* type, double time) {
  return fmt::format(R"(      timing() {{
        related_pin : "{0}";
        timing_type : {1};
        rise_constraint(scalar) {{ values("{2}"); }}
        fall_constraint(scalar) {{ values("{2}"); }}
      }}
)",
                     clock, type, text_of(time));
}

std::string table(const char* name, double unloaded, double loaded) {
  return fmt::format("        {}({}) {{ values(\"{}, {}\"); }}\n", name, kTemplate,
                     text_of(unloaded), text_of(loaded));
}

/// From the clock's edge to an output. The load is driven through a resistance: the delay to 50 %
/// grows by 0.69 RC, the transition between 20 and 80 % by 1.39 RC, twice as much.
std::string output_arc(const Macro& macro) {
  const double load = macro.cell.load_limit.value * macro.cell.load_time.value;
  const double delay = macro.tile.read_time;
  std::string out =
      fmt::format(R"(      max_capacitance : {};
      timing() {{
        related_pin : "{}";
        timing_type : rising_edge;
        timing_sense : non_unate;
)",
                  text_of(macro.cell.load_limit.value), macro.port(PortRole::kClock).name);
  out += table("cell_rise", delay, delay + load) + table("cell_fall", delay, delay + load) +
         table("rise_transition", kLeastTransition, kLeastTransition + 2 * load) +
         table("fall_transition", kLeastTransition, kLeastTransition + 2 * load);
  return out + "      }\n";
}

std::string power(const std::string& when, double energy) {
  return fmt::format(R"(      internal_power() {{
        when : "{}";
        rise_power(scalar) {{ values("{}"); }}
        fall_power(scalar) {{ values("0"); }}
      }}
)",
                     when, text_of(energy));
}

/// The clock carries the energy of the accesses, by what the control pins ask for.
std::string clock_attributes(const Macro& macro) {
  std::string read;
  std::string write;
  if (macro.kind == CellKind::kRram2t2r) {
    const std::string sense = macro.port(PortRole::kSense).name;
    const std::string program = macro.port(PortRole::kProgram).name;
    read = fmt::format("{} & !{}", sense, program);
    write = fmt::format("!{} & {}", sense, program);
  } else {
    const std::string enable = macro.port(PortRole::kEnable).name;
    const std::string write_enable = macro.port(PortRole::kWrite).name;
    read = fmt::format("{} & !{}", enable, write_enable);
    write = fmt::format("{} & {}", enable, write_enable);
  }
  // A slow write holds the macro busy over several cycles; only the read's data must come in one.
  return fmt::format("      clock : true;\n      min_period : {};\n",
                     text_of(macro.tile.read_time)) +
         power(read, macro.tile.read_energy) + power(write, macro.tile.write_energy);
}

std::string port_text(const Macro& macro, const MacroPort& port) {
  std::string out = port.is_bus ? fmt::format("    bus({}) {{\n      bus_type : {};\n", port.name,
                                              bus_type(port.width))
                                : fmt::format("    pin({}) {{\n", port.name);
  out += fmt::format("      direction : {};\n      capacitance : {};\n",
                     port.is_output ? "output" : "input",
                     text_of(port.is_output ? 0 : macro.cell.input_capacitance.value));
  if (port.role == PortRole::kClock) {
    out += clock_attributes(macro);
  } else if (port.is_output) {
    out += output_arc(macro);
  } else {
    const std::string clock = macro.port(PortRole::kClock).name;
    out += constraint(clock, "setup_rising", macro.cell.setup_time.value) +
           constraint(clock, "hold_rising", macro.cell.hold_time.value);
  }
  return out + "    }\n";
}

}  // namespace

std::string liberty(const Macro& macro) {
  std::string out = header(macro) + bus_types(macro);
  out += fmt::format(R"(  cell({}) {{
    area : {};
    dont_touch : true;
    dont_use : true;
    is_macro_cell : true;
)",
                     macro.name, text_of(macro.tile.area));
  if (macro.cell.leakage.given()) {
    out += fmt::format("    cell_leakage_power : {};\n", text_of(macro.tile.leakage));
  }
  out += fmt::format(R"(    memory() {{
      type : ram;
      address_width : {};
      word_width : {};
    }}
    pg_pin(VDD) {{
      pg_type : primary_power;
      voltage_name : VDD;
    }}
    pg_pin(VSS) {{
      pg_type : primary_ground;
      voltage_name : VSS;
    }}
)",
                     macro.port(PortRole::kAddress).width, macro.columns);
  for (const MacroPort& port : macro.ports) out += port_text(macro, port);
  return out + "  }\n}\n";
}

}  // namespace scbnn
