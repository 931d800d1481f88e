// The top level: ingest, encoder, layers, class.
#include <fmt/format.h>

#include "generator/emit/top_interface.hpp"
#include "generator/emit/verilog.hpp"
#include "generator/emit/verilog_files.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Wire;

/// Bits of log2 T between ingest and encoder; one unused bit where T is fixed.
int log2_width(const Design& design) {
  return design.presentations_at_run_time ? log2_presentations_width(design) : 1;
}

std::string ingest(const Design& design) {
  const bool at_run_time = design.presentations_at_run_time;
  const std::string log2 = at_run_time ? "check_log2" : "unused_check_log2";
  const std::vector<Wire> declared = {
      {1, "check_valid"}, {1, "check_ready"}, {pixel_bus_width(design), "check_data"},
      {1, "check_last"},  {1, "check_error"}, {log2_width(design), log2},
  };
  return "  // Ingest: every TLAST ends exactly one frame; one of the wrong length is marked.\n" +
         verilog::wires(declared) + '\n' +
         verilog::instance(
             {"sc_frame_check",
              "u_frame_check",
              {{"DataWidth", std::to_string(pixel_bus_width(design))},
               {"FrameBeats", std::to_string(design.encoder.beats)},
               {"Log2Max", std::to_string(at_run_time ? design.log2_presentations_max() : 0)}},
              {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
               {{"log2_i", at_run_time ? "cfg_log2_presentations" : "1'b0"}},
               {{"valid_i", "s_axis_tvalid"},
                {"ready_o", "s_axis_tready"},
                {"data_i", "s_axis_tdata"},
                {"last_i", "s_axis_tlast"}},
               {{"valid_o", "check_valid"},
                {"ready_i", "check_ready"},
                {"data_o", "check_data"},
                {"last_o", "check_last"},
                {"error_o", "check_error"},
                {"log2_o", log2}}}});
}

std::string start_states(const EncoderPlan& encoder) {
  std::vector<std::string> states;
  for (auto state = encoder.start_states.rbegin(); state != encoder.start_states.rend(); ++state) {
    states.push_back(verilog::hex_literal(encoder.settings.width, *state));
  }
  return verilog::concatenation(states, 70);
}

std::string encoder(const Design& design) {
  const EncoderPlan& plan = design.encoder;
  const bool at_run_time = design.presentations_at_run_time;
  const int planes = design.layers.front().planes;
  const int side_width = at_run_time ? log2_width(design) + 1 : 1;
  const std::string zero_log2 =
      fmt::format("{}'d0", bits_for(static_cast<std::uint64_t>(planes) - 1));
  const std::vector<Wire> declared = {
      {1, "encoder_valid"},
      {1, "encoder_ready"},
      {planes * plan.pixels_per_beat, "encoder_counts"},
      {planes * plan.pixels_per_beat, "encoder_planes"},
      {1, "encoder_last"},
      {side_width, "encoder_side"},
  };
  std::string out =
      "  // Encoder: ones among the T presentations of each pixel, then their bipolar bit "
      "planes.\n" +
      verilog::wires(declared) + '\n';
  out +=
      verilog::instance({"sc_encoder_lfsr",
                         "u_encoder",
                         {{"Width", std::to_string(plan.settings.width)},
                          {"Taps", verilog::hex_literal(32, plan.taps)},
                          {"Lanes", std::to_string(plan.settings.lanes)},
                          {"PixelsPerBeat", std::to_string(plan.pixels_per_beat)},
                          {"Presentations", std::to_string(design.presentations_max)},
                          {"AtRunTime", at_run_time ? "1" : "0"},
                          {"StartStates", start_states(plan)},
                          {"SideWidth", std::to_string(side_width)}},
                         {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
                          {{"valid_i", "check_valid"},
                           {"ready_o", "check_ready"},
                           {"pixels_i", "check_data"},
                           {"last_i", "check_last"},
                           {"log2_i", at_run_time ? "check_log2" : zero_log2},
                           {"side_i", at_run_time ? "{check_log2, check_error}" : "check_error"}},
                          {{"valid_o", "encoder_valid"},
                           {"ready_i", "encoder_ready"},
                           {"counts_o", "encoder_counts"},
                           {"last_o", "encoder_last"},
                           {"side_o", "encoder_side"}}}});
  out += '\n';
  out += verilog::instance(
      {"sc_count_planes",
       "u_count_planes",
       {{"Pixels", std::to_string(plan.pixels_per_beat)},
        {"Presentations", std::to_string(design.presentations_max)},
        {"AtRunTime", at_run_time ? "1" : "0"}},
       {{{"log2_i", at_run_time ? fmt::format("encoder_side[{}:1]", side_width - 1) : zero_log2},
         {"counts_i", "encoder_counts"},
         {"planes_o", "encoder_planes"}}}});
  return out;
}

