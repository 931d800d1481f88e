// The Verilog around the layers: the generated top, headers, and the leaf modules of a design.
#pragma once

#include <set>
#include <span>
#include <string>

#include "deliverable/file_set.hpp"
#include "generator/emit/top/provenance.hpp"
#include "generator/plan/design.hpp"
#include "network/network.hpp"

namespace scbnn {

/// What wrote a file, from what, and how to write it again: the first lines of generated Verilog.
[[nodiscard]] std::string generated_header(const Design& design, const Network& network,
                                           const Provenance& provenance);

/// "784-1024-10".
[[nodiscard]] std::string network_shape(const Design& design);

/// The encoder and T in a few words.
[[nodiscard]] std::string function_summary(const Design& design);

/// rtl/<top>.v.
[[nodiscard]] std::string top_module(const Design& design, const std::string& header);

/// The leaf modules that the texts instantiate, and those that the leaves do, as rtl/<name>.v; of
/// the macros' models those in `tiles`.
[[nodiscard]] FileSet leaf_modules(std::span<const std::string> texts,
                                   const std::set<std::string>& tiles);

}  // namespace scbnn
