// Random numbers, comparison, and bits or bit planes for the first layer.
#include <fmt/format.h>

#include "generator/emit/stages/side.hpp"
#include "generator/emit/stages/stages.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Binding;
using verilog::Wire;

constexpr std::size_t kListColumns = 70;

std::string module_of(EncoderKind kind) {
  if (kind == EncoderKind::kVanDerCorput) return module_of(EncoderKind::kSobol);
  std::string name = "sc_rng_" + std::string(name_of(kind));
  for (char& letter : name) {
    if (letter == '-') letter = '_';
  }
  return name;
}

/// Numbers of this many bits, the first one lowest.
template <typename Number>
std::string packed(const std::vector<Number>& numbers, int width) {
  std::vector<std::string> items;
  for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
    items.push_back(verilog::hex_literal(width, static_cast<std::uint64_t>(*number)));
  }
  return verilog::concatenation(items, kListColumns);
}

/// Which ports and parameters a generator has.
bool has_state(EncoderKind kind) { return kind != EncoderKind::kThreshold; }
bool counts_time(EncoderKind kind) {
  return kind != EncoderKind::kLfsr && kind != EncoderKind::kLfsrShared;
}
bool knows_log2(EncoderKind kind) {
  return kind == EncoderKind::kLfsr || kind == EncoderKind::kLfsrShared ||
         kind == EncoderKind::kThreshold;
}

/// The frame's seed, for a generator that does not have it in its parameters.
std::string seed_wires(const Design& design) {
  return design.encoder.seed_at_run_time ? "check_seed"
                                         : fmt::format("{}'d0", design.encoder.seed_width);
}

std::vector<Binding> rng_parameters(const Design& design) {
  const EncoderPlan& plan = design.encoder;
  const EncoderKind kind = plan.settings.kind;
  std::vector<Binding> parameters;
  if (kind == EncoderKind::kSobol || kind == EncoderKind::kVanDerCorput) {
    parameters.push_back({"Dimensions", kind == EncoderKind::kSobol ? "16" : "1"});
  }
  if (has_shift_registers(kind)) {
    parameters.push_back({"Width", std::to_string(plan.settings.width)});
    parameters.push_back({"Taps", verilog::hex_literal(32, plan.taps)});
    parameters.push_back({"Lanes", std::to_string(plan.settings.lanes)});
  }
  if (kind == EncoderKind::kLattice) {
    parameters.push_back({"Stride", std::to_string(plan.settings.stride)});
    parameters.push_back({"Seed", std::to_string(plan.settings.seed % 256)});
    if (plan.seed_at_run_time) parameters.push_back({"Seeded", "1"});
  }
  parameters.push_back({"PixelsPerBeat", std::to_string(plan.pixels_per_beat)});
  parameters.push_back({"Presentations", std::to_string(design.presentations_max)});
  if (knows_log2(kind)) {
    parameters.push_back({"AtRunTime", design.presentations_at_run_time ? "1" : "0"});
  }
  parameters.push_back({"PerCycle", std::to_string(plan.presentations_per_cycle)});
  if (has_shift_registers(kind)) {
    parameters.push_back({kind == EncoderKind::kLfsrShared ? "StartState" : "StartStates",
                          packed(plan.start_states, plan.settings.width)});
    if (plan.seed_at_run_time) parameters.push_back({"Seeded", "1"});
  } else if (!plan.levels.empty()) {
    parameters.push_back({"Levels", packed(plan.levels, 8)});
  }
  return parameters;
}

std::string random_numbers(const Design& design) {
  const EncoderPlan& plan = design.encoder;
  const EncoderKind kind = plan.settings.kind;
  const std::string prefix = has_state(kind) ? "" : "unused_";
  const std::vector<Wire> declared = {
      {1, prefix + "rng_start"},
      {1, prefix + "rng_step"},
      {1, prefix + "rng_end_beat"},
      {1, prefix + "rng_end_frame"},
      {plan.time_width, counts_time(kind) ? "rng_time" : "unused_rng_time"},
      {plan.log2_width, knows_log2(kind) ? "rng_log2" : "unused_rng_log2"},
      {8 * plan.presentations_per_cycle * plan.pixels_per_beat, "rng_r"},
  };
  verilog::Instance rng{module_of(kind), "u_rng", rng_parameters(design), {}};
  if (has_state(kind)) {
    rng.ports.push_back({{"clk_i", "aclk"}, {"rst_i", "rst"}});
    rng.ports.push_back({{"start_i", "rng_start"}, {"seed_i", seed_wires(design)}});
    rng.ports.push_back(
        {{"step_i", "rng_step"}, {"end_beat_i", "rng_end_beat"}, {"end_frame_i", "rng_end_frame"}});
  } else {
    rng.ports.emplace_back();
  }
  if (counts_time(kind)) rng.ports.back().push_back({"time_i", "rng_time"});
  if (knows_log2(kind)) rng.ports.back().push_back({"log2_i", "rng_log2"});
  rng.ports.push_back({{"r_o", "rng_r"}});
  return "  // Random numbers that pixels are compared with.\n" + verilog::wires(declared) + '\n' +
         verilog::instance(rng);
}

/// log2 T, from those wires or, where T is fixed, a constant for a port that is not used.
std::string log2_or_zero(const Design& design, const std::string& wires) {
  if (design.presentations_at_run_time) return wires;
  return fmt::format("{}'d0", design.encoder.log2_width);
}

