// One layer: gearbox, frame buffer (or image store), memories and engine.
#include <fmt/format.h>

#include "generator/emit/memories/layer_memories.hpp"
#include "generator/emit/stages/layer.hpp"
#include "generator/emit/stages/side.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Direction;

std::string description(const LayerPlan& plan) {
  std::string text = fmt::format(
      "{}: {} inputs, {} {}. {} neurons at a time (PE) in {} {}; {} {} per cycle (SIMD) in {} {}",
      plan.module, plan.inputs, plan.outputs, plan.scores() ? "classes" : "neurons", plan.pe,
      plan.groups, plan.groups == 1 ? "group" : "groups", plan.simd,
      plan.simd == 1 ? "input" : "inputs", plan.chunks, plan.chunks == 1 ? "chunk" : "chunks");
  const int rows = plan.groups * plan.chunks;
  if (const ImageStorePlan* store = plan.image_store()) {
    return text +
           fmt::format(". {} cycles per presentation; {} images are held.", rows, store->slots);
  }
  const EnginePlan& engine = plan.engine;
  const bool planes = engine.word != WordKind::kPresentations;
  if (plan.planes > 1) {
    const char* const part = !engine.at_run_time ? "" : planes ? "log2(T) + 1 of " : "T of ";
    text += fmt::format("; {}{} {} per chunk", part, plan.planes,
                        planes ? "bit planes of the counts" : "presentations");
  }
  if (engine.per_cycle > 1) text += fmt::format(", {} at once", engine.per_cycle);
  const std::string times = engine.at_run_time ? (planes ? " * (log2(T) + 1)" : " * T") : "";
  const int visits = engine.at_run_time ? 1 : plan.planes / engine.per_cycle;
  return text + fmt::format(". {}{} cycles per frame.", rows * visits, times);
}

/// The input stream: its fields that are settings come by name, those of a presentation as one.
verilog::PortGroup input_ports(const Design& design, const LayerPlan& plan) {
  const Stream& stream = design.input_of(plan);
  const bool bit_planes = design.encoder.word == WordKind::kBitPlanes;
  verilog::PortGroup in{
      stream.bits > 1 ? fmt::format("In: {} inputs per beat; {} of input p in bit {}*{}+p.",
                                    stream.elements, bit_planes ? "plane k" : "presentation t",
                                    bit_planes ? "k" : "t", stream.elements)
                      : fmt::format("In: {} {} per beat.", stream.elements,
                                    stream.elements == 1 ? "input" : "inputs"),
      {{Direction::kInput, 1, "valid_i"},
       {Direction::kOutput, 1, "ready_o"},
       {Direction::kInput, stream.data_width(), "data_i"},
       {Direction::kInput, 1, "last_i"}}};
  const SideFields& side = stream.side;
  if (side.has(SideField::kSlot)) {
    in.ports.push_back({Direction::kInput, side.width(), "side_i",
                        "{slot, first, last, error} of a presentation"});
    return in;
  }
  const auto add = [&](SideField field, const char* note) {
    if (!side.has(field)) return;
    in.ports.push_back(
        {Direction::kInput, side.width_of(field), std::string(name_of(field)) + "_i", note});
  };
  add(SideField::kLog2Presentations, "log2 T, with last_i");
  add(SideField::kMargin, "all ones: never stop");
  add(SideField::kError, "a frame of the wrong length, with last_i");
  return in;
}

std::vector<verilog::PortGroup> ports(const Design& design, const LayerPlan& plan) {
  std::vector<verilog::PortGroup> groups;
  groups.push_back({"",
                    {{Direction::kInput, 1, "clk_i"},
                     {Direction::kInput, 1, "rst_i", "synchronous, active high"}}});
  groups.push_back(input_ports(design, plan));
  const auto append = [&](std::vector<verilog::PortGroup> more) {
    for (verilog::PortGroup& group : more) groups.push_back(std::move(group));
  };
  if (const ImageStorePlan* store = plan.image_store()) append(image_ports(*store));
  append(load_ports(plan));
  append(error_ports(plan));
  const Stream& out = design.output_of(plan);
  const bool presentations = out.side.has(SideField::kSlot);
  groups.push_back({plan.scores()
                        ? fmt::format("Out: {} signed scores of {} bits per beat, class 0 first.",
                                      plan.pe, plan.scores()->score_width)
                        : fmt::format("Out: {} neurons per beat, neuron 0 first.", plan.pe),
                    {{Direction::kOutput, 1, "valid_o"},
                     {Direction::kInput, 1, "ready_i"},
                     {Direction::kOutput, out.data_width(), "data_o"},
                     {Direction::kOutput, 1, "last_o"},
                     {Direction::kOutput, out.side.width(), std::string(name_of(out.side)) + "_o",
                      presentations ? "{slot, first, last, error} of the presentation" : ""}}});
  return groups;
}

