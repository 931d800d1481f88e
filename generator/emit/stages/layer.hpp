// One layer's module, and the parts of it that only some layers have.
#pragma once

#include <string>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/verilog/writer.hpp"

namespace scbnn {

/// rtl/<top>_<layer>.v.
[[nodiscard]] std::string layer_module_text(const Design& design, const LayerPlan& layer,
                                            const std::string& header);

/// The ports between an image store and the verdicts.
[[nodiscard]] std::vector<verilog::PortGroup> image_ports(const ImageStorePlan& store);

/// Image store and presenter, in place of the frame buffer.
[[nodiscard]] std::string image_store(const Design& design, const LayerPlan& layer,
                                      const ImageStorePlan& store);

}  // namespace scbnn
