// One layer: gearbox, frame buffer, memories and engine.
#include <fmt/format.h>

#include "generator/emit/top_interface.hpp"
#include "generator/emit/verilog.hpp"
#include "generator/emit/verilog_files.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Direction;

/// What one layer's module is made from.
struct Engine {
  const LayerPlan& plan;
  int in_elements;    ///< inputs a beat, from the stage before
  int presentations;  ///< T (or T_max) that this layer sees: 1 behind the first
  bool at_run_time;   ///< log2 T comes with every frame
  int log2_width;     ///< bits of log2 T, where it comes
  int side_width;     ///< {log2 T, error}
};

Engine describe(const Design& design, std::size_t index) {
  const bool first = index == 0;
  const bool at_run_time = first && design.presentations_at_run_time;
  const int log2_width = at_run_time ? log2_presentations_width(design) : 0;
  return {design.layers[index],
          first ? design.encoder.pixels_per_beat : design.layers[index - 1].pe,
          first ? design.presentations_max : 1,
          at_run_time,
          log2_width,
          log2_width + 1};
}

std::string description(const Design& design, const Engine& layer) {
  const LayerPlan& plan = layer.plan;
  std::string text = fmt::format(
      "{}: {} inputs, {} {}. {} neurons at a time (PE) in {} {}; {} inputs a cycle (SIMD) in {} {}",
      layer_module(design, plan), plan.inputs, plan.outputs, plan.is_last() ? "classes" : "neurons",
      plan.pe, plan.groups, plan.groups == 1 ? "group" : "groups", plan.simd, plan.chunks,
      plan.chunks == 1 ? "chunk" : "chunks");
  if (layer.at_run_time) {
    text += fmt::format("; log2(T) + 1 of {} bit planes of the counts a chunk", plan.planes);
  } else if (plan.planes > 1) {
    text += fmt::format("; {} bit planes of the counts a chunk", plan.planes);
  }
  text +=
      fmt::format(". {} cycles a frame.",
                  layer.at_run_time ? fmt::format("{} * (log2(T) + 1)", plan.groups * plan.chunks)
                                    : fmt::format("{}", plan.groups * plan.chunks * plan.planes));
  return text;
}

std::vector<verilog::PortGroup> ports(const Engine& layer) {
  const LayerPlan& plan = layer.plan;
  const bool planes = plan.planes > 1;
  std::vector<verilog::PortGroup> groups;
  groups.push_back({"",
                    {{Direction::kInput, 1, "clk_i"},
                     {Direction::kInput, 1, "rst_i", "synchronous, active high"}}});
  verilog::PortGroup in{planes
                            ? fmt::format("In: {} inputs a beat; plane k of input p in bit k*{}+p.",
                                          layer.in_elements, layer.in_elements)
                            : fmt::format("In: {} {} a beat.", layer.in_elements,
                                          layer.in_elements == 1 ? "input" : "inputs"),
                        {{Direction::kInput, 1, "valid_i"},
                         {Direction::kOutput, 1, "ready_o"},
                         {Direction::kInput, plan.planes * layer.in_elements, "data_i"},
                         {Direction::kInput, 1, "last_i"}}};
  if (layer.at_run_time) {
    in.ports.push_back({Direction::kInput, layer.log2_width, "log2_i", "log2 T, with last_i"});
  }
  in.ports.push_back({Direction::kInput, 1, "error_i", "a frame of the wrong length, with last_i"});
  groups.push_back(in);
  groups.push_back(
      {plan.is_last() ? fmt::format("Out: {} signed scores of {} bits a beat, class 0 first.",
                                    plan.pe, plan.score_width)
                      : fmt::format("Out: {} neurons a beat, neuron 0 first.", plan.pe),
       {{Direction::kOutput, 1, "valid_o"},
        {Direction::kInput, 1, "ready_i"},
        {Direction::kOutput, plan.pe * (plan.is_last() ? plan.score_width : 1), "data_o"},
        {Direction::kOutput, 1, "last_o"},
        {Direction::kOutput, 1, "error_o"}}});
  return groups;
}

std::string folding(const Engine& layer) {
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
  constant("SideWidth", layer.side_width);
  constant("NeuronWidth",
           plan.is_last() ? plan.gain_width + plan.offset_width : plan.threshold_width);
  return out;
}

std::string gearbox(const Engine& layer) {
  const std::vector<verilog::Wire> declared = {
      {1, "word_valid"},
      {1, "word_ready"},
      {layer.plan.planes * layer.plan.simd, "word_data"},
      {1, "word_last"},
      {layer.side_width, "word_side"},
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
                              {"side_i", layer.at_run_time ? "{log2_i, error_i}" : "error_i"}},
                             {{"valid_o", "word_valid"},
                              {"ready_i", "word_ready"},
                              {"data_o", "word_data"},
                              {"last_o", "word_last"},
                              {"side_o", "word_side"}}}});
}