std::string folding(const Design& design, const LayerPlan& plan) {
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
  constant("SideWidth", design.input_of(plan).side.width());
  constant("NeuronWidth", plan.neuron_width());
  return out;
}

/// Side data of its input stream as it comes in.
std::string side_in(const Stream& in) {
  return in.side.has(SideField::kSlot) ? "side_i" : joined(in.side, "", "_i");
}

/// A register slice, where the plan says so, in front of what takes the stream.
std::string slice(const Stream& in) {
  if (!in.sliced) return "";
  const std::vector<verilog::Wire> declared = {
      {1, "beat_valid"},
      {1, "beat_ready"},
      {in.data_width(), "beat_data"},
      {1, "beat_last"},
      {in.side.width(), "beat_side"},
  };
  return "  // Ready of the stage before comes from a register.\n" + verilog::wires(declared) +
         '\n' +
         verilog::instance(
             {"sc_slice",
              "u_slice",
              {{"Width", std::to_string(in.data_width())}, {"SideWidth", "SideWidth"}},
              {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
               {{"valid_i", "valid_i"},
                {"ready_o", "ready_o"},
                {"data_i", "data_i"},
                {"last_i", "last_i"},
                {"side_i", side_in(in)}},
               {{"valid_o", "beat_valid"},
                {"ready_i", "beat_ready"},
                {"data_o", "beat_data"},
                {"last_o", "beat_last"},
                {"side_o", "beat_side"}}}}) +
         '\n';
}

std::string gearbox(const Design& design, const LayerPlan& plan) {
  const Stream& in = design.input_of(plan);
  const std::vector<verilog::Wire> declared = {
      {1, "word_valid"},
      {1, "word_ready"},
      {plan.planes * plan.simd, "word_data"},
      {1, "word_last"},
      {in.side.width(), "word_side"},
  };
  const auto beat = [&](const char* signal, const char* port) -> Binding {
    return {port, in.sliced ? std::string("beat_") + signal : std::string(port)};
  };
  return slice(in) + "  // Beats of the stage before become words of Simd inputs.\n" +
         verilog::wires(declared) + '\n' +
         verilog::instance({"sc_gearbox",
                            "u_gearbox",
                            {{"InElements", std::to_string(in.elements)},
                             {"OutElements", "Simd"},
                             {"FrameElements", "Inputs"},
                             {"Planes", "Planes"},
                             {"SideWidth", "SideWidth"}},
                            {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
                             {beat("valid", "valid_i"),
                              beat("ready", "ready_o"),
                              beat("data", "data_i"),
                              beat("last", "last_i"),
                              {"side_i", in.sliced ? "beat_side" : side_in(in)}},
                             {{"valid_o", "word_valid"},
                              {"ready_i", "word_ready"},
                              {"data_o", "word_data"},
                              {"last_o", "word_last"},
                              {"side_o", "word_side"}}}});
}

