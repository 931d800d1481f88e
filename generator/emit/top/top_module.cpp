// The top level: ingest, encoder, layers, class.
#include <fmt/format.h>

#include "generator/emit/control/control.hpp"
#include "generator/emit/stages/stages.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "generator/emit/top/verilog_files.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Wire;

/// Between the first layer, which holds the images, and the verdicts on them.
std::string image_wires(const Design& design) {
  const int slot = slot_width(design);
  const std::vector<Wire> declared = {
      {1, "image_valid"},   {slot, "image_slot"},   {design.margin_width, "image_margin"},
      {1, "verdict_valid"}, {slot, "verdict_slot"}, {1, "verdict_stop"},
      {1, "slot_free"},
  };
  return "  // An image has been stored; a presentation of one has been decided; the oldest has "
         "left.\n" +
         verilog::wires(declared) + '\n';
}

/// The encoder's stream into the first layer.
std::vector<std::vector<Binding>> first_inputs(const Design& design) {
  std::vector<Binding> in = {{"valid_i", "encoder_valid"},
                             {"ready_o", "encoder_ready"},
                             {"data_i", "encoder_data"},
                             {"last_i", "encoder_last"}};
  const int log2 = design.presentations_at_run_time ? log2_width(design) : 0;
  const bool alone = !design.presentations_at_run_time && !design.accumulates_scores();
  if (design.presentations_at_run_time)
    in.push_back({"log2_i", verilog::slice("encoder_side", log2, 1)});
  if (design.accumulates_scores()) {
    in.push_back(
        {"margin_i", verilog::slice("encoder_side", log2 + design.margin_width, log2 + 1)});
  }
  in.push_back({"error_i", alone ? "encoder_side" : "encoder_side[0]"});
  if (!design.accumulates_scores()) return {in};
  return {in,
          {{"image_o", "image_valid"},
           {"image_slot_o", "image_slot"},
           {"image_margin_o", "image_margin"}},
          {{"verdict_i", "verdict_valid"},
           {"verdict_slot_i", "verdict_slot"},
           {"stop_i", "verdict_stop"},
           {"free_i", "slot_free"}}};
}

std::vector<std::vector<Binding>> later_inputs(const Design& design, const std::string& before) {
  const std::string side = layer_side(design);
  return {{{"valid_i", before + "_valid"},
           {"ready_o", before + "_ready"},
           {"data_i", before + "_data"},
           {"last_i", before + "_last"},
           {side + "_i", before + "_" + side}}};
}

std::string layer(const Design& design, std::size_t index) {
  const LayerPlan& plan = design.layers[index];
  const std::string side = layer_side(design);
  std::vector<Wire> declared = {
      {1, plan.name + "_valid"},
      {1, plan.name + "_ready"},
      {plan.pe * (plan.is_last() ? plan.score_width : 1), plan.name + "_data"},
      {1, plan.name + "_last"},
      {layer_side_width(design), plan.name + "_" + side},
  };
  verilog::Instance module{layer_module(design, plan), "u_" + plan.name, {}, {}};
  module.ports.push_back({{"clk_i", "aclk"}, {"rst_i", "rst"}});
  for (auto& group :
       index == 0 ? first_inputs(design) : later_inputs(design, design.layers[index - 1].name)) {
    module.ports.push_back(std::move(group));
  }
  if (has_control(design)) {
    auto load = load_bindings(register_map(design), index);
    if (!load.empty()) module.ports.push_back(std::move(load));
    if (plan.weights.coded) {
      declared.push_back({1, plan.name + "_corrected"});
      declared.push_back({1, plan.name + "_uncorrectable"});
      module.ports.push_back({{"corrected_o", plan.name + "_corrected"},
                              {"uncorrectable_o", plan.name + "_uncorrectable"}});
    }
  }
  module.ports.push_back({{"valid_o", plan.name + "_valid"},
                          {"ready_i", plan.name + "_ready"},
                          {"data_o", plan.name + "_data"},
                          {"last_o", plan.name + "_last"},
                          {side + "_o", plan.name + "_" + side}});
  return fmt::format("  // {}: {} inputs, {} {}.\n", plan.name, plan.inputs, plan.outputs,
                     plan.is_last() ? "classes" : "neurons") +
         (index == 0 && design.accumulates_scores() ? image_wires(design) : "") +
         verilog::wires(declared) + '\n' + verilog::instance(module);
}

}  // namespace

std::string top_module(const Design& design, const std::string& header) {
  std::string text =
      header +
      verilog::comment(fmt::format(
          "{}: pixels in, class out. Every stage holds a frame of its own: images overlap.",
          design.top)) +
      "`default_nettype none\n\n" + verilog::module_head(design.top, top_ports(design)) +
      "\n  wire rst = !aresetn;\n\n" + (has_control(design) ? control_wires(design) + '\n' : "") +
      ingest_stage(design) + '\n' + encoder_stage(design) + '\n';
  for (std::size_t index = 0; index < design.layers.size(); ++index) {
    text += layer(design, index) + '\n';
  }
  return text + output_stage(design) + (has_control(design) ? '\n' + control_stage(design) : "") +
         "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
