// Frames of the right length, and the settings that travel with them.
#include "generator/emit/stages/side.hpp"
#include "generator/emit/stages/stages.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

/// The settings {seed, margin, log2 T} by these names, each where it is there, but for log2 T.
std::string settings_of(const SideFields& side, const std::string& prefix,
                        const std::string& log2) {
  std::string settings;
  for (const SideField field : {SideField::kSeed, SideField::kMargin}) {
    if (side.has(field)) settings += prefix + std::string(name_of(field)) + ", ";
  }
  return settings.empty() ? log2 : "{" + settings + log2 + "}";
}

}  // namespace

std::string ingest_stage(const Design& design) {
  const SideFields& side = design.pixels.side;
  const bool at_run_time = design.presentations_at_run_time;
  const std::string log2 = at_run_time ? "check_log2" : "unused_check_log2";
  std::vector<verilog::Wire> declared = {
      {1, "check_valid"}, {1, "check_ready"}, {design.pixels.data_width(), "check_data"},
      {1, "check_last"},  {1, "check_error"}, {design.log2_width, log2},
  };
  for (const SideField field : {SideField::kMargin, SideField::kSeed}) {
    if (!side.has(field)) continue;
    declared.push_back({side.width_of(field), "check_" + std::string(name_of(field))});
  }
  const int others = side.width_of(SideField::kMargin) + side.width_of(SideField::kSeed);
  std::vector<verilog::Binding> parameters = {
      {"DataWidth", std::to_string(design.pixels.data_width())},
      {"FrameBeats", std::to_string(design.encoder.beats)},
      {"Log2Max", std::to_string(at_run_time ? design.log2_presentations_max() : 0)}};
  if (others > 0) parameters.push_back({"MarginWidth", std::to_string(others)});
  const std::string from = design.control ? "gate_" : "s_axis_t";
  return "  // Ingest: every TLAST ends exactly one frame; one of the wrong length is marked.\n" +
         verilog::wires(declared) + '\n' +
         verilog::instance(
             {"sc_frame_check",
              "u_frame_check",
              parameters,
              {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
               {{"settings_i",
                 settings_of(side, "cfg_", at_run_time ? "cfg_log2_presentations" : "1'b0")}},
               {{"valid_i", from + "valid"},
                {"ready_o", from + "ready"},
                {"data_i", "s_axis_tdata"},
                {"last_i", "s_axis_tlast"}},
               {{"valid_o", "check_valid"},
                {"ready_i", "check_ready"},
                {"data_o", "check_data"},
                {"last_o", "check_last"},
                {"error_o", "check_error"},
                {"settings_o", settings_of(side, "check_", log2)}}}});
}

}  // namespace scbnn
