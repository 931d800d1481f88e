// README.md of the generated folder.
#pragma once

#include <span>
#include <string>

#include "generator/emit/memories/memory_images.hpp"
#include "generator/emit/top/provenance.hpp"

namespace scbnn {

/// What the folder is, how to check and simulate it, its ports, cycles and files.
[[nodiscard]] std::string readme(const Design& design, const Network& network,
                                 const Provenance& provenance,
                                 std::span<const MemoryImage> memories,
                                 std::span<const std::string> verilog, bool has_testbench);

}  // namespace scbnn
