// The control port of a design: its module, its ports, its C driver and the packed words that the
// driver loads.
#pragma once

#include <span>
#include <string>

#include "deliverable/file_set.hpp"
#include "generator/emit/memories/memory_images.hpp"
#include "generator/plan/design.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

/// The AXI4-Lite ports s_axil_*.
[[nodiscard]] verilog::PortGroup control_ports();

/// "<top>_control".
[[nodiscard]] std::string control_module(const Design& design);

/// rtl/<top>_control.v.
[[nodiscard]] std::string control_module_text(const Design& design, const std::string& header);

/// In the top, before the stages: wires of settings, gate and load ports.
[[nodiscard]] std::string control_wires(const Design& design);

/// In the top, after the stages: the gate of frames and the control module.
[[nodiscard]] std::string control_stage(const Design& design);

/// What the load ports of a layer's module are bound to; it has some.
[[nodiscard]] std::vector<verilog::Binding> load_bindings(const ControlPlan& control,
                                                          const LayerPlan& layer);

/// driver/<top>.h, driver/<top>.c, and driver/<memory>.bin for each memory that can be loaded.
[[nodiscard]] FileSet driver(const Design& design, const std::string& header,
                             std::span<const MemoryImage> memories);

/// The words of a memory as LOAD_DATA takes them: bit k of row r is bit (r * width + k) of all.
[[nodiscard]] std::vector<std::uint32_t> load_words(const MemoryImage& memory);

/// The registers as a table in Markdown.
[[nodiscard]] std::string register_table(const RegisterMap& map);

}  // namespace scbnn
