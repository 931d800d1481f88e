// A frame of the generated testbench with the result that it must give.
#pragma once

#include <cstdint>
#include <vector>

namespace scbnn {

struct TestFrame {
  std::vector<std::uint8_t> pixels;  ///< an image's pixels; what a short or long frame sends of
                                     ///< them is `beats`
  int log2_presentations = 0;        ///< as on cfg_log2_presentations; unused where T is fixed
  std::int64_t margin = 0;           ///< as on cfg_margin; 0 where there is no such port
  int beats = 0;                     ///< beats sent, the last of them with TLAST
  int expected_class = 0;            ///< 0 for a frame of the wrong length
  std::int64_t expected_score = 0;   ///< 0 for a frame of the wrong length
  int expected_used = 1;             ///< presentations; 1 for a frame of the wrong length
};

}  // namespace scbnn
