// rtl/<top>_control.v: the registers of the map, reached over AXI4-Lite.
#include <fmt/format.h>

#include <algorithm>

#include "generator/emit/control/control.hpp"
#include "generator/plan/register_map.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Direction;
using verilog::Wire;

std::string lower(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return name;
}

int target_count(const RegisterMap& map) { return static_cast<int>(map.targets.size()); }

/// Everything of one kind, in order.
std::vector<const Register*> of_kind(const RegisterMap& map, RegisterKind kind) {
  std::vector<const Register*> found;
  for (const Register& each : map.registers) {
    if (each.kind == kind) found.push_back(&each);
  }
  return found;
}

/// The event that a counter counts; the second half of the cycles counts its overflows.
std::string event_of(const std::string& name) {
  if (name == "CYCLES") return "run_q || !idle_i";
  if (name == "CYCLES_HIGH") return "&cycles_count && (run_q || !idle_i)";
  if (name == "FRAMES") return "frame_i";
  if (name == "IMAGES") return "result_i";
  if (name == "BAD_FRAMES") return "result_i && bad_i";
  if (name == "REFUSED") return "refused";
  if (name == "UNCORRECTABLE") return "load_access && loader_ready && loader_wrong";
  return lower(name) + "_i";
}

std::vector<verilog::PortGroup> ports(const Design& design) {
  const RegisterMap& map = design.control->map;
  std::vector<verilog::PortGroup> groups;
  groups.push_back({"",
                    {{Direction::kInput, 1, "clk_i"},
                     {Direction::kInput, 1, "rst_i", "synchronous, active high"}}});
  groups.push_back(control_ports());
  groups.push_back({"Frames go in while run_o is high; idle_i: none is inside.",
                    {{Direction::kOutput, 1, "run_o"}, {Direction::kInput, 1, "idle_i"}}});
  verilog::PortGroup settings{"Settings of the next frames.", {}};
  for (const Register* setting : of_kind(map, RegisterKind::kSetting)) {
    settings.ports.push_back({Direction::kOutput, setting->width, lower(setting->name) + "_o"});
  }
  if (!settings.ports.empty()) groups.push_back(settings);
  verilog::PortGroup events{"One-cycle pulses for the counters.",
                            {{Direction::kInput, 1, "frame_i", "a frame has come in"},
                             {Direction::kInput, 1, "result_i", "a result leaves"},
                             {Direction::kInput, 1, "bad_i", "with result_i: of a bad frame"},
                             {Direction::kInput, 1, "stalls_input_i", "pixels wait"}}};
  for (const LayerPlan& layer : design.layers) {
    events.ports.push_back(
        {Direction::kInput, 1, "stalls_" + lower(layer.name) + "_i", "a beat at its output waits"});
  }
  for (const LayerPlan& layer : design.layers) {
    if (!layer.counts_errors) continue;
    const std::string name = lower(layer.name);
    events.ports.push_back({Direction::kInput, 1, "corrected_" + name + "_i", "of a row read"});
    events.ports.push_back({Direction::kInput, 1, "uncorrectable_" + name + "_i", "likewise"});
  }
  groups.push_back(events);
  if (!map.targets.empty()) {
    const LoadPort& load = design.control->load;
    const int count = target_count(map);
    groups.push_back(
        {"Load ports of the memories: that of LOAD_SELECT n is bit n; they share the other "
         "signals.",
         {{Direction::kOutput, count, "load_valid_o"},
          {Direction::kInput, count, "load_ready_i"},
          {Direction::kOutput, 1, "load_write_o"},
          {Direction::kOutput, load.row_width, "load_row_o"},
          {Direction::kOutput, load.lane_index_width, "load_lane_o"},
          {Direction::kOutput, load.lane_width, "load_data_o"},
          {Direction::kInput, count, "load_done_i"},
          {Direction::kInput, count * load.lane_width, "load_data_i", "of each memory"},
          {Direction::kInput, count, "load_error_i"}}});
  }
  return groups;
}

std::string addresses(const RegisterMap& map) {
  std::string out = "  // Addresses in words.\n";
  std::size_t longest = 0;
  for (const Register& each : map.registers) longest = std::max(longest, each.name.size());
  for (const Register& each : map.registers) {
    out += fmt::format("  localparam [{}:0] {:<{}} = {};\n", kRegisterAddressWidth - 3, each.name,
                       longest,
                       verilog::hex_literal(kRegisterAddressWidth - 2,
                                            static_cast<std::uint64_t>(each.offset / 4)));
  }
  return out;
}

