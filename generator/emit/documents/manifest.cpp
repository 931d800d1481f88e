// What is known of a design, for programs.
#include "generator/emit/documents/manifest.hpp"

#include <cmath>
#include <utility>

#include "generator/cost/macro_cost.hpp"
#include "generator/emit/top/top_interface.hpp"
#include "support/version.hpp"

namespace scbnn {
namespace {

const char* name_of(InputKind input) {
  return input == InputKind::kStochastic ? "stochastic" : "fixed-point";
}

manifest::Network network_of(const Network& network) {
  manifest::Network result{.name = network.name,
                           .model = "model.onnx",
                           .input = {.channels = network.input.shape.channels,
                                     .height = network.input.shape.height,
                                     .width = network.input.shape.width,
                                     .scale = network.input_range.range.scale,
                                     .offset = network.input_range.range.offset,
                                     .stated_by = std::string(name_of(network.input_range.source))},
                           .trained_for = name_of(network.trained_for),
                           .classes = network.classes(),
                           .weights = 0,
                           .score_fraction_bits = network.scores().fraction_bits,
                           .layers = {}};
  for (const Layer& layer : network.layers) {
    const int inputs = layer.input.shape.size();
    const int outputs = layer.output.shape.size();
    result.weights += std::int64_t{inputs} * outputs;
    result.layers.push_back({layer.name, layer.node, inputs, outputs});
  }
  return result;
}

manifest::Encoder encoder_of(const FunctionSettings& function) {
  const EncoderSettings& settings = function.encoder;
  if (function.input == InputKind::kFixedPoint) {
    return {.kind = "none", .stride = {}, .width = {}, .lanes = {}, .seed = {}};
  }
  manifest::Encoder encoder{.kind = std::string(name_of(settings.kind)),
                            .stride = {},
                            .width = {},
                            .lanes = {},
                            .seed = {}};
  if (settings.kind == EncoderKind::kLattice) encoder.stride = settings.stride;
  if (has_shift_registers(settings.kind)) {
    encoder.width = settings.width;
    encoder.lanes = settings.lanes;
  }
  if (settings.kind != EncoderKind::kThreshold) encoder.seed = settings.seed;
  return encoder;
}

manifest::Function function_of(const Design& design) {
  const FunctionSettings& function = design.config.function;
  manifest::Function result{.input = name_of(function.input),
                            .mode = std::string(name_of(function.mode)),
                            .presentations = design.presentation_choices,
                            .presentations_at_run_time = design.presentations_at_run_time,
                            .margin = {},
                            .encoder = encoder_of(function)};
  if (design.totals) {
    result.margin =
        function.margin ? manifest::Margin(*function.margin) : manifest::Margin("never");
  }
  return result;
}

manifest::Layer layer_of(const LayerPlan& layer) {
  manifest::Layer entry{.name = layer.name,
                        .module = layer.module,
                        .inputs = layer.inputs,
                        .outputs = layer.outputs,
                        .pe = layer.pe,
                        .simd = layer.simd,
                        .groups = layer.groups,
                        .chunks = layer.chunks,
                        .planes = layer.planes,
                        .last_plane_weight = layer.last_plane_weight,
                        .counters = std::string(name_of(layer.engine.count.counters)),
                        .registers = layer.engine.count.registers,
                        .tail = layer.engine.count.tail,
                        .count_width = layer.count_width,
                        .sum_width = layer.sum_width};
  if (const ThresholdPlan* thresholds = layer.thresholds()) {
    entry.threshold_width = thresholds->width;
  }
  if (const ScorePlan* scores = layer.scores()) {
    entry.gain_width = scores->gain_bits();
    entry.offset_width = scores->offset_width;
    entry.score_width = scores->score_width;
  }
  return entry;
}

manifest::Plan plan_of(const Design& design) {
  const EncoderPlan& encoder = design.encoder;
  manifest::Plan plan{
      .presentations_max = design.presentations_max,
      .class_width = 8,
      .clock_mhz = design.config.clock_mhz,
      .target = std::string(name_of(design.config.target)),
      .first_layer = encoder.word == WordKind::kBitPlanes ? "bit-planes" : "presentations",
      .presentations_per_cycle = design.layers.front().engine.per_cycle,
      .slots = {},
      .margin_width = {},
      .total_width = {},
      .encoder = {.coding = encoder.coding == PixelCoding::kRounded ? "rounded" : "random",
                  .taps = encoder.taps,
                  .start_states = encoder.start_states,
                  .levels = encoder.levels,
                  .pixels = encoder.pixels,
                  .pixels_per_beat = encoder.pixels_per_beat,
                  .presentations_per_cycle = encoder.presentations_per_cycle,
                  .beats = encoder.beats},
      .layers = {},
      .cycles = {}};
  if (design.totals) {
    plan.slots = design.totals->slots;
    plan.margin_width = design.totals->margin_width;
    plan.total_width = design.totals->total_width;
  }
  for (const LayerPlan& layer : design.layers) plan.layers.push_back(layer_of(layer));
  for (const int presentations : design.presentation_choices) {
    const Cycles planned = cycles(design, presentations);
    plan.cycles.push_back({presentations, planned.per_image, planned.first_result, planned.stage});
  }
  return plan;
}

std::vector<manifest::Port> ports_of(const Design& design) {
  std::vector<manifest::Port> ports;
  for (const verilog::PortGroup& group : top_ports(design)) {
    for (const verilog::Port& port : group.ports) {
      ports.push_back({port.name, port.direction == verilog::Direction::kInput ? "input" : "output",
                       port.width});
    }
  }
  return ports;
}

manifest::Tiles tiles_of(const MemoryPlan& memory) {
  const TileMap& map = *memory.tiles;
  manifest::Tiles tiles{.rows = map.rows,
                        .columns = map.columns,
                        .mux = map.mux,
                        .down = map.down,
                        .across = map.across,
                        .tiles = map.tiles(),
                        .utilization = memory.utilization(),
                        .write_cycles = {}};
  if (memory.kind != MemoryKind::kSramMacro) tiles.write_cycles = map.write_cycles;
  return tiles;
}

manifest::Memory memory_of(const MemoryImage& image) {
  const MemoryPlan& plan = image.plan;
  manifest::Memory memory{.name = image.name,
                          .layer = image.layer,
                          .kind = plan.contents,
                          .instance = image.instance(),
                          .file = image.file(),
                          .memory = std::string(name_of(plan.kind)),
                          .rows = plan.rows,
                          .width = plan.width,
                          .lane_width = plan.lane_width,
                          .lanes = plan.lanes,
                          .row_layout = image.row_layout,
                          .bit_layout = image.bit_layout,
                          .check_bits = {},
                          .stored_width = {},
                          .tiles = {}};
  if (plan.coded) {
    memory.check_bits = plan.check_bits();
    memory.stored_width = plan.stored_width();
  }
  if (plan.tiles) memory.tiles = tiles_of(plan);
  return memory;
}

manifest::Control control_of(const RegisterMap& map) {
  manifest::Control control{.interface = "axi4-lite",
                            .address_width = kRegisterAddressWidth,
                            .registers = {},
                            .load = {}};
  for (const Register& each : map.registers) {
    manifest::Register entry{.name = each.name,
                             .offset = each.offset,
                             .kind = std::string(name_of(each.kind)),
                             .writable = each.writable,
                             .width = each.width,
                             .wide_error = each.wide_error,
                             .reset = each.reset,
                             .meaning = each.text,
                             .fields = {}};
    for (const RegisterField& field : each.fields) {
      entry.fields.push_back({field.name, field.low, field.width, field.text});
    }
    control.registers.push_back(std::move(entry));
  }
  for (const LoadTarget& target : map.targets) {
    control.load.push_back({target.name, target.words()});
  }
  return control;
}

/// Three digits after the point are plenty for estimates.
double rounded(double value) { return std::round(value * 1000) / 1000; }

manifest::Macro macro_of(const MacroPlan& plan, const Macro& macro) {
  manifest::Macro entry{.name = macro.name,
                        .kind = std::string(name_of(macro.kind)),
                        .tile = tile_leaf(macro.kind),
                        .rows = macro.rows,
                        .columns = macro.columns,
                        .width_um = rounded(macro.tile.width),
                        .height_um = rounded(macro.tile.height),
                        .area_um2 = rounded(macro.tile.area),
                        .read_ns = rounded(macro.tile.read_time),
                        .write_ns = rounded(macro.tile.write_time),
                        .read_energy_pj = rounded(macro.tile.read_energy),
                        .write_energy_pj = rounded(macro.tile.write_energy),
                        .estimated = {}};
  for (const FigureRow& row : figure_rows()) {
    const Figure& figure = macro.cell.*row.figure;
    if (figure.given() && plan.technology.sources.at(figure.from).is_estimate) {
      entry.estimated.emplace_back(row.key);
    }
  }
  return entry;
}

manifest::Macros macros_of(const Design& design) {
  const MacroPlan& plan = *design.macros;
  const MacroCosts costs = macro_costs(design);
  manifest::Macros macros{.technology = plan.technology.name,
                          .process = plan.technology.process,
                          .presentations = costs.presentations,
                          .macros = {},
                          .memories = {},
                          .layers = {}};
  for (const Macro& macro : plan.macros) macros.macros.push_back(macro_of(plan, macro));
  for (const MacroMemory& memory : costs.memories) {
    macros.memories.push_back({memory.name, memory.layer, plan.macro_of(memory.kind).name,
                               memory.tiles.tiles(), rounded(memory.cost.area),
                               memory.reads_per_image, rounded(memory.read_energy)});
  }
  MacroTotals total;
  for (const LayerPlan& layer : design.layers) {
    const MacroTotals sum = totals(costs, layer.name);
    if (sum.tiles == 0) continue;
    macros.layers.push_back({layer.name, sum.tiles, rounded(sum.area), rounded(sum.read_energy)});
    total.tiles += sum.tiles;
    total.area += sum.area;
    total.read_energy += sum.read_energy;
  }
  macros.tiles = total.tiles;
  macros.area_um2 = rounded(total.area);
  macros.read_energy_pj_per_image = rounded(total.read_energy);
  return macros;
}

}  // namespace

manifest::Manifest manifest_of(const Design& design, const Network& network,
                               const Provenance& provenance,
                               std::span<const MemoryImage> memories) {
  manifest::Manifest manifest{.generator = generator_name(),
                              .command = provenance.command,
                              .top = design.top,
                              .network = network_of(network),
                              .function = function_of(design),
                              .plan = plan_of(design),
                              .ports = ports_of(design),
                              .memories = {},
                              .control = {},
                              .macros = {},
                              .files = {}};
  for (const MemoryImage& memory : memories) manifest.memories.push_back(memory_of(memory));
  if (design.control) manifest.control = control_of(design.control->map);
  if (design.macros) manifest.macros = macros_of(design);
  return manifest;
}

}  // namespace scbnn