std::string comparison(const Design& design) {
  const EncoderPlan& plan = design.encoder;
  const EncoderKind kind = plan.settings.kind;
  const Stream& stream = design.streams.front();
  const bool planes = plan.word == WordKind::kBitPlanes;
  const int bits = stream.data_width();
  std::vector<Wire> declared = {
      {1, "encoder_valid"},
      {1, "encoder_ready"},
      {bits, planes ? "encoder_counts" : "encoder_data"},
  };
  if (planes) declared.push_back({bits, "encoder_data"});
  declared.push_back({1, "encoder_last"});
  declared.push_back({stream.side.width(), "encoder_side"});
  const std::string prefix = has_state(kind) ? "" : "unused_";
  std::string out =
      planes ? "  // Encoder: ones among the T presentations of each pixel, then their bipolar bit "
               "planes.\n"
             : "  // Encoder: the bit of each pixel at each presentation.\n";
  out += verilog::wires(declared) + '\n';
  out += verilog::instance({"sc_encoder",
                            "u_encoder",
                            {{"PixelsPerBeat", std::to_string(plan.pixels_per_beat)},
                             {"Presentations", std::to_string(design.presentations_max)},
                             {"AtRunTime", design.presentations_at_run_time ? "1" : "0"},
                             {"PerCycle", std::to_string(plan.presentations_per_cycle)},
                             {"Closed", plan.closed ? "1" : "0"},
                             {"Bits", planes ? "0" : "1"},
                             {"SideWidth", std::to_string(declared.back().width)}},
                            {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
                             {{"valid_i", "check_valid"},
                              {"ready_o", "check_ready"},
                              {"pixels_i", "check_data"},
                              {"last_i", "check_last"},
                              {"log2_i", log2_or_zero(design, "check_log2")},
                              {"side_i", joined(stream.side, "check_")}},
                             {{"rng_start_o", prefix + "rng_start"},
                              {"rng_step_o", prefix + "rng_step"},
                              {"rng_end_beat_o", prefix + "rng_end_beat"},
                              {"rng_end_frame_o", prefix + "rng_end_frame"},
                              {"rng_time_o", counts_time(kind) ? "rng_time" : "unused_rng_time"},
                              {"rng_log2_o", knows_log2(kind) ? "rng_log2" : "unused_rng_log2"},
                              {"rng_r_i", "rng_r"}},
                             {{"valid_o", "encoder_valid"},
                              {"ready_i", "encoder_ready"},
                              {"data_o", planes ? "encoder_counts" : "encoder_data"},
                              {"last_o", "encoder_last"},
                              {"side_o", "encoder_side"}}}});
  if (!planes) return out;
  return out + '\n' +
         verilog::instance(
             {"sc_count_planes",
              "u_count_planes",
              {{"Pixels", std::to_string(plan.pixels_per_beat)},
               {"Presentations", std::to_string(design.presentations_max)},
               {"AtRunTime", design.presentations_at_run_time ? "1" : "0"}},
              {{{"log2_i",
                 log2_or_zero(design, verilog::slice("encoder_side", design.log2_width, 1))},
                {"counts_i", "encoder_counts"},
                {"planes_o", "encoder_data"}}}});
}

/// The stream of pixels with the bits of each in place of it; in a simulation with faults, some
/// bits of them inverted before.
std::string rounding(const Design& design) {
  const EncoderPlan& plan = design.encoder;
  const Stream& stream = design.streams.front();
  const std::vector<Wire> declared = {
      {1, "encoder_valid", "check_valid"},
      {1, "encoder_ready"},
      {stream.data_width(), "encoder_data"},
      {1, "encoder_last", "check_last"},
      {stream.side.width(), "encoder_side", joined(stream.side, "check_")},
      {design.pixels.data_width(), "pixels"},
  };
  const std::vector<Wire> taps = {
      {design.pixels.data_width(), "fault_pixels"},
      {plan.pixels_per_beat, "unused_fault_stuck"},
      {plan.pixels_per_beat, "unused_fault_value"},
      {plan.pixels_per_beat, "unused_fault_stream"},
  };
  return fmt::format("  // Encoder: the bits of each pixel{} are its bit planes.\n",
                     plan.pixel_bits == 8 ? "" : fmt::format(", rounded to {}", plan.pixel_bits)) +
         verilog::wires(declared) + "\n  assign check_ready = encoder_ready;\n\n" +
         "`ifdef SCBNN_FAULTS\n" + verilog::wires(taps) + '\n' +
         verilog::instance({"sc_encoder_faults",
                            "u_encoder_faults",
                            {{"PixelsPerBeat", std::to_string(plan.pixels_per_beat)},
                             {"PerCycle", "1"},
                             {"TimeWidth", "1"}},
                            {{{"clk_i", "aclk"}, {"rst_i", "rst"}},
                             {{"finish_i", "check_valid && encoder_ready"},
                              {"last_i", "check_last"},
                              {"time_i", "1'b0"}},
                             {{"pixels_o", "fault_pixels"},
                              {"stuck_o", "unused_fault_stuck"},
                              {"value_o", "unused_fault_value"},
                              {"stream_o", "unused_fault_stream"}}}}) +
         "\n  assign pixels = check_data ^ fault_pixels;\n`else\n  assign pixels = "
         "check_data;\n`endif\n\n" +
         verilog::instance({"sc_pixel_planes",
                            "u_pixel_planes",
                            {{"Pixels", std::to_string(plan.pixels_per_beat)},
                             {"Bits", std::to_string(plan.pixel_bits)}},
                            {{{"pixels_i", "pixels"}, {"planes_o", "encoder_data"}}}});
}

}  // namespace

std::string encoder_stage(const Design& design) {
  if (design.encoder.coding == PixelCoding::kRounded) return rounding(design);
  return random_numbers(design) + '\n' + comparison(design);
}

}  // namespace scbnn
