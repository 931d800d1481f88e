// The comparison takes words apart rightly and names what differs.
#include <catch2/catch.hpp>

#include "sim/cosim/compare.hpp"

namespace {

using namespace scbnn;
using cosim::compare;

// 3 pixels in beats of 2, three planes (T <= 4); 3 hidden neurons by 2; 2 scores of 40 bits by 2.
cosim::Deliverable small_design() {
  cosim::Deliverable design;
  design.pixels = 3;
  design.pixels_per_beat = 2;
  design.beats = 2;
  design.planes = 3;
  design.layers = {{"layer1", 3, 3, 2, 3, 2, 1, {}}, {"layer2", 3, 2, 2, 3, 1, 1, 40}};
  return design;
}

golden::Trace small_trace() {
  golden::Trace trace;
  trace.counts = {4, 0, 3};
  trace.passes.resize(1);
  trace.passes[0].activations = {{1, 0, 1}};
  trace.passes[0].scores = {5, -2};
  trace.scores = {5, -2};
  trace.predicted = 0;
  return trace;
}

// Counts 4, 0 and 3 as planes (weights 1, 1, 2): 4 = 1+1+2, 0, 3 = 1+2 by plane 1.
cosim::FrameRecord small_record() {
  cosim::FrameRecord record;
  record.encoder = {0b010101, 0b010100};
  record.layers = {{{0b01, 0b01}}, {{5, 0xfffffe00U, 0xffffU}}};
  record.result = 5U << 8U;
  record.last = true;
  record.result_cycle = 99;
  return record;
}

const cosim::Frame kFrame{7, 4, 0, 2, 0, 0};

}  // namespace

TEST_CASE("equal values compare equal and their bits are counted", "[cosim]") {
  const auto result = compare(small_design(), kFrame, small_record(), small_trace());
  for (const auto& mismatch : result.mismatches) UNSCOPED_INFO(to_string(mismatch));
  CHECK(result.mismatches.empty());
  // Planes, hidden bits, scores, and class, top score, flag and TLAST of the result.
  CHECK(result.bits == 3 * 3 + 3 + 2 * 40 + 8 + 24 + 1 + 1);
}

TEST_CASE("a flipped bit is named by stage and element", "[cosim]") {
  auto record = small_record();
  SECTION("in a plane") {
    record.encoder[1] ^= 1U << 4U;  // plane 2 of pixel 2 weighs 2
    const auto result = compare(small_design(), kFrame, record, small_trace());
    REQUIRE(result.mismatches.size() == 1);
    CHECK(to_string(result.mismatches[0]) ==
          "image 7, T = 4, encoder, pixel 2: RTL 1, golden 3 (cycle 99)");
  }
  SECTION("in a hidden neuron") {
    record.layers[0][0][1] = 0;
    const auto result = compare(small_design(), kFrame, record, small_trace());
    REQUIRE(result.mismatches.size() == 1);
    CHECK(to_string(result.mismatches[0]) ==
          "image 7, T = 4, layer1, neuron 2: RTL 0, golden 1 (cycle 99)");
  }
  SECTION("in a score across words, with its sign") {
    record.layers[1][0][2] ^= 1U << 15U;  // the sign of score 1
    const auto result = compare(small_design(), kFrame, record, small_trace());
    REQUIRE(result.mismatches.size() == 1);
    CHECK(result.mismatches[0].stage == "layer2");
    CHECK(result.mismatches[0].element == "neuron 1");
    CHECK(result.mismatches[0].rtl == -2 + (std::int64_t{1} << 39U));
  }
  SECTION("in the result") {
    record.result |= 1U;
    record.error = true;
    const auto result = compare(small_design(), kFrame, record, small_trace());
    REQUIRE(result.mismatches.size() == 2);
    CHECK(result.mismatches[0].element == "class");
    CHECK(result.mismatches[1].element == "error flag");
  }
}

TEST_CASE("what lies beyond the last pixel or neuron does not count", "[cosim]") {
  auto record = small_record();
  record.encoder[1] |= 0b101010;   // pixel 3 of 3
  record.layers[0][0][1] |= 0b10;  // neuron 3 of 3
  CHECK(compare(small_design(), kFrame, record, small_trace()).mismatches.empty());
}

TEST_CASE("a missing beat is a mismatch", "[cosim]") {
  auto record = small_record();
  record.layers[0][0].pop_back();
  const auto result = compare(small_design(), kFrame, record, small_trace());
  REQUIRE(result.mismatches.size() == 1);
  CHECK(to_string(result.mismatches[0]) ==
        "image 7, T = 4, layer1, beats: RTL 1, golden 2 (cycle 99)");
}

TEST_CASE("fewer planes count where T is smaller", "[cosim]") {
  // T = 2: planes 0 and 1 weigh 1 each; plane 2 holds anything.
  auto record = small_record();
  record.encoder = {0b100101, 0b110100};
  auto trace = small_trace();
  trace.counts = {2, 0, 1};
  cosim::Frame frame = kFrame;
  frame.presentations = 2;
  CHECK(compare(small_design(), frame, record, trace).mismatches.empty());
}

TEST_CASE("plane 0 weighs what the others leave of T", "[cosim]") {
  // T = 6: weights 3, 1, 2.
  auto record = small_record();
  record.encoder = {0b010101, 0b000001};
  auto trace = small_trace();
  trace.counts = {6, 0, 3};
  cosim::Frame frame = kFrame;
  frame.presentations = 6;
  CHECK(compare(small_design(), frame, record, trace).mismatches.empty());
}

TEST_CASE("a bad frame must be flagged, with class and score 0", "[cosim]") {
  cosim::FrameRecord record = small_record();
  record.error = true;
  record.result = 0;
  cosim::Frame frame = kFrame;
  frame.beats = small_design().beats + 1;
  CHECK(cosim::compare_bad(small_design(), frame, record).mismatches.empty());
  record.error = false;
  record.result = 3;
  CHECK(cosim::compare_bad(small_design(), frame, record).mismatches.size() == 2);
}

TEST_CASE("of a bad frame no more beats pass than of a good one", "[cosim]") {
  cosim::FrameRecord record = small_record();
  record.error = true;
  record.result = 0;
  cosim::Frame frame = kFrame;
  frame.beats = small_design().beats + 1;
  const auto first = [&] {
    const auto result = cosim::compare_bad(small_design(), frame, record);
    return result.mismatches.empty() ? "" : result.mismatches[0].stage;
  };
  record.encoder.push_back(0);
  CHECK(first() == "encoder");
  record.encoder.pop_back();
  record.layers[0][0].push_back(0);
  CHECK(first() == "layer1");
}
