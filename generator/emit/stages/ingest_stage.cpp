// Frames of the right length, and the settings that travel with them.
#include "generator/emit/stages/stages.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "generator/plan/register_map.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

/// The settings {seed, margin, log2 T} by these names, each where it is there, but for log2 T.
std::string settings_of(const Design& design, const std::string& prefix, const std::string& log2) {
  std::string settings = has_run_time_seed(design) ? prefix + "seed, " : "";
  if (design.accumulates_scores()) settings += prefix + "margin, ";
  return settings.empty() ? log2 : "{" + settings + log2 + "}";
}

}  // namespace

int log2_width(const Design& design) {
  return design.presentations_at_run_time ? log2_presentations_width(design) : 1;
}

int settings_width(const Design& design) {
  return design.margin_width + (design.presentations_at_run_time ? log2_width(design) : 0);
}

std::string settings_with(const Design& design, const std::string& last) {
  std::string settings = design.accumulates_scores() ? "check_margin, " : "";
  if (design.presentations_at_run_time) settings += "check_log2, ";
  return settings.empty() ? last : "{" + settings + last + "}";
}

int slot_width(const Design& design) {
  return bits_for(static_cast<std::uint64_t>(design.slots) - 1);
}

int layer_side_width(const Design& design) {
  return design.accumulates_scores() ? slot_width(design) + 3 : 1;
}

std::string layer_side(const Design& design) {
  return design.accumulates_scores() ? "side" : "error";
}

std::string ingest_stage(const Design& design) {
  const std::string log2 = design.presentations_at_run_time ? "check_log2" : "unused_check_log2";
  std::vector<verilog::Wire> declared = {
      {1, "check_valid"}, {1, "check_ready"}, {pixel_bus_width(design), "check_data"},
      {1, "check_last"},  {1, "check_error"}, {log2_width(design), log2},
  };
  if (design.accumulates_scores()) declared.push_back({design.margin_width, "check_margin"});
  if (has_run_time_seed(design)) declared.push_back({seed_width(design), "check_seed"});
  const int others = design.margin_width + (has_run_time_seed(design) ? seed_width(design) : 0);
  std::vector<verilog::Binding> parameters = {
      {"DataWidth", std::to_string(pixel_bus_width(design))},
      {"FrameBeats", std::to_string(design.encoder.beats)},
      {"Log2Max",
       std::to_string(design.presentations_at_run_time ? design.log2_presentations_max() : 0)}};
  if (others > 0) parameters.push_back({"MarginWidth", std::to_string(others)});
  const bool gate = has_control(design);
  return "  // Ingest: every TLAST ends exactly one frame; one of the wrong length is marked.\n" +
         verilog::wires(declared) + '\n' +
         verilog::instance({"sc_frame_check",
                            "u_frame_check",
                            parameters,
                            {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
                             {{"settings_i", settings_of(design, "cfg_",
                                                         design.presentations_at_run_time
                                                             ? "cfg_log2_presentations"
                                                             : "1'b0")}},
                             {{"valid_i", gate ? "gate_valid" : "s_axis_tvalid"},
                              {"ready_o", gate ? "gate_ready" : "s_axis_tready"},
                              {"data_i", "s_axis_tdata"},
                              {"last_i", "s_axis_tlast"}},
                             {{"valid_o", "check_valid"},
                              {"ready_i", "check_ready"},
                              {"data_o", "check_data"},
                              {"last_o", "check_last"},
                              {"error_o", "check_error"},
                              {"settings_o", settings_of(design, "check_", log2)}}}});
}

}  // namespace scbnn