std::string frame_buffer(const Engine& layer) {
  const std::vector<verilog::Wire> declared = {
      {1, "frame_valid"},
      {layer.side_width, "frame_side"},
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

std::string rom(const std::string& what, const std::string& name, const std::string& width,
                const std::string& depth, const std::string& file) {
  return verilog::instance(
      {"sc_rom",
       name,
       {{"Width", width}, {"Depth", depth}, {"File", verilog::string_literal(file)}},
       {{{"clk_i", "clk_i"},
         {"enable_i", what + "_read"},
         {"addr_i", what + "_addr"},
         {"data_o", what + "_row"}}}});
}

std::string memories(const Engine& layer) {
  const LayerPlan& plan = layer.plan;
  const int neuron_width =
      plan.is_last() ? plan.gain_width + plan.offset_width : plan.threshold_width;
  const std::vector<verilog::Wire> declared = {
      {1, "weight_read"},
      {bits_for(static_cast<std::uint64_t>(plan.groups) * static_cast<std::uint64_t>(plan.chunks) -
                1),
       "weight_addr"},
      {plan.pe * plan.simd, "weight_row"},
      {1, "neuron_read"},
      {bits_for(static_cast<std::uint64_t>(plan.groups) - 1), "neuron_addr"},
      {plan.pe * neuron_width, "neuron_row"},
  };
  const std::string kind = plan.is_last() ? "scores" : "thresholds";
  std::string out =
      "  // Weights: row g*Chunks+c, bit p*Simd+s of neuron g*Pe+p and input c*Simd+s.\n";
  out +=
      plan.is_last()
          ? "  // Scores: row g, NeuronWidth bits a class: its offset, below it its gain if any.\n"
          : "  // Thresholds: row g, NeuronWidth bits a neuron.\n";
  return out + verilog::wires(declared) + '\n' +
         rom("weight", "u_weights", "Pe * Simd", "Groups * Chunks",
             "mem/" + plan.name + "_weights.hex") +
         '\n' +
         rom("neuron", "u_" + kind, "Pe * NeuronWidth", "Groups",
             "mem/" + plan.name + "_" + kind + ".hex");
}

std::string engine(const Engine& layer) {
  const LayerPlan& plan = layer.plan;
  std::vector<Binding> parameters = {{"Inputs", "Inputs"},
                                     {"Outputs", "Outputs"},
                                     {"Pe", "Pe"},
                                     {"Simd", "Simd"},
                                     {"Presentations", std::to_string(layer.presentations)},
                                     {"AtRunTime", layer.at_run_time ? "1" : "0"},
                                     {"Last", plan.is_last() ? "1" : "0"}};
  if (plan.is_last()) {
    parameters.push_back({"GainWidth", std::to_string(plan.gain_width)});
    parameters.push_back({"OffsetWidth", std::to_string(plan.offset_width)});
    parameters.push_back({"ScoreWidth", std::to_string(plan.score_width)});
  }
  parameters.push_back({"SideWidth", "1"});
  // Without log2 T at run time the engine still has the port, as wide as its planes need.
  const int log2_width = bits_for(static_cast<std::uint64_t>(plan.planes) - 1);
  return "  // XNOR, popcount, " + std::string(plan.is_last() ? "scores.\n" : "thresholds.\n") +
         verilog::instance(
             {"sc_layer",
              "u_engine",
              parameters,
              {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
               {{"frame_valid_i", "frame_valid"},
                {"log2_i", layer.at_run_time ? fmt::format("frame_side[SideWidth-1:1]")
                                             : fmt::format("{}'d0", log2_width)},
                {"side_i", layer.at_run_time ? "frame_side[0]" : "frame_side"},
                {"release_o", "frame_release"}},
               {{"read_o", "input_read"}, {"read_addr_o", "input_addr"}, {"word_i", "input_word"}},
               {{"weight_read_o", "weight_read"},
                {"weight_addr_o", "weight_addr"},
                {"weight_row_i", "weight_row"}},
               {{"neuron_read_o", "neuron_read"},
                {"neuron_addr_o", "neuron_addr"},
                {"neuron_row_i", "neuron_row"}},
               {{"valid_o", "valid_o"},
                {"ready_i", "ready_i"},
                {"last_o", "last_o"},
                {"data_o", "data_o"},
                {"side_o", "error_o"}}}});
}

}  // namespace

std::string layer_module_text(const Design& design, std::size_t index, const std::string& header) {
  const Engine layer = describe(design, index);
  return header + verilog::comment(description(design, layer)) + "`default_nettype none\n\n" +
         verilog::module_head(layer_module(design, layer.plan), ports(layer)) + '\n' +
         folding(layer) + '\n' + gearbox(layer) + '\n' + frame_buffer(layer) + '\n' +
         memories(layer) + '\n' + engine(layer) + "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
