// One layer: gearbox, frame buffer (or image store), memories and engine.
#include <fmt/format.h>

#include "generator/emit/stages/layer_parts.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "generator/emit/top/verilog_files.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Direction;

std::string description(const Design& design, const LayerParts& layer) {
  const LayerPlan& plan = layer.plan;
  std::string text = fmt::format(
      "{}: {} inputs, {} {}. {} neurons at a time (PE) in {} {}; {} inputs a cycle (SIMD) in {} {}",
      layer_module(design, plan), plan.inputs, plan.outputs, plan.is_last() ? "classes" : "neurons",
      plan.pe, plan.groups, plan.groups == 1 ? "group" : "groups", plan.simd, plan.chunks,
      plan.chunks == 1 ? "chunk" : "chunks");
  const int rows = plan.groups * plan.chunks;
  if (layer.stores_images) {
    return text +
           fmt::format(". {} cycles a presentation; {} images are held.", rows, design.slots);
  }
  const bool planes = layer.word_kind == WordKind::kBitPlanes;
  if (plan.planes > 1) {
    text += fmt::format(
        "; {} {} {} a chunk",
        layer.at_run_time ? (planes ? "log2(T) + 1 of" : "T of") : fmt::format("{}", plan.planes),
        layer.at_run_time ? fmt::format("{}", plan.planes) : "",
        planes ? "bit planes of the counts" : "presentations");
  }
  if (layer.parallel > 1) text += fmt::format(", {} at once", layer.parallel);
  const std::string times = layer.at_run_time ? (planes ? " * (log2(T) + 1)" : " * T") : "";
  const int visits = layer.at_run_time ? 1 : plan.planes / layer.parallel;
  return text + fmt::format(". {}{} cycles a frame.", rows * visits, times);
}

std::vector<verilog::PortGroup> ports(const LayerParts& layer) {
  const LayerPlan& plan = layer.plan;
  const bool planes = plan.planes > 1;
  std::vector<verilog::PortGroup> groups;
  groups.push_back({"",
                    {{Direction::kInput, 1, "clk_i"},
                     {Direction::kInput, 1, "rst_i", "synchronous, active high"}}});
  verilog::PortGroup in{
      planes ? fmt::format("In: {} inputs a beat; {} of input p in bit {}*{}+p.", layer.in_elements,
                           layer.word_kind == WordKind::kBitPlanes ? "plane k" : "presentation t",
                           layer.word_kind == WordKind::kBitPlanes ? "k" : "t", layer.in_elements)
             : fmt::format("In: {} {} a beat.", layer.in_elements,
                           layer.in_elements == 1 ? "input" : "inputs"),
      {{Direction::kInput, 1, "valid_i"},
       {Direction::kOutput, 1, "ready_o"},
       {Direction::kInput, plan.planes * layer.in_elements, "data_i"},
       {Direction::kInput, 1, "last_i"}}};
  if (layer.at_run_time) {
    in.ports.push_back({Direction::kInput, layer.log2_width, "log2_i", "log2 T, with last_i"});
  }
  if (layer.stores_images) {
    in.ports.push_back({Direction::kInput, layer.margin_width, "margin_i", "all ones: never stop"});
  }
  in.ports.push_back(layer.carries_presentations && !layer.stores_images
                         ? verilog::Port{Direction::kInput, layer.out_side_width, "side_i",
                                         "{slot, first, last, error} of a presentation"}
                         : verilog::Port{Direction::kInput, 1, "error_i",
                                         "a frame of the wrong length, with last_i"});
  groups.push_back(in);
  if (layer.stores_images) {
    for (verilog::PortGroup& group : image_ports(layer)) groups.push_back(std::move(group));
  }
  for (verilog::PortGroup& group : load_ports(layer)) groups.push_back(std::move(group));
  for (verilog::PortGroup& group : error_ports(layer)) groups.push_back(std::move(group));
  groups.push_back(
      {plan.is_last() ? fmt::format("Out: {} signed scores of {} bits a beat, class 0 first.",
                                    plan.pe, plan.score_width)
                      : fmt::format("Out: {} neurons a beat, neuron 0 first.", plan.pe),
       {{Direction::kOutput, 1, "valid_o"},
        {Direction::kInput, 1, "ready_i"},
        {Direction::kOutput, plan.pe * (plan.is_last() ? plan.score_width : 1), "data_o"},
        {Direction::kOutput, 1, "last_o"},
        layer.carries_presentations
            ? verilog::Port{Direction::kOutput, layer.out_side_width, "side_o",
                            "{slot, first, last, error} of the presentation"}
            : verilog::Port{Direction::kOutput, 1, "error_o"}}});
  return groups;
}

std::string folding(const LayerParts& layer) {
  const LayerPlan& plan = layer.plan;
  std::string out;
  const auto constant = [&](const char* name, int value) {
    out += fmt::format("  localparam {:<11} = {};\n", name, value);
  };
  constant("Inputs", plan.inputs);
  constant("Outputs", plan.outputs);
  constant("Pe", plan.pe);
  constant("Simd", plan.simd);
  constant("Groups", plan.groups);
  constant("Chunks", plan.chunks);
  constant("Planes", plan.planes);
  constant("SideWidth", layer.in_side_width);
  constant("NeuronWidth", plan.neuron_width());
  return out;
}

/// What comes with an input frame, as one word.
std::string in_side(const LayerParts& layer) {
  if (layer.carries_presentations && !layer.stores_images) return "side_i";
  std::string side = layer.stores_images ? "margin_i, " : "";
  if (layer.at_run_time) side += "log2_i, ";
  return side.empty() ? "error_i" : "{" + side + "error_i}";
}

