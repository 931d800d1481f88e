// The first layer of mode `output`: images wait in slots for their presentations.
#include <fmt/format.h>

#include "generator/emit/stages/layer_parts.hpp"
#include "generator/emit/stages/stages.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "generator/plan/register_map.hpp"

namespace scbnn {
namespace {

using verilog::Direction;
using verilog::Wire;

int time_width(const Design& design) {
  return bits_for(static_cast<std::uint64_t>(design.presentations_max) - 1);
}

}  // namespace

LayerParts layer_parts(const Design& design, std::size_t index) {
  const bool first = index == 0;
  const bool output = design.accumulates_scores();
  const bool at_run_time = first && design.presentations_at_run_time;
  const int log2 = at_run_time ? log2_presentations_width(design) : 0;
  const int margin = first ? design.margin_width : 0;
  const int side = layer_side_width(design);
  return {
      .plan = design.layers[index],
      .in_elements = first ? design.encoder.pixels_per_beat : design.layers[index - 1].pe,
      .presentations = first && !output ? design.presentations_max : 1,
      .word_kind = first ? design.word_kind : WordKind::kBitPlanes,
      .parallel = first ? design.presentations_per_cycle : 1,
      .at_run_time = at_run_time,
      .log2_width = log2,
      .margin_width = margin,
      .stores_images = first && output,
      .carries_presentations = output,
      .loads = has_control(design) && is_writable(design.layers[index].weights.kind),
      .in_side_width = first ? margin + log2 + 1 : side,
      .out_side_width = side,
  };
}

std::vector<verilog::PortGroup> image_ports(const LayerParts& layer) {
  const int slot = layer.out_side_width - 3;
  return {{"An image is whole, in this slot.",
           {{Direction::kOutput, 1, "image_o"},
            {Direction::kOutput, slot, "image_slot_o"},
            {Direction::kOutput, layer.margin_width, "image_margin_o"}}},
          {"The verdict on a presentation; the oldest image has left.",
           {{Direction::kInput, 1, "verdict_i"},
            {Direction::kInput, slot, "verdict_slot_i"},
            {Direction::kInput, 1, "stop_i", "the image has had its last one"},
            {Direction::kInput, 1, "free_i"}}}};
}

std::string image_store(const Design& design, const LayerParts& layer) {
  const int slot = slot_width(design);
  const int chunk = bits_for(static_cast<std::uint64_t>(layer.plan.chunks) - 1);
  const int log2_port =
      bits_for(static_cast<std::uint64_t>(planes_of(design.presentations_max)) - 1);
  const std::string presentations = std::to_string(design.presentations_max);
  const std::string slots = std::to_string(design.slots);
  const std::vector<Wire> stored = {
      {1, "present_valid"},
      {slot, "present_slot"},
      {time_width(design), "present_time"},
      {1, "present_first"},
      {1, "present_last"},
      {1, "present_error"},
      {1, "present_release"},
      {1, "input_read"},
      {chunk, "input_addr"},
      {layer.plan.simd, "input_word"},
  };
  std::string out =
      "  // Images, each with its bits of all presentations, wait for their turns.\n" +
      verilog::wires(stored) + '\n' +
      verilog::instance({"sc_image_store",
                         "u_image_store",
                         {{"Simd", "Simd"},
                          {"Words", "Chunks"},
                          {"Presentations", presentations},
                          {"Slots", slots}},
                         {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
                          {{"valid_i", "word_valid"},
                           {"ready_o", "word_ready"},
                           {"data_i", "word_data"},
                           {"last_i", "word_last"}},
                          {{"stored_o", "image_o"}, {"write_slot_o", "image_slot_o"}},
                          {{"free_i", "free_i"}},
                          {{"read_i", "input_read"},
                           {"read_slot_i", "present_slot"},
                           {"read_time_i", "present_time"},
                           {"read_addr_i", "input_addr"},
                           {"read_data_o", "input_word"}}}});
  const std::vector<Wire> side = {{layer.out_side_width, "present_side",
                                   "{present_slot, present_first, present_last, present_error}"}};
  out +=
      "\n  // Which presentation of which image comes next: none before it is known to be "
      "needed.\n" +
      verilog::wires(side) + '\n' +
      verilog::instance(
          {"sc_presenter",
           "u_presenter",
           {{"Presentations", presentations},
            {"AtRunTime", layer.at_run_time ? "1" : "0"},
            {"MarginWidth", std::to_string(layer.margin_width)},
            {"Slots", slots}},
           {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
            {{"image_i", "image_o"},
             {"write_slot_i", "image_slot_o"},
             {"log2_i", layer.at_run_time ? verilog::slice("word_side", layer.log2_width, 1)
                                          : fmt::format("{}'d0", log2_port)},
             {"margin_i", "image_margin_o"},
             {"error_i", "word_side[0]"}},
            {{"valid_o", "present_valid"},
             {"slot_o", "present_slot"},
             {"time_o", "present_time"},
             {"first_o", "present_first"},
             {"last_o", "present_last"},
             {"error_o", "present_error"},
             {"release_i", "present_release"}},
            {{"verdict_i", "verdict_i"},
             {"verdict_slot_i", "verdict_slot_i"},
             {"stop_i", "stop_i"}}}});
  return out +
         fmt::format("\n  assign image_margin_o = {};\n",
                     verilog::slice("word_side", layer.in_side_width - 1, layer.log2_width + 1));
}

}  // namespace scbnn
