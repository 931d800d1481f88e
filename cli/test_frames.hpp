// The frames of the generated testbench, with the golden model's answers.
#pragma once

#include <vector>

#include "generator/emit/flow/test_frame.hpp"
#include "generator/plan/design.hpp"
#include "network/network.hpp"

namespace scbnn::cli {

/// A few frames that show what matters: two of the configuration's T one after the other, other T
/// between them where T is chosen at run time, one frame too short (where a frame has more than
/// one beat) and one too long. Images are built-in shapes where they fit, else noise from a seed.
[[nodiscard]] std::vector<TestFrame> test_frames(const Design& design, const Network& network);

}  // namespace scbnn::cli
