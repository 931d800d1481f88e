// Ports and names of the generated top.
#include "generator/emit/top/top_interface.hpp"

#include <fmt/format.h>

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
       {{Direction::kInput, design.pixels.data_width(), "s_axis_tdata"},
        {Direction::kInput, 1, "s_axis_tvalid"},
        {Direction::kOutput, 1, "s_axis_tready"},
        {Direction::kInput, 1, "s_axis_tlast", "with the last beat of a frame"}}});
  const bool control = design.control.has_value();  // settings are registers then
  if (control) groups.push_back(control_ports());
  if (design.presentations_at_run_time && !control) {
    groups.push_back({fmt::format("Presentations: log2 T, 0..{}; taken with a frame's first beat.",
                                  design.log2_presentations_max()),
                      {{Direction::kInput, design.log2_width, "cfg_log2_presentations"}}});
  }
  if (design.totals && !control) {
    groups.push_back(
        {"Early stop: the lead with which an image's presentations end, >= 1; all ones: never. "
         "Taken with a frame's first beat.",
         {{Direction::kInput, design.totals->margin_width, "cfg_margin"}}});
  }
  groups.push_back(
      {design.totals ? "Results, one beat per frame: class in [7:0], its score (signed) in [31:8], "
                       "presentations used in [39:32]."
                     : "Results, one beat per frame: class in [7:0], its score (signed) in [31:8].",
       {{Direction::kOutput, design.result.beat_width, "m_axis_tdata"},
        {Direction::kOutput, 1, "m_axis_tvalid"},
        {Direction::kInput, 1, "m_axis_tready"},
        {Direction::kOutput, 1, "m_axis_tlast", "always 1"},
        {Direction::kOutput, 1, "m_axis_tuser", "the frame was too short or long"}}});
  return groups;
}

}  // namespace scbnn
