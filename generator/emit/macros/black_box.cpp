// A module without contents: the macro itself is placed there.
#include <fmt/format.h>

#include "generator/emit/macros/views.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

std::string black_box(const Macro& macro) {
  std::vector<verilog::Port> ports;
  for (const MacroPort& port : macro.ports) {
    ports.push_back({port.is_output ? verilog::Direction::kOutput : verilog::Direction::kInput,
                     port.width, port.name});
  }
  const std::vector<verilog::PortGroup> groups = {{"", ports}};
  std::string head = verilog::module_head(macro.name, groups);
  if (!macro.parameters.empty()) {
    std::string parameters = fmt::format("module {} #(\n", macro.name);
    for (const Macro::Parameter& parameter : macro.parameters) {
      parameters += fmt::format("  parameter {} = {}{}\n", parameter.name, parameter.value,
                                &parameter == &macro.parameters.back() ? "" : ",");
    }
    head.replace(0, head.find('('), parameters + ") ");
  }
  return verilog::comment(macro.name + ": " + macro.origin + ".") + "//\n" +
         verilog::comment(
             "For synthesis: the ports alone. Its model for simulation has the same "
             "name.") +
         "`default_nettype none\n\n(* blackbox *)\n" + head +
         "endmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