std::string bus() {
  const std::vector<Wire> declared = {
      {1, "reg_valid"},  {1, "reg_write"}, {kRegisterAddressWidth - 2, "reg_addr"},
      {32, "reg_wdata"}, {1, "refused"},
  };
  verilog::Instance bus{"sc_axi_lite",
                        "u_axi_lite",
                        {{"AddrWidth", std::to_string(kRegisterAddressWidth)}},
                        {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}}}};
  std::vector<verilog::Binding> axi;
  for (const verilog::Port& port : control_ports().ports) axi.push_back({port.name, port.name});
  bus.ports.push_back(std::move(axi));
  bus.ports.push_back({{"reg_valid_o", "reg_valid"},
                       {"reg_write_o", "reg_write"},
                       {"reg_addr_o", "reg_addr"},
                       {"reg_wdata_o", "reg_wdata"},
                       {"reg_mapped_i", "reg_mapped"},
                       {"reg_ready_i", "reg_ready"},
                       {"reg_error_i", "reg_error"},
                       {"reg_rdata_i", "reg_rdata"}});
  bus.ports.push_back({{"refused_o", "refused"}});
  return "  // The bus.\n" + verilog::wires(declared) +
         "  wire        reg_ready;\n"
         "  reg         reg_mapped;\n"
         "  reg         reg_error;\n"
         "  reg  [31:0] reg_rdata;\n\n" +
         verilog::instance(bus);
}

std::string control_register() {
  return R"(  // Run, and the counters' clear.
  wire write = reg_valid && reg_write && reg_ready && !reg_error;
  wire clear = write && reg_addr == CONTROL && reg_wdata[1];
  reg  run_q;
  always @(posedge clk_i) begin
    if (rst_i)                             run_q <= 1'b0;
    else if (write && reg_addr == CONTROL) run_q <= reg_wdata[0];
  end
  assign run_o = run_q;
)";
}

std::string settings(const RegisterMap& map) {
  std::string out;
  for (const Register* setting : of_kind(map, RegisterKind::kSetting)) {
    const std::string name = lower(setting->name);
    out += fmt::format(
        "\n  reg {0}{1}{2}_q;\n"
        "  always @(posedge clk_i) begin\n"
        "    if (rst_i) {2}_q <= {3};\n"
        "    else if (write && reg_addr == {4}) {2}_q <= {5};\n"
        "  end\n"
        "  assign {2}_o = {2}_q;\n",
        verilog::range(setting->width), setting->width > 1 ? " " : "", name,
        verilog::hex_literal(setting->width, setting->reset), setting->name,
        verilog::slice("reg_wdata", setting->width - 1, 0));
  }
  return out.empty() ? "" : "\n  // Settings: sampled with a frame's first beat." + out;
}