std::string layer(const Design& design, std::size_t index) {
  const LayerPlan& plan = design.layers[index];
  const bool first = index == 0;
  const std::string before = first ? "encoder" : design.layers[index - 1].name;
  const std::vector<Wire> declared = {
      {1, plan.name + "_valid"},
      {1, plan.name + "_ready"},
      {plan.pe * (plan.is_last() ? plan.score_width : 1), plan.name + "_data"},
      {1, plan.name + "_last"},
      {1, plan.name + "_error"},
  };
  std::vector<Binding> in = {{"valid_i", before + "_valid"},
                             {"ready_o", before + "_ready"},
                             {"data_i", before + (first ? "_planes" : "_data")},
                             {"last_i", before + "_last"}};
  if (first && design.presentations_at_run_time) {
    in.push_back({"log2_i", fmt::format("encoder_side[{}:1]", log2_width(design))});
    in.push_back({"error_i", "encoder_side[0]"});
  } else {
    in.push_back({"error_i", first ? "encoder_side" : before + "_error"});
  }
  return fmt::format("  // {}: {} inputs, {} {}.\n", plan.name, plan.inputs, plan.outputs,
                     plan.is_last() ? "classes" : "neurons") +
         verilog::wires(declared) + '\n' +
         verilog::instance({layer_module(design, plan),
                            "u_" + plan.name,
                            {},
                            {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
                             in,
                             {{"valid_o", plan.name + "_valid"},
                              {"ready_i", plan.name + "_ready"},
                              {"data_o", plan.name + "_data"},
                              {"last_o", plan.name + "_last"},
                              {"error_o", plan.name + "_error"}}}});
}

std::string result(const Design& design) {
  const LayerPlan& last = design.layers.back();
  const int class_bits = bits_for(static_cast<std::uint64_t>(last.outputs) - 1);
  const std::vector<Wire> declared = {
      {1, "class_valid"},          {1, "class_ready"},
      {class_bits, "class_index"}, {last.score_width, "class_score"},
      {1, "class_error"},
  };
  return "  // The class is the first maximum of the scores.\n" + verilog::wires(declared) + '\n' +
         verilog::instance({"sc_argmax",
                            "u_argmax",
                            {{"Outputs", std::to_string(last.outputs)},
                             {"Pe", std::to_string(last.pe)},
                             {"ScoreWidth", std::to_string(last.score_width)},
                             {"SideWidth", "1"}},
                            {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
                             {{"valid_i", last.name + "_valid"},
                              {"ready_o", last.name + "_ready"},
                              {"scores_i", last.name + "_data"},
                              {"last_i", last.name + "_last"},
                              {"side_i", last.name + "_error"}},
                             {{"valid_o", "class_valid"},
                              {"ready_i", "class_ready"},
                              {"class_o", "class_index"},
                              {"score_o", "class_score"},
                              {"side_o", "class_error"}}}}) +
         '\n' +
         verilog::instance({"sc_result",
                            "u_result",
                            {{"ClassWidth", std::to_string(class_bits)},
                             {"ScoreWidth", std::to_string(last.score_width)}},
                            {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
                             {{"valid_i", "class_valid"},
                              {"ready_o", "class_ready"},
                              {"class_i", "class_index"},
                              {"score_i", "class_score"},
                              {"error_i", "class_error"}},
                             {{"m_axis_tvalid", "m_axis_tvalid"},
                              {"m_axis_tready", "m_axis_tready"},
                              {"m_axis_tdata", "m_axis_tdata"},
                              {"m_axis_tlast", "m_axis_tlast"},
                              {"m_axis_tuser", "m_axis_tuser"}}}});
}

}  // namespace

std::string top_module(const Design& design, const std::string& header) {
  std::string text =
      header +
      verilog::comment(fmt::format(
          "{}: pixels in, class out. Every stage holds a frame of its own: images overlap.",
          design.top)) +
      "`default_nettype none\n\n" + verilog::module_head(design.top, top_ports(design)) +
      "\n  wire rst = !aresetn;\n\n" + ingest(design) + '\n' + encoder(design) + '\n';
  for (std::size_t index = 0; index < design.layers.size(); ++index) {
    text += layer(design, index) + '\n';
  }
  return text + result(design) + "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
