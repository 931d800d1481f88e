// Every stage of a frame against the golden model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/cosim/run.hpp"
#include "sim/golden/golden.hpp"

namespace scbnn::cosim {

/// One value that differs.
struct Mismatch {
  int image = 0;           ///< index in the data set
  int presentations = 0;   ///< T
  bool bad_frame = false;  ///< a frame too short or too long, checked for its flag only
  int presentation = -1;   ///< t, where the stage's values belong to one; otherwise -1
  std::string stage;       ///< "encoder", "layer2", "result"
  std::string element;     ///< "neuron 17", "pixel 3", "class", "top score", "error flag", ...
  std::int64_t rtl = 0;
  std::int64_t golden = 0;
  std::uint64_t cycle = 0;  ///< when the frame's result was taken
};

/// "image 17, T = 4, layer2, neuron 33: RTL 1, golden 0 (cycle 12345)"; with a presentation,
/// "image 17, T = 4, t = 2, ..".
[[nodiscard]] std::string to_string(const Mismatch& mismatch);

struct Comparison {
  std::vector<Mismatch> mismatches;  ///< in the order of the stages
  std::uint64_t bits = 0;            ///< compared
};

/// A good frame: counts (or bits) of every pixel, every neuron of every layer at every presentation
/// that the layer sees, scores, class, top score, presentations used, flag.
[[nodiscard]] Comparison compare(const Deliverable& deliverable, const Frame& frame,
                                 const FrameRecord& record, const golden::Trace& golden);

/// A bad frame: flagged, class and score 0; presented once, with the beats of a good one at most.
[[nodiscard]] Comparison compare_bad(const Deliverable& deliverable, const Frame& frame,
                                     const FrameRecord& record);

}  // namespace scbnn::cosim
