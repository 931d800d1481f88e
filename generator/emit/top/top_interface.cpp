// Ports and names of the generated top.
#include "generator/emit/top/top_interface.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "generator/emit/control/control.hpp"

namespace scbnn {

using verilog::Direction;

std::vector<verilog::PortGroup> top_ports(const Design& design) {
  std::vector<verilog::PortGroup> groups;
  groups.push_back({"",
                    {{Direction::kInput, 1, "aclk"},
                     {Direction::kInput, 1, "aresetn", "synchronous, active low"}}});
  groups.push_back(
      {fmt::format("Pixels: a frame is {} beats; bits [8k+7:8k] of beat b are pixel {}*b+k of {}.",
                   design.encoder.beats, design.encoder.pixels_per_beat, design.encoder.pixels),
       {{Direction::kInput, pixel_bus_width(design), "s_axis_tdata"},
        {Direction::kInput, 1, "s_axis_tvalid"},
        {Direction::kOutput, 1, "s_axis_tready"},
        {Direction::kInput, 1, "s_axis_tlast", "with the last beat of a frame"}}});
  const bool control = has_control(design);  // settings are registers then
  if (control) groups.push_back(control_ports());
  if (design.presentations_at_run_time && !control) {
    groups.push_back(
        {fmt::format("Presentations: log2 T, 0..{}; taken with a frame's first beat.",
                     design.log2_presentations_max()),
         {{Direction::kInput, log2_presentations_width(design), "cfg_log2_presentations"}}});
  }
  if (design.accumulates_scores() && !control) {
    groups.push_back(
        {"Early stop: the lead with which an image's presentations end, >= 1; all ones: never. "
         "Taken with a frame's first beat.",
         {{Direction::kInput, design.margin_width, "cfg_margin"}}});
  }
  groups.push_back(
      {design.accumulates_scores()
           ? "Results, one beat a frame: class in [7:0], its score (signed) in [31:8], "
             "presentations used in [39:32]."
           : "Results, one beat a frame: class in [7:0], its score (signed) in [31:8].",
       {{Direction::kOutput, result_bus_width(design), "m_axis_tdata"},
        {Direction::kOutput, 1, "m_axis_tvalid"},
        {Direction::kInput, 1, "m_axis_tready"},
        {Direction::kOutput, 1, "m_axis_tlast", "always 1"},
        {Direction::kOutput, 1, "m_axis_tuser", "the frame was too short or long"}}});
  return groups;
}

int log2_presentations_width(const Design& design) {
  return bits_for(static_cast<std::uint64_t>(design.log2_presentations_max()));
}

int result_bus_width(const Design& design) { return design.accumulates_scores() ? 40 : 32; }

int pixel_bus_width(const Design& design) { return 8 * design.encoder.pixels_per_beat; }

std::vector<int> presentation_choices(const Design& design) {
  if (!design.presentations_at_run_time) return {design.presentations_max};
  std::vector<int> choices;
  for (int presentations = 1; presentations <= design.presentations_max; presentations *= 2) {
    choices.push_back(presentations);
  }
  return choices;
}

std::string layer_module(const Design& design, const LayerPlan& layer) {
  return design.top + "_" + layer.name;
}

int bits_for(std::uint64_t value) { return std::max(1, static_cast<int>(std::bit_width(value))); }

}  // namespace scbnn
