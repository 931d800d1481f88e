// The control port in the top module: its wires before the stages, its instances after them.
#include <fmt/format.h>

#include "generator/emit/control/control.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Wire;

std::string data_of(const LoadTarget& target) { return "load_data_" + target.name; }

/// Layers that can be loaded take part in load_*.
std::vector<Wire> load_wires(const ControlPlan& control) {
  const RegisterMap& map = control.map;
  const LoadPort& load = control.load;
  const int count = static_cast<int>(map.targets.size());
  std::vector<Wire> declared = {
      {count, "load_valid"},
      {count, "load_ready"},
      {1, "load_write"},
      {load.row_width, "load_row"},
      {load.lane_index_width, "load_lane"},
      {load.lane_width, "load_data"},
      {count, "load_done"},
      {count, "load_error"},
  };
  for (const LoadTarget& target : map.targets) {
    declared.push_back({target.lane_width, data_of(target)});
  }
  return declared;
}

/// What the memories have read, each filled up to the widest.
std::string load_data_of_all(const ControlPlan& control) {
  const RegisterMap& map = control.map;
  const int widest = control.load.lane_width;
  std::vector<std::string> items;
  for (auto target = map.targets.rbegin(); target != map.targets.rend(); ++target) {
    if (target->lane_width < widest) {
      items.push_back(fmt::format("{}'d0", widest - target->lane_width));
    }
    items.push_back(data_of(*target));
  }
  return verilog::concatenation(items, 70);
}

}  // namespace

std::string control_wires(const Design& design) {
  const RegisterMap& map = design.control->map;
  std::vector<Wire> declared = {
      {1, "run"},        {1, "idle"},     {1, "gate_valid"},
      {1, "gate_ready"}, {1, "frame_in"}, {1, "result_out", "m_axis_tvalid && m_axis_tready"},
  };
  if (design.presentations_at_run_time) {
    declared.push_back({design.log2_width, "cfg_log2_presentations"});
  }
  if (design.totals) declared.push_back({design.totals->margin_width, "cfg_margin"});
  if (design.encoder.seed_at_run_time) {
    declared.push_back({design.encoder.seed_width, "cfg_seed"});
  }
  std::string out = "  // Control: start and stop, settings" +
                    std::string(map.targets.empty() ? "" : ", the memories' load ports") + ".\n" +
                    verilog::wires(declared);
  if (!map.targets.empty()) out += '\n' + verilog::wires(load_wires(*design.control));
  return out;
}

std::string control_stage(const Design& design) {
  const RegisterMap& map = design.control->map;
  verilog::Instance control{
      control_module(design), "u_control", {}, {{{"clk_i", "aclk"}, {"rst_i", "rst"}}}};
  std::vector<Binding> axi;
  for (const verilog::Port& port : control_ports().ports) axi.push_back({port.name, port.name});
  control.ports.push_back(std::move(axi));
  control.ports.push_back({{"run_o", "run"}, {"idle_i", "idle"}});
  std::vector<Binding> settings;
  if (design.presentations_at_run_time) {
    settings.push_back({"presentations_o", "cfg_log2_presentations"});
  }
  if (design.totals) settings.push_back({"margin_o", "cfg_margin"});
  if (design.encoder.seed_at_run_time) settings.push_back({"seed_o", "cfg_seed"});
  if (!settings.empty()) control.ports.push_back(std::move(settings));
  std::vector<Binding> events = {{"frame_i", "frame_in"},
                                 {"result_i", "result_out"},
                                 {"bad_i", "m_axis_tuser"},
                                 {"stalls_input_i", "s_axis_tvalid && !s_axis_tready"}};
  for (const LayerPlan& layer : design.layers) {
    events.push_back(
        {"stalls_" + layer.name + "_i", fmt::format("{0}_valid && !{0}_ready", layer.name)});
  }
  for (const LayerPlan& layer : design.layers) {
    if (!layer.counts_errors) continue;
    events.push_back({"corrected_" + layer.name + "_i", layer.name + "_corrected"});
    events.push_back({"uncorrectable_" + layer.name + "_i", layer.name + "_uncorrectable"});
  }
  control.ports.push_back(std::move(events));
  if (!map.targets.empty()) {
    control.ports.push_back({{"load_valid_o", "load_valid"},
                             {"load_ready_i", "load_ready"},
                             {"load_write_o", "load_write"},
                             {"load_row_o", "load_row"},
                             {"load_lane_o", "load_lane"},
                             {"load_data_o", "load_data"},
                             {"load_done_i", "load_done"},
                             {"load_data_i", load_data_of_all(*design.control)},
                             {"load_error_i", "load_error"}});
  }
  return "  // Control: registers, and frames that start and stop with them.\n" +
         verilog::instance({"sc_frame_gate",
                            "u_frame_gate",
                            {{"CountWidth", "16"}},
                            {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
                             {{"run_i", "run"}},
                             {{"valid_i", "s_axis_tvalid"},
                              {"ready_o", "s_axis_tready"},
                              {"last_i", "s_axis_tlast"},
                              {"valid_o", "gate_valid"},
                              {"ready_i", "gate_ready"}},
                             {{"leave_i", "result_out"}},
                             {{"enter_o", "frame_in"}, {"idle_o", "idle"}}}}) +
         '\n' + verilog::instance(control);
}

std::vector<verilog::Binding> load_bindings(const ControlPlan& control, const LayerPlan& layer) {
  const RegisterMap& map = control.map;
  std::vector<Binding> bindings;
  for (std::size_t index = 0; index < map.targets.size(); ++index) {
    const LoadTarget& target = map.targets[index];
    if (target.layer != layer.name) continue;
    const std::string port = target.weights ? "load_weights_" : "load_neurons_";
    const std::string bit = verilog::slice("", static_cast<int>(index), static_cast<int>(index));
    const bool alone = map.targets.size() == 1;
    bindings.push_back({port + "valid_i", "load_valid" + (alone ? "" : bit)});
    bindings.push_back({port + "ready_o", "load_ready" + (alone ? "" : bit)});
    bindings.push_back({port + "done_o", "load_done" + (alone ? "" : bit)});
    bindings.push_back({port + "data_o", data_of(target)});
    bindings.push_back({port + "error_o", "load_error" + (alone ? "" : bit)});
  }
  const LoadPort& whole = control.load;
  const LoadPort& wanted = *layer.load;
  bindings.push_back({"load_write_i", "load_write"});
  bindings.push_back(
      {"load_row_i", verilog::low_bits("load_row", whole.row_width, wanted.row_width)});
  bindings.push_back({"load_lane_i", verilog::low_bits("load_lane", whole.lane_index_width,
                                                       wanted.lane_index_width)});
  bindings.push_back(
      {"load_data_i", verilog::low_bits("load_data", whole.lane_width, wanted.lane_width)});
  return bindings;
}

}  // namespace scbnn
