// What other tools read to pick the design up: file list, timing constraints, FuseSoC core.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "generator/emit/memories/memory_images.hpp"
#include "generator/plan/design.hpp"

namespace scbnn {

/// The Verilog files in compile order, one per line, relative to the folder (`-f <top>.f`).
[[nodiscard]] std::string file_list(std::span<const std::string> verilog);

/// Synopsys Design Constraints: the clock and the times outside the ports.
[[nodiscard]] std::string constraints(const Design& design);

/// A CAPI2 core with targets `default`, `lint` and `sim`.
[[nodiscard]] std::string fusesoc_core(const Design& design, std::span<const std::string> verilog,
                                       std::span<const MemoryImage> memories,
                                       std::span<const std::string> testbench_data);

}  // namespace scbnn
