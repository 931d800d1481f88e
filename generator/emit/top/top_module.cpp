// The top level: ingest, encoder, layers, class.
#include <fmt/format.h>

#include "generator/emit/control/control.hpp"
#include "generator/emit/stages/side.hpp"
#include "generator/emit/stages/stages.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "generator/emit/top/verilog_files.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Wire;

/// Between the first layer, which holds the images, and the verdicts on them.
std::string image_wires(const ImageStorePlan& store) {
  const int slot = store.slot_width;
  const std::vector<Wire> declared = {
      {1, "image_valid"},   {slot, "image_slot"},   {store.margin_width, "image_margin"},
      {1, "verdict_valid"}, {slot, "verdict_slot"}, {1, "verdict_stop"},
      {1, "slot_free"},
  };
  return "  // An image has been stored; a presentation of one has been decided; the oldest has "
         "left.\n" +
         verilog::wires(declared) + '\n';
}

/// A stream into a layer: the fields of a presentation come as one, settings by their names.
std::vector<Binding> inputs(const Stream& stream) {
  const std::string& from = stream.name;
  std::vector<Binding> in = {{"valid_i", from + "_valid"},
                             {"ready_o", from + "_ready"},
                             {"data_i", from + "_data"},
                             {"last_i", from + "_last"}};
  const std::string wires =
      from == "encoder" ? "encoder_side" : from + "_" + std::string(name_of(stream.side));
  if (stream.side.has(SideField::kSlot)) {
    in.push_back({"side_i", wires});
    return in;
  }
  for (const SideField field :
       {SideField::kLog2Presentations, SideField::kMargin, SideField::kError}) {
    if (!stream.side.has(field)) continue;
    in.push_back({std::string(name_of(field)) + "_i", field_of(stream.side, field, wires)});
  }
  return in;
}

/// Between an image store and the verdicts on its images.
std::vector<std::vector<Binding>> image_bindings() {
  return {{{"image_o", "image_valid"},
           {"image_slot_o", "image_slot"},
           {"image_margin_o", "image_margin"}},
          {{"verdict_i", "verdict_valid"},
           {"verdict_slot_i", "verdict_slot"},
           {"stop_i", "verdict_stop"},
           {"free_i", "slot_free"}}};
}

std::string layer(const Design& design, const LayerPlan& plan) {
  const Stream& out = design.output_of(plan);
  const std::string side(name_of(out.side));
  std::vector<Wire> declared = {
      {1, plan.name + "_valid"},
      {1, plan.name + "_ready"},
      {out.data_width(), plan.name + "_data"},
      {1, plan.name + "_last"},
      {out.side.width(), plan.name + "_" + side},
  };
  verilog::Instance module{plan.module, "u_" + plan.name, {}, {}};
  module.ports.push_back({{"clk_i", "aclk"}, {"rst_i", "rst"}});
  module.ports.push_back(inputs(design.input_of(plan)));
  if (plan.image_store()) {
    for (auto& group : image_bindings()) module.ports.push_back(std::move(group));
  }
  if (plan.load) module.ports.push_back(load_bindings(*design.control, plan));
  if (plan.counts_errors) {
    declared.push_back({1, plan.name + "_corrected"});
    declared.push_back({1, plan.name + "_uncorrectable"});
    module.ports.push_back({{"corrected_o", plan.name + "_corrected"},
                            {"uncorrectable_o", plan.name + "_uncorrectable"}});
  }
  module.ports.push_back({{"valid_o", plan.name + "_valid"},
                          {"ready_i", plan.name + "_ready"},
                          {"data_o", plan.name + "_data"},
                          {"last_o", plan.name + "_last"},
                          {side + "_o", plan.name + "_" + side}});
  return fmt::format("  // {}: {} inputs, {} {}.\n", plan.name, plan.inputs, plan.outputs,
                     plan.scores() ? "classes" : "neurons") +
         (plan.image_store() ? image_wires(*plan.image_store()) : "") + verilog::wires(declared) +
         '\n' + verilog::instance(module);
}

}  // namespace

std::string top_module(const Design& design, const std::string& header) {
  const bool control = design.control.has_value();
  std::string text =
      header +
      verilog::comment(fmt::format(
          "{}: pixels in, class out. Each stage works on a different frame: images overlap.",
          design.top)) +
      "`default_nettype none\n\n" + verilog::module_head(design.top, top_ports(design)) +
      "\n  wire rst = !aresetn;\n\n" + (control ? control_wires(design) + '\n' : "") +
      ingest_stage(design) + '\n' + encoder_stage(design) + '\n';
  for (const LayerPlan& plan : design.layers) text += layer(design, plan) + '\n';
  return text + output_stage(design) + (control ? '\n' + control_stage(design) : "") +
         "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