std::string loader(const ControlPlan& control) {
  const RegisterMap& map = control.map;
  const LoadPort& load = control.load;
  const int count = target_count(map);
  const int select = map.find("LOAD_SELECT")->width;
  const auto literal = [](int width, int value) { return fmt::format("{}'d{}", width, value); };
  std::string out = R"(
  // Loading: only while no frame is inside and none can come in.
  wire loadable    = !run_q && idle_i;
  wire load_access = reg_valid && reg_addr == LOAD_DATA && loadable;
)";
  out += fmt::format(
      "\n  reg {0} select_q;\n"
      "  always @(posedge clk_i) begin\n"
      "    if (rst_i) select_q <= {1};\n"
      "    else if (write && reg_addr == LOAD_SELECT) select_q <= {2};\n"
      "  end\n\n",
      verilog::range(select), literal(select, 0), verilog::slice("reg_wdata", select - 1, 0));
  out += "  // The selected memory: its last row, its rows' last lane, the bits of lanes.\n";
  out += fmt::format(
      "  reg {} last_row;\n  reg {} last_lane;\n  reg [5:0] lane_bits;\n  reg [5:0] "
      "last_lane_bits;\n",
      verilog::range(load.row_width), verilog::range(load.lane_index_width));
  out += "  always @* begin\n    case (select_q)\n";
  for (int index = 0; index < count; ++index) {
    const LoadTarget& target = map.targets[static_cast<std::size_t>(index)];
    out += fmt::format("      {}: begin // {}\n",
                       index + 1 == count ? "default" : literal(select, index), target.name);
    out += fmt::format(
        "        last_row       = {};\n        last_lane      = {};\n"
        "        lane_bits      = {};\n        last_lane_bits = {};\n      end\n",
        literal(load.row_width, target.rows - 1), literal(load.lane_index_width, target.lanes - 1),
        literal(6, target.lane_width), literal(6, target.last_lane_width()));
  }
  out += "    endcase\n  end\n\n";
  const std::vector<Wire> declared = {
      {1, "loader_ready"},
      {1, "loader_error"},
      {1, "loader_wrong"},
      {32, "loader_data"},
      {32, "loader_count"},
      {1, "load_valid"},
      {load.lane_width, "load_data", ""},
  };
  out += verilog::wires(declared);
  out += fmt::format("  assign load_valid_o = load_valid ? {} << select_q : {};\n",
                     literal(count, 1), literal(count, 0));
  out += fmt::format("  assign load_data    = load_data_i[{}*select_q+:{}];\n\n", load.lane_width,
                     load.lane_width);
  out += verilog::instance({"sc_loader",
                            "u_loader",
                            {{"LaneWidth", std::to_string(load.lane_width)},
                             {"RowWidth", std::to_string(load.row_width)},
                             {"LaneIndexWidth", std::to_string(load.lane_index_width)}},
                            {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
                             {{"restart_i", "write && reg_addr == LOAD_SELECT"},
                              {"last_row_i", "last_row"},
                              {"last_lane_i", "last_lane"},
                              {"lane_bits_i", "lane_bits"},
                              {"last_lane_bits_i", "last_lane_bits"}},
                             {{"valid_i", "load_access"},
                              {"write_i", "reg_write"},
                              {"data_i", "reg_wdata"},
                              {"ready_o", "loader_ready"},
                              {"error_o", "loader_error"},
                              {"wrong_o", "loader_wrong"},
                              {"data_o", "loader_data"}},
                             {{"count_o", "loader_count"}},
                             {{"load_valid_o", "load_valid"},
                              {"load_ready_i", "load_ready_i[select_q]"},
                              {"load_write_o", "load_write_o"},
                              {"load_row_o", "load_row_o"},
                              {"load_lane_o", "load_lane_o"},
                              {"load_data_o", "load_data_o"},
                              {"load_done_i", "load_done_i[select_q]"},
                              {"load_data_i", "load_data"},
                              {"load_error_i", "load_error_i[select_q]"}}}});
  return out;
}

std::string counters(const RegisterMap& map) {
  const std::vector<const Register*> all = map.counters();
  std::vector<std::string> values;
  std::vector<std::string> events;
  std::vector<Wire> declared;
  for (const Register* each : all) declared.push_back({32, lower(each->name) + "_count"});
  for (auto each = all.rbegin(); each != all.rend(); ++each) {
    values.push_back(lower((*each)->name) + "_count");
    events.push_back(event_of((*each)->name));
  }
  return "\n  // Counters.\n" + verilog::wires(declared) + '\n' +
         verilog::instance({"sc_counters",
                            "u_counters",
                            {{"Count", std::to_string(all.size())}},
                            {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
                             {{"clear_i", "clear"},
                              {"events_i", verilog::concatenation(events, 70)},
                              {"values_o", verilog::concatenation(values, 70)}}}});
}

std::string read_value(const Register& each) {
  switch (each.kind) {
    case RegisterKind::kConstant:
      return verilog::hex_literal(32, each.reset);
    case RegisterKind::kControl:
      return "{31'd0, run_q}";
    case RegisterKind::kStatus:
      return "{30'd0, idle_i, run_q}";
    case RegisterKind::kSetting:
      return each.width == 32 ? lower(each.name) + "_q"
                              : fmt::format("{{{}'d0, {}_q}}", 32 - each.width, lower(each.name));
    case RegisterKind::kLoadSelect:
      return fmt::format("{{{}'d0, select_q}}", 32 - each.width);
    case RegisterKind::kLoadData:
      return "loader_data";
    case RegisterKind::kLoadCount:
      return "loader_count";
    case RegisterKind::kCounter:
      return lower(each.name) + "_count";
  }
  return "32'd0";
}

