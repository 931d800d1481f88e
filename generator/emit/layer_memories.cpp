// The memories of a layer: weights, and thresholds or scores.
#include <fmt/format.h>

#include "generator/emit/layer_parts.hpp"
#include "generator/emit/verilog.hpp"

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
};

/// "sc_memory_sram".
std::string leaf_of(MemoryKind kind) {
  if (kind == MemoryKind::kRom) return "sc_rom";
  std::string name = "sc_memory_" + std::string(name_of(kind));
  for (char& character : name) {
    if (character == '-') character = '_';
  }
  return name;
}

std::string zeros(int width) { return fmt::format("{}'d0", width); }

/// Without a control plane nothing is ever loaded; what comes back goes nowhere.
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

std::string memory(const Place& place) {
  const bool writable = is_writable(place.plan.kind);
  verilog::Instance memory{leaf_of(place.plan.kind),
                           place.instance,
                           {{"Width", place.width}, {"Depth", place.depth}},
                           {{{"clk_i", "clk_i"}}}};
  if (writable) {
    memory.parameters.push_back({"LaneWidth", std::to_string(place.plan.lane_width)});
    memory.ports.front().push_back({"rst_i", "rst_i"});
    memory.ports.emplace_back();
  }
  memory.parameters.push_back({"File", verilog::string_literal(place.file)});
  for (const Binding& binding :
       {Binding{"enable_i", place.signal + "_read"}, Binding{"addr_i", place.signal + "_addr"},
        Binding{"data_o", place.signal + "_row"}}) {
    memory.ports.back().push_back(binding);
  }
  if (!writable) return verilog::instance(memory);
  memory.ports.push_back(idle_load_port(place));
  return verilog::wires(idle_load_wires(place)) + verilog::instance(memory);
}

}  // namespace

std::string memories(const LayerParts& layer) {
  const LayerPlan& plan = layer.plan;
  const std::vector<verilog::Wire> declared = {
      {1, "weight_read"},
      {plan.weights.address_width(), "weight_addr"},
      {plan.weights.width, "weight_row"},
      {1, "neuron_read"},
      {plan.neurons.address_width(), "neuron_addr"},
      {plan.neurons.width, "neuron_row"},
  };
  const auto file = [&](const MemoryPlan& memory) {
    return fmt::format("mem/{}_{}.hex", plan.name, memory.contents);
  };
  std::string out =
      "  // Weights: row g*Chunks+c, bit p*Simd+s of neuron g*Pe+p and input c*Simd+s.\n";
  out +=
      plan.is_last()
          ? "  // Scores: row g, NeuronWidth bits a class: its offset, below it its gain if any.\n"
          : "  // Thresholds: row g, NeuronWidth bits a neuron.\n";
  return out + verilog::wires(declared) + '\n' +
         memory({plan.weights, "weight", "u_weights", "Pe * Simd", "Groups * Chunks",
                 file(plan.weights)}) +
         '\n' +
         memory({plan.neurons, "neuron", "u_" + plan.neurons.contents, "Pe * NeuronWidth", "Groups",
                 file(plan.neurons)});
}

}  // namespace scbnn
