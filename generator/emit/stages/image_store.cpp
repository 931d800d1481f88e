// The first layer of mode `output`: images wait in slots for their presentations.
#include <fmt/format.h>

#include "generator/emit/stages/layer.hpp"
#include "generator/emit/stages/side.hpp"

namespace scbnn {
namespace {

using verilog::Direction;
using verilog::Wire;

}  // namespace

std::vector<verilog::PortGroup> image_ports(const ImageStorePlan& store) {
  const int slot = store.slot_width;
  return {{"A complete image is in this slot.",
           {{Direction::kOutput, 1, "image_o"},
            {Direction::kOutput, slot, "image_slot_o"},
            {Direction::kOutput, store.margin_width, "image_margin_o"}}},
          {"The verdict on a presentation; the oldest image has left.",
           {{Direction::kInput, 1, "verdict_i"},
            {Direction::kInput, slot, "verdict_slot_i"},
            {Direction::kInput, 1, "stop_i", "that was the image's last one"},
            {Direction::kInput, 1, "free_i"}}}};
}

std::string image_store(const Design& design, const LayerPlan& layer, const ImageStorePlan& store) {
  const SideFields& in = design.input_of(layer).side;
  const SideFields& out_side = design.output_of(layer).side;
  const int slot = store.slot_width;
  const std::string presentations = std::to_string(store.presentations);
  const std::string slots = std::to_string(store.slots);
  const bool at_run_time = in.has(SideField::kLog2Presentations);
  const std::vector<Wire> stored = {
      {1, "present_valid"},       {slot, "present_slot"}, {store.time_width, "present_time"},
      {1, "present_first"},       {1, "present_last"},    {1, "present_error"},
      {1, "present_release"},     {1, "input_read"},      {layer.chunk_width(), "input_addr"},
      {layer.simd, "input_word"},
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
  const std::vector<Wire> side = {{out_side.width(), "present_side", joined(out_side, "present_")}};
  out +=
      "\n  // Which presentation of which image comes next: none before it is known to be "
      "needed.\n" +
      verilog::wires(side) + '\n' +
      verilog::instance(
          {"sc_presenter",
           "u_presenter",
           {{"Presentations", presentations},
            {"AtRunTime", at_run_time ? "1" : "0"},
            {"MarginWidth", std::to_string(store.margin_width)},
            {"Slots", slots}},
           {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
            {{"image_i", "image_o"},
             {"write_slot_i", "image_slot_o"},
             {"log2_i", at_run_time ? field_of(in, SideField::kLog2Presentations, "word_side")
                                    : fmt::format("{}'d0", store.log2_width)},
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
  return out + fmt::format("\n  assign image_margin_o = {};\n",
                           field_of(in, SideField::kMargin, "word_side"));
}

}  // namespace scbnn