std::string frame_buffer(const Design& design, const LayerPlan& plan) {
  const std::vector<verilog::Wire> declared = {
      {1, "frame_valid"},
      {design.input_of(plan).side.width(), "frame_side"},
      {1, "frame_release"},
      {1, "input_read"},
      {plan.chunk_width(), "input_addr"},
      {plan.planes * plan.simd, "input_word"},
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

/// The wires of its input store, "frame_valid" or "present_valid", begin so.
std::string frame_wires(const LayerPlan& layer) {
  return layer.image_store() ? "present" : "frame";
}

/// What goes from its input store with a frame to the beats.
std::string frame_side(const LayerPlan& layer) {
  return layer.engine.at_run_time ? "frame_side[0]" : frame_wires(layer) + "_side";
}

std::string engine(const Design& design, const LayerPlan& plan) {
  const EnginePlan& engine = plan.engine;
  const SideFields& side = design.output_of(plan).side;
  std::vector<Binding> parameters = {{"Inputs", "Inputs"},
                                     {"Outputs", "Outputs"},
                                     {"Pe", "Pe"},
                                     {"Simd", "Simd"},
                                     {"Presentations", std::to_string(engine.presentations)},
                                     {"AtRunTime", engine.at_run_time ? "1" : "0"}};
  if (engine.word == WordKind::kPresentations) {
    parameters.push_back({"Word", verilog::string_literal("presentations")});
    parameters.push_back({"PerCycle", std::to_string(engine.per_cycle)});
  }
  if (engine.multiplies) parameters.push_back({"InMemory", "1"});
  if (engine.keeps_padding) parameters.push_back({"KeepPadding", "1"});
  const CountPlan& count = engine.count;
  if (count.counters != Counters::kThreeTwo) {
    parameters.push_back(
        {"Counters", verilog::string_literal(std::string(name_of(count.counters)))});
  }
  if (count.registers != 1) parameters.push_back({"Registers", std::to_string(count.registers)});
  if (count.tail != 0) parameters.push_back({"Tail", std::to_string(count.tail)});
  parameters.push_back(
      {"Finish", verilog::string_literal(plan.scores() ? "scores" : "thresholds")});
  if (const ScorePlan* scores = plan.scores()) {
    parameters.push_back({"GainWidth", std::to_string(scores->gain_bits())});
    parameters.push_back({"OffsetWidth", std::to_string(scores->offset_width)});
    parameters.push_back({"ScoreWidth", std::to_string(scores->score_width)});
  }
  parameters.push_back({"SideWidth", std::to_string(side.width())});
  const std::string frame = frame_wires(plan);
  // Without log2 T at run time the engine still has the port.
  const std::string log2 =
      engine.at_run_time ? "frame_side[SideWidth-1:1]" : fmt::format("{}'d0", engine.log2_width);
  return "  // XNOR, popcount, " + std::string(plan.scores() ? "scores.\n" : "thresholds.\n") +
         verilog::instance(
             {"sc_layer",
              "u_engine",
              parameters,
              {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
               {{"frame_valid_i", frame + "_valid"},
                {"log2_i", log2},
                {"side_i", frame_side(plan)},
                {"release_o", frame + "_release"}},
               {{"read_o", "input_read"}, {"read_addr_o", "input_addr"}, {"word_i", "input_word"}},
               {{"weight_read_o", "weight_read"},
                {"weight_addr_o", "weight_addr"},
                {"weight_act_o", engine.multiplies ? "weight_act" : "unused_weight_act"},
                {"weight_row_i", "weight_row"}},
               {{"neuron_read_o", "neuron_read"},
                {"neuron_addr_o", "neuron_addr"},
                {"neuron_row_i", "neuron_row"}},
               {{"valid_o", "valid_o"},
                {"ready_i", "ready_i"},
                {"last_o", "last_o"},
                {"data_o", "data_o"},
                {"side_o", std::string(name_of(side)) + "_o"}}}});
}

}  // namespace

std::string layer_module_text(const Design& design, const LayerPlan& layer,
                              const std::string& header) {
  const ImageStorePlan* store = layer.image_store();
  const FrameWires frame{frame_side(layer), frame_wires(layer) + "_release",
                         design.output_of(layer).side.width()};
  return header + verilog::comment(description(layer)) + "`default_nettype none\n\n" +
         verilog::module_head(layer.module, ports(design, layer)) + '\n' + folding(design, layer) +
         '\n' + gearbox(design, layer) + '\n' +
         (store ? image_store(design, layer, *store) : frame_buffer(design, layer)) + '\n' +
         memories(layer, frame) + '\n' + engine(design, layer) +
         "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace scbnn
