// The memories of a layer: weights, and thresholds or scores.
#include "generator/emit/memories/layer_memories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "generator/verilog/writer.hpp"

namespace scbnn {
namespace {

using verilog::Binding;

/// A memory as the layer's module sees it.
struct Place {
  const MemoryPlan& plan;
  std::string signal;    ///< "weight": its wires are weight_read, weight_addr, weight_row
  std::string instance;  ///< "u_weights"
  std::string width;     ///< in the module's constants
  std::string depth;
  std::string file;
  std::string activations;  ///< of a memory that multiplies
  const LoadPort* load;     ///< of the layer, through which it is loaded, or null
  bool fails = false;       ///< in a simulation with faults its rows go through a tap

  /// The wires of the row as the memory gives it.
  [[nodiscard]] std::string row() const { return signal + (fails ? "_given" : "_row"); }
};

std::vector<Binding> load_port(const Place& place) {
  const LoadPort& shared = *place.load;
  const std::string prefix = "load_" + place.signal + "s_";
  return {
      {"load_valid_i", prefix + "valid_i"},
      {"load_ready_o", prefix + "ready_o"},
      {"load_write_i", "load_write_i"},
      {"load_row_i", verilog::low_bits("load_row_i", shared.row_width, place.plan.address_width())},
      {"load_lane_i",
       verilog::low_bits("load_lane_i", shared.lane_index_width, place.plan.lane_index_width())},
      {"load_data_i", verilog::low_bits("load_data_i", shared.lane_width, place.plan.lane_width)},
      {"load_done_o", prefix + "done_o"},
      {"load_data_o", prefix + "data_o"},
      {"load_error_o", prefix + "error_o"}};
}

std::string leaf_of(MemoryKind kind) {
  if (is_tiled(kind)) return "sc_memory_tiles";
  return is_writable(kind) ? "sc_memory_ram" : "sc_rom";
}

/// As the leaf has it.
std::string tile_kind(MemoryKind kind) {
  return kind == MemoryKind::kSramMacro ? "sram" : kind == MemoryKind::kStMram ? "mram" : "rram";
}

std::string zeros(int width) { return fmt::format("{}'d0", width); }

/// Without a control port nothing is ever loaded, and the outputs are unused.
std::vector<Binding> idle_load_port(const Place& place) {
  const std::string prefix = "unused_" + place.signal + "_load_";
  return {{"load_valid_i", "1'b0"},
          {"load_ready_o", prefix + "ready"},
          {"load_write_i", "1'b0"},
          {"load_row_i", zeros(place.plan.address_width())},
          {"load_lane_i", zeros(place.plan.lane_index_width())},
          {"load_data_i", zeros(place.plan.lane_width)},
          {"load_done_o", prefix + "done"},
          {"load_data_o", prefix + "data"},
          {"load_error_o", prefix + "error"}};
}

std::vector<verilog::Wire> idle_load_wires(const Place& place) {
  const std::string prefix = "unused_" + place.signal + "_load_";
  return {{1, prefix + "ready"},
          {1, prefix + "done"},
          {place.plan.lane_width, prefix + "data"},
          {1, prefix + "error"}};
}

/// The wires between a coded memory and its decoder.
std::vector<verilog::Wire> code_wires(const Place& place, bool counted) {
  const std::string note = counted ? "" : "unused_";
  return {{place.plan.stored_width(), place.signal + "_code_row"},
          {place.plan.stored_lane_width(), place.signal + "_code_in"},
          {place.plan.stored_lane_width(), place.signal + "_code_out"},
          {1, place.signal + "_code_error"},
          {1, note + place.signal + "_corrected"},
          {1, note + place.signal + "_uncorrectable"}};
}

/// Between a coded memory, the engine and the load port whose bindings are `load`: the memory's
/// become those of code words.
std::string decoder(const Place& place, std::vector<Binding>& load) {
  const bool loads = place.load != nullptr;
  const auto take = [&](const std::string& port, const std::string& code) {
    for (Binding& each : load) {
      if (each.name == port) return code.empty() ? each.value : std::exchange(each.value, code);
    }
    return std::string();
  };
  const std::string access =
      loads ? take("load_valid_i", "") + " && " + take("load_ready_o", "") : "1'b0";
  const std::string note = loads ? "" : "unused_";
  const std::string& signal = place.signal;
  return verilog::instance(
      {"sc_ecc",
       place.instance + "_ecc",
       {{"Width", place.width}, {"LaneWidth", std::to_string(place.plan.lane_width)}},
       {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
        {{"enable_i", signal + "_read"},
         {"row_i", signal + "_code_row"},
         {"data_o", place.row()},
         {"corrected_o", note + signal + "_corrected"},
         {"uncorrectable_o", note + signal + "_uncorrectable"}},
        {{"load_access_i", access},
         {"load_write_i", take("load_write_i", "")},
         {"load_lane_i", take("load_lane_i", "")},
         {"load_data_i", take("load_data_i", signal + "_code_in")},
         {"code_o", signal + "_code_in"},
         {"code_i", signal + "_code_out"},
         {"code_error_i", signal + "_code_error"},
         {"load_data_o", take("load_data_o", signal + "_code_out")},
         {"load_error_o", take("load_error_o", signal + "_code_error")}}}});
}

std::string memory(const Place& place) {
  const MemoryPlan& plan = place.plan;
  const bool writable = is_writable(plan.kind);
  const std::string checks = fmt::format(" + {} * {}", plan.check_bits(), plan.lanes);
  verilog::Instance memory{leaf_of(plan.kind), place.instance, {}, {{{"clk_i", "clk_i"}}}};
  if (plan.tiles) {
    memory.parameters.push_back({"Kind", verilog::string_literal(tile_kind(plan.kind))});
  }
  memory.parameters.push_back({"Width", place.width + (plan.coded ? checks : "")});
  memory.parameters.push_back({"Depth", place.depth});
  if (writable) {
    memory.parameters.push_back({"LaneWidth", std::to_string(plan.stored_lane_width())});
    memory.ports.front().push_back({"rst_i", "rst_i"});
    memory.ports.emplace_back();
  }
  if (plan.kind == MemoryKind::kRegisters) {
    memory.parameters.push_back({"Registers", "1"});
  }
  memory.parameters.push_back({"File", verilog::string_literal(place.file)});
  if (plan.tiles) {
    const TileMap& tiles = *plan.tiles;
    memory.parameters.push_back({"Rows", std::to_string(tiles.rows)});
    memory.parameters.push_back({"Columns", std::to_string(tiles.columns)});
    if (plan.kind != MemoryKind::kSramMacro) {
      memory.parameters.push_back({"WriteCycles", std::to_string(tiles.write_cycles)});
    }
  }
  std::vector<Binding>& engine = memory.ports.back();
  engine.push_back({"enable_i", place.signal + "_read"});
  engine.push_back({"addr_i", place.signal + "_addr"});
  if (plan.tiles) {
    engine.push_back(
        {"act_i", multiplies(plan.kind) ? place.activations : zeros(plan.stored_width())});
  }
  engine.push_back({"data_o", plan.coded ? place.signal + "_code_row" : place.row()});
  if (!writable) return verilog::instance(memory);
  const bool loads = place.load != nullptr;
  std::vector<Binding> load = loads ? load_port(place) : idle_load_port(place);
  std::string out = loads ? "" : verilog::wires(idle_load_wires(place));
  std::string after;
  if (plan.coded) {
    out += verilog::wires(code_wires(place, loads));
    after = '\n' + decoder(place, load);
  }
  memory.ports.push_back(std::move(load));
  return out + verilog::instance(memory) + after;
}

/// Between a memory whose bits may fail and the engine: wires, or in a simulation with faults what
/// inverts them (docs/faults.md).
std::string tap(const Place& place, const LayerPlan& layer, const FrameWires& frame) {
  const bool weights = place.signal == "weight";
  const std::string bits = weights ? "Simd" : "NeuronWidth";
  return "\n`ifdef SCBNN_FAULTS\n" +
         verilog::instance(
             {"sc_row_faults",
              place.instance + "_faults",
              {{"Layer", std::to_string(layer.number)},
               {"Role", verilog::string_literal(weights ? "weights" : "thresholds")},
               {"Neurons", "Outputs"},
               {"Pe", "Pe"},
               {"Sites", weights ? "Inputs" : bits},
               {"Bits", bits},
               {"Multiplies", weights && layer.engine.multiplies ? "1" : "0"},
               {"SideWidth", std::to_string(frame.side_width)}},
              {{{"clk_i", "clk_i"}, {"rst_i", "rst_i"}},
               {{"side_i", frame.side}, {"release_i", frame.release}},
               {{"read_i", place.signal + "_read"},
                {"addr_i", place.signal + "_addr"},
                {"act_i",
                 weights && layer.engine.multiplies ? "weight_act" : "{" + bits + "{1'b1}}"},
                {"row_i", place.row()},
                {"row_o", place.signal + "_row"}}}}) +
         fmt::format("`else\n  assign {}_row = {};\n`endif\n", place.signal, place.row());
}

}  // namespace

std::vector<verilog::PortGroup> load_ports(const LayerPlan& layer) {
  if (!layer.load) return {};
  using verilog::Direction;
  const LoadPort& shared = *layer.load;
  verilog::PortGroup group{"Load port of the weights, and of the " + layer.neurons.contents +
                               "; both share row, lane and data.",
                           {}};
  for (const auto& [name, plan] :
       {std::pair{"weights", &layer.weights}, std::pair{"neurons", &layer.neurons}}) {
    const std::string prefix = fmt::format("load_{}_", name);
    group.ports.push_back({Direction::kInput, 1, prefix + "valid_i"});
    group.ports.push_back({Direction::kOutput, 1, prefix + "ready_o"});
    group.ports.push_back({Direction::kOutput, 1, prefix + "done_o"});
    group.ports.push_back({Direction::kOutput, plan->lane_width, prefix + "data_o"});
    group.ports.push_back({Direction::kOutput, 1, prefix + "error_o"});
  }
  group.ports.push_back({Direction::kInput, 1, "load_write_i"});
  group.ports.push_back({Direction::kInput, shared.row_width, "load_row_i"});
  group.ports.push_back({Direction::kInput, shared.lane_index_width, "load_lane_i"});
  group.ports.push_back({Direction::kInput, shared.lane_width, "load_data_i"});
  return {group};
}

std::vector<verilog::PortGroup> error_ports(const LayerPlan& layer) {
  if (!layer.counts_errors) return {};
  using verilog::Direction;
  return {{"Pulses: a row was read with words that were corrected, or were uncorrectable.",
           {{Direction::kOutput, 1, "corrected_o"}, {Direction::kOutput, 1, "uncorrectable_o"}}}};
}

std::string memories(const LayerPlan& plan, const FrameWires& frame) {
  const LoadPort* load = plan.load ? &*plan.load : nullptr;
  const bool thresholds = plan.thresholds() != nullptr;
  std::vector<verilog::Wire> declared = {
      {1, "weight_read"},
      {plan.weights.address_width(), "weight_addr"},
      {plan.simd, (plan.engine.multiplies ? "" : "unused_") + std::string("weight_act")},
      {plan.weights.width, "weight_given"},
      {plan.weights.width, "weight_row"},
      {1, "neuron_read"},
      {plan.neurons.address_width(), "neuron_addr"},
  };
  if (thresholds) declared.push_back({plan.neurons.width, "neuron_given"});
  declared.push_back({plan.neurons.width, "neuron_row"});
  const auto file = [&](const MemoryPlan& memory) {
    return fmt::format("mem/{}.hex", plan.name_of(memory));
  };
  std::string out =
      "  // Weights: row g*Chunks+c, bit p*Simd+s of neuron g*Pe+p and input c*Simd+s.\n";
  if (plan.engine.multiplies) {
    out += "  // What comes out of them are products with the engine's activations.\n";
  }
  out += plan.scores() ? "  // Scores: row g, NeuronWidth bits per class: its offset, below it its "
                         "gain if any.\n"
                       : "  // Thresholds: row g, NeuronWidth bits per neuron.\n";
  const std::string told =
      plan.counts_errors ? "\n  assign corrected_o     = weight_corrected || neuron_corrected;\n"
                           "  assign uncorrectable_o = weight_uncorrectable || "
                           "neuron_uncorrectable;\n"
                         : "";
  const Place weights{
      plan.weights,       "weight",           "u_weights", "Pe * Simd", "Groups * Chunks",
      file(plan.weights), "{Pe{weight_act}}", load,        true};
  const Place neurons{
      plan.neurons, "neuron",           "u_" + plan.neurons.contents, "Pe * NeuronWidth",
      "Groups",     file(plan.neurons), "{(Pe * NeuronWidth){1'b1}}", load,
      thresholds};
  return out + verilog::wires(declared) + '\n' + memory(weights) + tap(weights, plan, frame) +
         '\n' + memory(neurons) + (thresholds ? tap(neurons, plan, frame) : "") + told;
}

}  // namespace scbnn
