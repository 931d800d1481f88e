// What is known of a design, as JSON in a fixed order.
#include "generator/emit/documents/manifest.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "generator/emit/control/control.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "support/version.hpp"

namespace scbnn {
namespace {

using Json = nlohmann::ordered_json;

const char* name_of(InputKind input) {
  return input == InputKind::kStochastic ? "stochastic" : "fixed-point";
}

Json network_summary(const Network& network) {
  Json layers = Json::array();
  std::int64_t weights = 0;
  for (const Layer& layer : network.layers) {
    weights += std::int64_t{layer.inputs} * layer.outputs;
    layers.push_back({{"name", layer.name},
                      {"node", layer.node},
                      {"inputs", layer.inputs},
                      {"outputs", layer.outputs}});
  }
  return {{"name", network.name},
          {"model", "model.onnx"},
          {"input",
           {{"channels", network.input.channels},
            {"height", network.input.height},
            {"width", network.input.width}}},
          {"trained_for", name_of(network.trained_for)},
          {"classes", network.classes()},
          {"weights", weights},
          {"score_fraction_bits", network.scores.fraction_bits},
          {"layers", std::move(layers)}};
}

Json function_object(const Design& design) {
  const FunctionSettings& function = design.config.function;
  const EncoderSettings& settings = function.encoder;
  Json encoder = {{"kind", name_of(settings.kind)}};
  if (settings.kind == EncoderKind::kLattice) {
    encoder.update({{"stride", settings.stride}, {"seed", settings.seed}});
  } else if (has_shift_registers(settings.kind)) {
    encoder.update({{"width", settings.width}, {"lanes", settings.lanes}, {"seed", settings.seed}});
  }
  Json result = {{"input", name_of(function.input)},
                 {"mode", name_of(function.mode)},
                 {"presentations", presentation_choices(design)},
                 {"presentations_at_run_time", design.presentations_at_run_time}};
  if (design.accumulates_scores()) {
    result["margin"] = function.margin ? Json(*function.margin) : Json("never");
  }
  result["encoder"] = std::move(encoder);
  return result;
}

Json encoder_plan(const EncoderPlan& encoder) {
  return {{"taps", encoder.taps},
          {"start_states", encoder.start_states},
          {"levels", encoder.levels},
          {"pixels", encoder.pixels},
          {"pixels_per_beat", encoder.pixels_per_beat},
          {"presentations_per_cycle", encoder.presentations_per_cycle},
          {"beats", encoder.beats}};
}

Json layer_plan(const Design& design, const LayerPlan& layer) {
  return {{"name", layer.name},
          {"module", layer_module(design, layer)},
          {"inputs", layer.inputs},
          {"outputs", layer.outputs},
          {"pe", layer.pe},
          {"simd", layer.simd},
          {"groups", layer.groups},
          {"chunks", layer.chunks},
          {"planes", layer.planes},
          {"last_plane_weight", layer.last_plane_weight},
          {"count_width", layer.count_width},
          {"sum_width", layer.sum_width},
          {"threshold_width", layer.threshold_width},
          {"gain_width", layer.gain_width},
          {"offset_width", layer.offset_width},
          {"score_width", layer.score_width}};
}

Json cycle_table(const Design& design) {
  Json rows = Json::array();
  for (const int presentations : presentation_choices(design)) {
    const Cycles planned = cycles(design, presentations);
    rows.push_back({{"presentations", presentations},
                    {"per_image", planned.per_image},
                    {"first_result", planned.first_result},
                    {"stage", planned.stage}});
  }
  return rows;
}

Json plan_summary(const Design& design) {
  Json layers = Json::array();
  for (const LayerPlan& layer : design.layers) layers.push_back(layer_plan(design, layer));
  Json result = {
      {"presentations_max", design.presentations_max},
      {"class_width", design.class_width},
      {"clock_mhz", design.config.clock_mhz},
      {"first_layer", design.word_kind == WordKind::kBitPlanes ? "bit-planes" : "presentations"},
      {"presentations_per_cycle", design.presentations_per_cycle}};
  if (design.accumulates_scores()) {
    result.update({{"slots", design.slots},
                   {"margin_width", design.margin_width},
                   {"total_width", design.total_width}});
  }
  result.update({{"encoder", encoder_plan(design.encoder)},
                 {"layers", std::move(layers)},
                 {"cycles", cycle_table(design)}});
  return result;
}

Json port_list(const Design& design) {
  Json ports = Json::array();
  for (const verilog::PortGroup& group : top_ports(design)) {
    for (const verilog::Port& port : group.ports) {
      ports.push_back(
          {{"name", port.name},
           {"direction", port.direction == verilog::Direction::kInput ? "input" : "output"},
           {"width", port.width}});
    }
  }
  return ports;
}

/// How a memory is made of tiles.
Json tile_map(const MemoryPlan& memory) {
  const TileMap& map = *memory.tiles;
  Json result = {{"rows", map.rows},
                 {"columns", map.columns},
                 {"mux", map.mux},
                 {"down", map.down},
                 {"across", map.across},
                 {"tiles", map.tiles()},
                 {"utilization", memory.utilization()}};
  if (memory.kind != MemoryKind::kSramMacro) result["write_cycles"] = map.write_cycles;
  return result;
}

Json memory_list(std::span<const MemoryImage> memories) {
  Json list = Json::array();
  for (const MemoryImage& memory : memories) {
    list.push_back({{"name", memory.name},
                    {"layer", memory.layer},
                    {"kind", memory.plan.contents},
                    {"instance", memory.instance()},
                    {"file", memory.file()},
                    {"memory", name_of(memory.plan.kind)},
                    {"rows", memory.plan.rows},
                    {"width", memory.plan.width},
                    {"lane_width", memory.plan.lane_width},
                    {"lanes", memory.plan.lanes},
                    {"row_layout", memory.row_layout},
                    {"bit_layout", memory.bit_layout}});
    if (memory.plan.coded) {
      list.back().update(
          {{"check_bits", memory.plan.check_bits()}, {"stored_width", memory.plan.stored_width()}});
    }
    if (memory.plan.tiles) list.back()["tiles"] = tile_map(memory.plan);
  }
  return list;
}

Json control_object(const Design& design) {
  const RegisterMap map = register_map(design);
  Json registers = Json::array();
  for (const Register& each : map.registers) {
    Json fields = Json::array();
    for (const RegisterField& field : each.fields) {
      fields.push_back({{"name", field.name},
                        {"low", field.low},
                        {"width", field.width},
                        {"meaning", field.text}});
    }
    registers.push_back({{"name", each.name},
                         {"offset", each.offset},
                         {"kind", name_of(each.kind)},
                         {"writable", each.writable},
                         {"width", each.width},
                         {"wide_error", each.wide_error},
                         {"reset", each.reset},
                         {"meaning", each.text},
                         {"fields", std::move(fields)}});
  }
  Json load = Json::array();
  for (const LoadTarget& target : map.targets) {
    load.push_back({{"memory", target.name}, {"words", target.words()}});
  }
  return {{"interface", "axi4-lite"},
          {"address_width", kRegisterAddressWidth},
          {"registers", std::move(registers)},
          {"load", std::move(load)}};
}

/// Three digits behind the point are plenty for estimates.
double rounded(double value) { return std::round(value * 1000) / 1000; }

Json macro_object(const MacroSummary& summary, const Macro& macro) {
  Json estimated = Json::array();
  for (const FigureRow& row : figure_rows()) {
    const Figure& figure = macro.cell.*row.figure;
    if (figure.given() && summary.technology.sources.at(figure.from).is_estimate) {
      estimated.push_back(row.key);
    }
  }
  return {{"name", macro.name},
          {"kind", name_of(macro.kind)},
          {"tile", tile_leaf(macro.kind)},
          {"rows", macro.rows},
          {"columns", macro.columns},
          {"width_um", rounded(macro.tile.width)},
          {"height_um", rounded(macro.tile.height)},
          {"area_um2", rounded(macro.tile.area)},
          {"read_ns", rounded(macro.tile.read_time)},
          {"write_ns", rounded(macro.tile.write_time)},
          {"read_energy_pj", rounded(macro.tile.read_energy)},
          {"write_energy_pj", rounded(macro.tile.write_energy)},
          {"estimated", std::move(estimated)}};
}

Json macro_section(const Design& design, const MacroSummary& summary) {
  Json macros = Json::array();
  for (const Macro& macro : summary.macros) macros.push_back(macro_object(summary, macro));
  Json memories = Json::array();
  for (const MacroMemory& memory : summary.memories) {
    memories.push_back({{"name", memory.name},
                        {"layer", memory.layer},
                        {"macro", summary.macro_of(memory.kind).name},
                        {"tiles", memory.tiles.tiles()},
                        {"area_um2", rounded(memory.cost.area)},
                        {"reads_per_image", memory.reads_per_image},
                        {"read_energy_pj_per_image", rounded(memory.read_energy)}});
  }
  Json layers = Json::array();
  MacroTotals total;
  for (const LayerPlan& layer : design.layers) {
    const MacroTotals sum = totals(summary, layer.name);
    if (sum.tiles == 0) continue;
    layers.push_back({{"name", layer.name},
                      {"tiles", sum.tiles},
                      {"area_um2", rounded(sum.area)},
                      {"read_energy_pj_per_image", rounded(sum.read_energy)}});
    total.tiles += sum.tiles;
    total.area += sum.area;
    total.read_energy += sum.read_energy;
  }
  return {{"technology", summary.technology.name},
          {"process", summary.technology.process},
          {"presentations", summary.presentations},
          {"macros", std::move(macros)},
          {"memories", std::move(memories)},
          {"layers", std::move(layers)},
          {"tiles", total.tiles},
          {"area_um2", rounded(total.area)},
          {"read_energy_pj_per_image", rounded(total.read_energy)}};
}

}  // namespace

std::string manifest(const Design& design, const Network& network, const Provenance& provenance,
                     std::span<const MemoryImage> memories, const MacroSummary& macros) {
  Json whole = {{"format", kManifestFormat},           {"generator", generator_name()},
                {"command", provenance.command},       {"top", design.top},
                {"network", network_summary(network)}, {"function", function_object(design)},
                {"plan", plan_summary(design)},        {"ports", port_list(design)},
                {"memories", memory_list(memories)}};
  if (has_control(design)) whole["control"] = control_object(design);
  if (!macros.macros.empty()) whole["macros"] = macro_section(design, macros);
  return whole.dump(2);
}

}  // namespace scbnn
