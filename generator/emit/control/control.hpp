// The control plane of a design: its module, its ports, its C driver and the packed words that the
// driver loads.
#pragma once

#include <span>
#include <string>

#include "generator/emit/emit.hpp"
#include "generator/emit/memories/memory_images.hpp"
#include "generator/plan/register_map.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

/// The AXI4-Lite ports s_axil_*.
[[nodiscard]] verilog::PortGroup control_ports();

/// "<top>_control".
[[nodiscard]] std::string control_module(const Design& design);

/// rtl/<top>_control.v.
[[nodiscard]] std::string control_module_text(const Design& design, const std::string& header);

/// Bits of the load port that the memories share: of the largest of them.
struct LoadPort {
  int row_width = 1;
  int lane_index_width = 1;
  int lane_width = 1;
};
[[nodiscard]] LoadPort load_port(const RegisterMap& map);

/// In the top, before the stages: wires of settings, gate and load ports.
[[nodiscard]] std::string control_wires(const Design& design);

/// In the top, behind the stages: the gate of frames and the control module.
[[nodiscard]] std::string control_stage(const Design& design);

/// What the load ports of a layer's module are bound to; empty if it has none.
[[nodiscard]] std::vector<verilog::Binding> load_bindings(const RegisterMap& map,
                                                          std::size_t layer);

/// driver/<top>.h, driver/<top>.c, and driver/<memory>.bin for each memory that can be loaded.
[[nodiscard]] FileSet driver(const Design& design, const std::string& header,
                             std::span<const MemoryImage> memories);

/// The words of a memory as LOAD_DATA takes them: bit k of row r is bit (r * width + k) of all.
[[nodiscard]] std::vector<std::uint32_t> load_words(const MemoryImage& memory);

/// The registers as a table in Markdown.
[[nodiscard]] std::string register_table(const RegisterMap& map);

}  // namespace scbnn