std::string gearbox(const LayerParts& layer) {
  const std::vector<verilog::Wire> declared = {
      {1, "word_valid"},
      {1, "word_ready"},
      {layer.plan.planes * layer.plan.simd, "word_data"},
      {1, "word_last"},
      {layer.in_side_width, "word_side"},
  };
  return "  // Beats of the stage before become words of Simd inputs.\n" +
         verilog::wires(declared) + '\n' +
         verilog::instance({"sc_gearbox",
                            "u_gearbox",
                            {{"InElements", std::to_string(layer.in_elements)},
                             {"OutElements", "Simd"},
                             {"FrameElements", "Inputs"},
                             {"Planes", "Planes"},
                             {"SideWidth", "SideWidth"}},
                            {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
                             {{"valid_i", "valid_i"},
                              {"ready_o", "ready_o"},
                              {"data_i", "data_i"},
                              {"last_i", "last_i"},
                              {"side_i", in_side(layer)}},
                             {{"valid_o", "word_valid"},
                              {"ready_i", "word_ready"},
                              {"data_o", "word_data"},
                              {"last_o", "word_last"},
                              {"side_o", "word_side"}}}});
}

std::string frame_buffer(const LayerParts& layer) {
  const std::vector<verilog::Wire> declared = {
      {1, "frame_valid"},
      {layer.in_side_width, "frame_side"},
      {1, "frame_release"},
      {1, "input_read"},
      {bits_for(static_cast<std::uint64_t>(layer.plan.chunks) - 1), "input_addr"},
      {layer.plan.planes * layer.plan.simd, "input_word"},
  };
  return "  // One frame is computed while the next one is written.\n" + verilog::wires(declared) +
         '\n' +
         verilog::instance(
             {"sc_frame_buffer",
              "u_frame_buffer",
              {{"Width", "Planes * Simd"}, {"Words", "Chunks"}, {"SideWidth", "SideWidth"}},
              {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
               {{"valid_i", "word_valid"},
                {"ready_o", "word_ready"},
                {"data_i", "word_data"},
                {"last_i", "word_last"},
                {"side_i", "word_side"}},
               {{"frame_valid_o", "frame_valid"},
                {"side_o", "frame_side"},
                {"release_i", "frame_release"}},
               {{"read_i", "input_read"},
                {"read_addr_i", "input_addr"},
                {"read_data_o", "input_word"}}}});
}

std::string engine(const LayerParts& layer) {
  const LayerPlan& plan = layer.plan;
  const bool settings = layer.at_run_time && !layer.stores_images;
  std::vector<Binding> parameters = {{"Inputs", "Inputs"},
                                     {"Outputs", "Outputs"},
                                     {"Pe", "Pe"},
                                     {"Simd", "Simd"},
                                     {"Presentations", std::to_string(layer.presentations)},
                                     {"AtRunTime", settings ? "1" : "0"},
                                     {"Last", plan.is_last() ? "1" : "0"}};
  if (plan.is_last()) {
    parameters.push_back({"GainWidth", std::to_string(plan.gain_width)});
    parameters.push_back({"OffsetWidth", std::to_string(plan.offset_width)});
    parameters.push_back({"ScoreWidth", std::to_string(plan.score_width)});
  }
  if (layer.word_kind == WordKind::kPresentations && !layer.stores_images) {
    parameters.push_back({"PerCycle", std::to_string(layer.parallel)});
  }
  const bool in_memory = multiplies(plan.weights.kind);
  if (in_memory) parameters.push_back({"InMemory", "1"});
  if (plan.weights.coded && plan.inputs % plan.simd != 0) {
    parameters.push_back({"KeepPadding", "1"});
  }
  parameters.push_back({"SideWidth", std::to_string(layer.out_side_width)});
  // Without log2 T at run time the engine still has the port, as wide as its planes need.
  const int planes = planes_of(layer.presentations);
  const int log2_width = bits_for(static_cast<std::uint64_t>(planes) - 1);
  const std::string frame = layer.stores_images ? "present" : "frame";
  return "  // XNOR, popcount, " + std::string(plan.is_last() ? "scores.\n" : "thresholds.\n") +
         verilog::instance(
             {"sc_layer",
              "u_engine",
              parameters,
              {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
               {{"frame_valid_i", frame + "_valid"},
                {"log2_i",
                 settings ? "frame_side[SideWidth-1:1]" : fmt::format("{}'d0", log2_width)},
                {"side_i", settings ? "frame_side[0]" : frame + "_side"},
                {"release_o", frame + "_release"}},
               {{"read_o", "input_read"}, {"read_addr_o", "input_addr"}, {"word_i", "input_word"}},
               {{"weight_read_o", "weight_read"},
                {"weight_addr_o", "weight_addr"},
                {"weight_act_o", in_memory ? "weight_act" : "unused_weight_act"},
                {"weight_row_i", "weight_row"}},
               {{"neuron_read_o", "neuron_read"},
                {"neuron_addr_o", "neuron_addr"},
                {"neuron_row_i", "neuron_row"}},
               {{"valid_o", "valid_o"},
                {"ready_i", "ready_i"},
                {"last_o", "last_o"},
                {"data_o", "data_o"},
                {"side_o", layer.carries_presentations ? "side_o" : "error_o"}}}});
}

}  // namespace

std::string layer_module_text(const Design& design, std::size_t index, const std::string& header) {
  const LayerParts layer = layer_parts(design, index);
  return header + verilog::comment(description(design, layer)) + "`default_nettype none\n\n" +
         verilog::module_head(layer_module(design, layer.plan), ports(layer)) + '\n' +
         folding(layer) + '\n' + gearbox(layer) + '\n' +
         (layer.stores_images ? image_store(design, layer) : frame_buffer(layer)) + '\n' +
         memories(layer) + '\n' + engine(layer) + "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