/// What makes a write end with an error.
std::string write_error(const Register& each, const RegisterMap& map) {
  if (!each.writable) return "1'b1";
  std::string error;
  if (each.kind == RegisterKind::kLoadSelect) {
    error = fmt::format("!loadable || reg_wdata >= 32'd{}", target_count(map));
  } else if (each.wide_error && each.width < 32) {
    error = fmt::format("|reg_wdata[31:{}]", each.width);
  }
  return error.empty() ? "1'b0" : error;
}

/// The names of all registers, as labels of a case.
std::string labels(const RegisterMap& map) {
  std::string out;
  std::string line = "      ";
  for (const Register& each : map.registers) {
    const bool last = &each == &map.registers.back();
    const std::string item = each.name + (last ? ":" : ",");
    if (line.size() + item.size() > 70) {
      out += line + '\n';
      line = "      ";
    }
    line += (line.size() > 6 ? " " : "") + item;
  }
  return out + line;
}

std::string decode(const RegisterMap& map) {
  std::string out = "\n  // Which registers exist.\n  always @* begin\n    case (reg_addr)\n" +
                    labels(map) +
                    " reg_mapped = 1'b1;\n      default: reg_mapped = 1'b0;\n    endcase\n  end\n";
  out += map.targets.empty()
             ? "  assign reg_ready = 1'b1;\n"
             : "  assign reg_ready = reg_addr != LOAD_DATA || !loadable || loader_ready;\n";
  out += R"(
  // What it reads, and what is refused.
  always @* begin
    reg_error = reg_write;
    reg_rdata = 32'd0;
    case (reg_addr)
)";
  for (const Register& each : map.registers) {
    const std::string error = write_error(each, map);
    std::vector<std::string> lines = {fmt::format("reg_rdata = {};", read_value(each))};
    if (each.kind == RegisterKind::kLoadData) {
      lines.push_back("reg_error = !loadable || loader_error;");
    } else if (error != "1'b1") {
      lines.push_back(error == "1'b0" ? "reg_error = 1'b0;"
                                      : fmt::format("reg_error = reg_write && ({});", error));
    }
    if (lines.size() == 1) {
      out += fmt::format("      {}: {}\n", each.name, lines.front());
      continue;
    }
    out += fmt::format("      {}: begin\n", each.name);
    for (const std::string& line : lines) out += "        " + line + '\n';
    out += "      end\n";
  }
  return out + "      default: reg_error = 1'b0;\n    endcase\n  end\n";
}

}  // namespace

verilog::PortGroup control_ports() {
  constexpr int kAddress = kRegisterAddressWidth;
  return {"Registers, AXI4-Lite: see the register map in README.md.",
          {{Direction::kInput, kAddress, "s_axil_awaddr"},
           {Direction::kInput, 1, "s_axil_awvalid"},
           {Direction::kOutput, 1, "s_axil_awready"},
           {Direction::kInput, 32, "s_axil_wdata"},
           {Direction::kInput, 4, "s_axil_wstrb"},
           {Direction::kInput, 1, "s_axil_wvalid"},
           {Direction::kOutput, 1, "s_axil_wready"},
           {Direction::kOutput, 2, "s_axil_bresp"},
           {Direction::kOutput, 1, "s_axil_bvalid"},
           {Direction::kInput, 1, "s_axil_bready"},
           {Direction::kInput, kAddress, "s_axil_araddr"},
           {Direction::kInput, 1, "s_axil_arvalid"},
           {Direction::kOutput, 1, "s_axil_arready"},
           {Direction::kOutput, 32, "s_axil_rdata"},
           {Direction::kOutput, 2, "s_axil_rresp"},
           {Direction::kOutput, 1, "s_axil_rvalid"},
           {Direction::kInput, 1, "s_axil_rready"}}};
}

std::string control_module(const Design& design) { return design.top + "_control"; }

std::string control_module_text(const Design& design, const std::string& header) {
  const RegisterMap& map = design.control->map;
  return header +
         verilog::comment(
             fmt::format("{}: the registers of {}. An access without a register is answered by "
                         "DECERR, one that is refused by SLVERR; neither has an effect.",
                         control_module(design), design.top)) +
         "`default_nettype none\n\n" + verilog::module_head(control_module(design), ports(design)) +
         '\n' + addresses(map) + '\n' + bus() + '\n' + control_register() + settings(map) +
         (map.targets.empty() ? "" : loader(*design.control)) + counters(map) + decode(map) +
         "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
