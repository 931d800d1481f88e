// Which keys the manifest has, in which order, of which ranges: one function for each object.
//
// `Visitor` is called as visit(key, value), for numbers visit(key, value, lowest, highest), and
// visits values that may be absent with visit.optional. The writer's makes JSON of them, the
// reader's fills them in.
#pragma once

#include <cstdint>
#include <limits>

#include "deliverable/manifest.hpp"

namespace scbnn::manifest {

/// Numbers that count something in hardware; more is a broken file, not a large design.
inline constexpr std::int64_t kMany = 1 << 30;
inline constexpr std::int64_t kWidest = 1 << 24;  ///< bits of a word
inline constexpr std::int64_t kMost32 = std::numeric_limits<std::uint32_t>::max();

template <class Visitor>
void layout(Visitor& visit, Image& image) {
  visit("channels", image.channels, 1, kMany);
  visit("height", image.height, 1, kMany);
  visit("width", image.width, 1, kMany);
  visit("scale", image.scale);
  visit("offset", image.offset);
  visit("stated_by", image.stated_by);
}

template <class Visitor>
void layout(Visitor& visit, NetworkLayer& layer) {
  visit("name", layer.name);
  visit("node", layer.node);
  visit("inputs", layer.inputs, 1, kMany);
  visit("outputs", layer.outputs, 1, kMany);
}

template <class Visitor>
void layout(Visitor& visit, Network& network) {
  visit("name", network.name);
  visit("model", network.model);
  visit("input", network.input);
  visit("trained_for", network.trained_for);
  visit("classes", network.classes, 1, 256);
  visit("weights", network.weights, 1, std::numeric_limits<std::int64_t>::max());
  visit("score_fraction_bits", network.score_fraction_bits, 0, 62);
  visit("layers", network.layers);
}

template <class Visitor>
void layout(Visitor& visit, Encoder& encoder) {
  visit("kind", encoder.kind);
  visit.optional("stride", encoder.stride, 1, 255);
  visit.optional("width", encoder.width, 8, 32);
  visit.optional("lanes", encoder.lanes, 1, 64);
  visit.optional("seed", encoder.seed, 0, kMost32);
}

template <class Visitor>
void layout(Visitor& visit, Function& function) {
  visit("input", function.input);
  visit("mode", function.mode);
  visit("presentations", function.presentations, 1, 255);
  visit("presentations_at_run_time", function.presentations_at_run_time);
  visit.optional("margin", function.margin);
  visit("encoder", function.encoder);
}

template <class Visitor>
void layout(Visitor& visit, EncoderStage& encoder) {
  visit("coding", encoder.coding);
  visit("taps", encoder.taps, 0, kMost32);
  visit("start_states", encoder.start_states, 0, kMost32);
  visit("levels", encoder.levels, 1, 255);
  visit("pixels", encoder.pixels, 1, kMany);
  visit("pixels_per_beat", encoder.pixels_per_beat, 1, 64);
  visit("presentations_per_cycle", encoder.presentations_per_cycle, 1, 255);
  visit("beats", encoder.beats, 1, kMany);
}

template <class Visitor>
void layout(Visitor& visit, Layer& layer) {
  visit("name", layer.name);
  visit("module", layer.module);
  visit("inputs", layer.inputs, 1, kMany);
  visit("outputs", layer.outputs, 1, kMany);
  visit("pe", layer.pe, 1, kMany);
  visit("simd", layer.simd, 1, kMany);
  visit("groups", layer.groups, 1, kMany);
  visit("chunks", layer.chunks, 1, kMany);
  visit("planes", layer.planes, 1, 255);
  visit("last_plane_weight", layer.last_plane_weight, 1, 255);
  visit("counters", layer.counters);
  visit("registers", layer.registers, 0, 64);
  visit("tail", layer.tail, 0, 64);
  visit("count_width", layer.count_width, 1, 64);
  visit("sum_width", layer.sum_width, 1, 64);
  visit("threshold_width", layer.threshold_width, 0, 64);
  visit("gain_width", layer.gain_width, 0, 64);
  visit("offset_width", layer.offset_width, 0, 64);
  visit("score_width", layer.score_width, 0, 64);
}

template <class Visitor>
void layout(Visitor& visit, Cycles& cycles) {
  visit("presentations", cycles.presentations, 1, 255);
  visit("per_image", cycles.per_image, 1, std::numeric_limits<int>::max());
  visit("first_result", cycles.first_result, 1, std::numeric_limits<int>::max());
  visit("stage", cycles.stage, 1, std::numeric_limits<int>::max());
}

template <class Visitor>
void layout(Visitor& visit, Plan& plan) {
  visit("presentations_max", plan.presentations_max, 1, 255);
  visit("class_width", plan.class_width, 1, 8);
  visit("clock_mhz", plan.clock_mhz);
  visit("target", plan.target);
  visit("first_layer", plan.first_layer);
  visit("presentations_per_cycle", plan.presentations_per_cycle, 1, 255);
  visit.optional("slots", plan.slots, 2, 64);
  visit.optional("margin_width", plan.margin_width, 1, 31);
  visit.optional("total_width", plan.total_width, 1, 31);
  visit("encoder", plan.encoder);
  visit("layers", plan.layers);
  visit("cycles", plan.cycles);
}

template <class Visitor>
void layout(Visitor& visit, Port& port) {
  visit("name", port.name);
  visit("direction", port.direction);
  visit("width", port.width, 1, kWidest);
}

template <class Visitor>
void layout(Visitor& visit, Tiles& tiles) {
  visit("rows", tiles.rows, 1, kMany);
  visit("columns", tiles.columns, 1, kMany);
  visit("mux", tiles.mux, 1, kMany);
  visit("down", tiles.down, 1, kMany);
  visit("across", tiles.across, 1, kMany);
  visit("tiles", tiles.tiles, 1, kMany);
  visit("utilization", tiles.utilization);
  visit.optional("write_cycles", tiles.write_cycles, 1, kMany);
}

template <class Visitor>
void layout(Visitor& visit, Memory& memory) {
  visit("name", memory.name);
  visit("layer", memory.layer);
  visit("kind", memory.kind);
  visit("instance", memory.instance);
  visit("file", memory.file);
  visit("memory", memory.memory);
  visit("rows", memory.rows, 1, kMany);
  visit("width", memory.width, 1, kWidest);
  visit("lane_width", memory.lane_width, 1, 32);
  visit("lanes", memory.lanes, 1, kWidest);
  visit("row_layout", memory.row_layout);
  visit("bit_layout", memory.bit_layout);
  visit.optional("check_bits", memory.check_bits, 1, 32);
  visit.optional("stored_width", memory.stored_width, 1, kWidest);
  visit.optional("tiles", memory.tiles);
}

template <class Visitor>
void layout(Visitor& visit, RegisterField& field) {
  visit("name", field.name);
  visit("low", field.low, 0, 31);
  visit("width", field.width, 1, 32);
  visit("meaning", field.meaning);
}

template <class Visitor>
void layout(Visitor& visit, Register& each) {
  visit("name", each.name);
  visit("offset", each.offset, 0, 4092);
  visit("kind", each.kind);
  visit("writable", each.writable);
  visit("width", each.width, 1, 32);
  visit("wide_error", each.wide_error);
  visit("reset", each.reset, 0, kMost32);
  visit("meaning", each.meaning);
  visit("fields", each.fields);
}

template <class Visitor>
void layout(Visitor& visit, Load& load) {
  visit("memory", load.memory);
  visit("words", load.words, 1, std::numeric_limits<std::int64_t>::max());
}

template <class Visitor>
void layout(Visitor& visit, Control& control) {
  visit("interface", control.interface);
  visit("address_width", control.address_width, 3, 32);
  visit("registers", control.registers);
  visit("load", control.load);
}

template <class Visitor>
void layout(Visitor& visit, Macro& macro) {
  visit("name", macro.name);
  visit("kind", macro.kind);
  visit("tile", macro.tile);
  visit("rows", macro.rows, 1, kMany);
  visit("columns", macro.columns, 1, kMany);
  visit("width_um", macro.width_um);
  visit("height_um", macro.height_um);
  visit("area_um2", macro.area_um2);
  visit("read_ns", macro.read_ns);
  visit("write_ns", macro.write_ns);
  visit("read_energy_pj", macro.read_energy_pj);
  visit("write_energy_pj", macro.write_energy_pj);
  visit("estimated", macro.estimated);
}

template <class Visitor>
void layout(Visitor& visit, MacroMemory& memory) {
  visit("name", memory.name);
  visit("layer", memory.layer);
  visit("macro", memory.macro);
  visit("tiles", memory.tiles, 1, kMany);
  visit("area_um2", memory.area_um2);
  visit("reads_per_image", memory.reads_per_image, 0, std::numeric_limits<std::int64_t>::max());
  visit("read_energy_pj_per_image", memory.read_energy_pj_per_image);
}

template <class Visitor>
void layout(Visitor& visit, MacroLayer& layer) {
  visit("name", layer.name);
  visit("tiles", layer.tiles, 1, kMany);
  visit("area_um2", layer.area_um2);
  visit("read_energy_pj_per_image", layer.read_energy_pj_per_image);
}

template <class Visitor>
void layout(Visitor& visit, Macros& macros) {
  visit("technology", macros.technology);
  visit("process", macros.process);
  visit("presentations", macros.presentations, 1, 255);
  visit("macros", macros.macros);
  visit("memories", macros.memories);
  visit("layers", macros.layers);
  visit("tiles", macros.tiles, 1, kMany);
  visit("area_um2", macros.area_um2);
  visit("read_energy_pj_per_image", macros.read_energy_pj_per_image);
}

template <class Visitor>
void layout(Visitor& visit, Manifest& manifest) {
  visit("format", manifest.format, kFormat, kFormat);
  visit("generator", manifest.generator);
  visit("command", manifest.command);
  visit("top", manifest.top);
  visit("network", manifest.network);
  visit("function", manifest.function);
  visit("plan", manifest.plan);
  visit("ports", manifest.ports);
  visit("memories", manifest.memories);
  visit.optional("control", manifest.control);
  visit.optional("macros", manifest.macros);
}

}  // namespace scbnn::manifest
