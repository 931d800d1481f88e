// The self-checking testbench that travels with the design, in plain Verilog-2005.
#pragma once

#include <span>
#include <string>

#include "deliverable/file_set.hpp"
#include "generator/emit/flow/test_frame.hpp"
#include "generator/plan/design.hpp"

namespace scbnn {

/// tb/<top>_tb.v and the tb/*.hex files that it reads: every frame sent twice, without gaps (where
/// the planned cycles to the first result are checked) and with random gaps and back-pressure. The
/// first two frames must be whole and of the same T.
[[nodiscard]] FileSet testbench(const Design& design, std::span<const TestFrame> frames,
                                const std::string& header);

}  // namespace scbnn
