// Traffic follows from seed and image, and asks for what it was asked for.
#include <catch2/catch.hpp>
#include <set>

#include "sim/cosim/canary.hpp"
#include "sim/cosim/process.hpp"
#include "sim/cosim/stimulus.hpp"
#include "support/problem.hpp"

namespace {

using namespace scbnn;

cosim::Deliverable design_of(int beats) {
  cosim::Deliverable design;
  design.beats = beats;
  return design;
}

bool same(const cosim::Frame& a, const cosim::Frame& b) {
  return a.image == b.image && a.presentations == b.presentations && a.beats == b.beats &&
         a.reset_cycles == b.reset_cycles && a.seed == b.seed && a.drains == b.drains &&
         a.stall_cycles == b.stall_cycles && a.stop_after == b.stop_after;
}

}  // namespace

TEST_CASE("a run of fewer images shows them in the same way", "[cosim]") {
  const cosim::Deliverable design = design_of(5);
  cosim::Traffic traffic{{1, 2, 4}, {0}, 30, 30, 50, 50, 9};
  traffic.stall_percent = 40;
  traffic.stop_percent = 40;
  const auto whole = cosim::make_stimulus(design, traffic, 0, 50);
  const auto part = cosim::make_stimulus(design, traffic, 20, 10);
  std::vector<cosim::Frame> wanted;
  for (const cosim::Frame& frame : whole.frames) {
    if (frame.image >= 20 && frame.image < 30) wanted.push_back(frame);
  }
  REQUIRE(part.frames.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(same(part.frames[i], wanted[i]));
}

TEST_CASE("every image has one good frame; bad ones have another length", "[cosim]") {
  for (const int beats : {1, 2, 7}) {
    const cosim::Deliverable design = design_of(beats);
    const auto stimulus = cosim::make_stimulus(design, {{2, 8}, {0}, 0, 0, 60, 40, 3}, 5, 200);
    std::set<int> presentations;
    int good = 0;
    int too_short = 0;
    int too_long = 0;
    int resets = 0;
    int bad_resets = 0;
    for (const cosim::Frame& frame : stimulus.frames) {
      CHECK(frame.beats >= 1);
      presentations.insert(frame.presentations);
      if (frame.reset_cycles > 0) {
        ++resets;
        bad_resets += frame.beats == beats ? 0 : 1;
      } else if (frame.is_good(design)) {
        CHECK(frame.image == 5 + good);
        ++good;
      } else {
        (frame.beats < beats ? too_short : too_long) += 1;
      }
    }
    CHECK(good == 200);
    CHECK(resets > 40);
    CHECK(bad_resets > 10);
    CHECK(bad_resets < resets - 10);
    CHECK(too_long > 30);
    CHECK((too_short > 30) == (beats > 1));
    CHECK(presentations == std::set<int>{2, 8});
  }
}

TEST_CASE("without bad frames and resets there are none", "[cosim]") {
  const auto stimulus = cosim::make_stimulus(design_of(3), {{4}, {0}, 10, 10, 0, 0, 1}, 0, 100);
  REQUIRE(stimulus.frames.size() == 100);
  for (const cosim::Frame& frame : stimulus.frames) CHECK(frame.is_good(design_of(3)));
}

TEST_CASE("resets strike at any cycle of a frame's way", "[cosim]") {
  cosim::Deliverable design = design_of(4);
  design.cycles = {{2, 10, 25}};
  const auto stimulus = cosim::make_stimulus(design, {{2}, {0}, 0, 0, 0, 100, 3}, 0, 2000);
  std::set<std::int64_t> cycles;
  int drains = 0;
  for (const cosim::Frame& frame : stimulus.frames) {
    if (frame.reset_cycles == 0) continue;
    cycles.insert(frame.reset_cycles);
    drains += frame.drains ? 1 : 0;
  }
  CHECK(*cycles.begin() == 1);
  CHECK(*cycles.rbegin() == 35);
  CHECK(cycles.size() == 35);
  CHECK(drains > 800);
  CHECK(drains < 1200);
}

TEST_CASE("results wait longer than all stages can hide, and designs stop amid frames", "[cosim]") {
  cosim::Deliverable design = design_of(4);
  design.cycles = {{2, 10, 25}};
  cosim::Traffic traffic{{2}};
  traffic.stall_percent = 50;
  traffic.stop_percent = 50;
  std::int64_t longest = 0;
  std::set<int> stops;
  for (const cosim::Frame& frame : cosim::make_stimulus(design, traffic, 0, 500).frames) {
    longest = std::max(longest, frame.stall_cycles);
    stops.insert(frame.stop_after);
  }
  CHECK(longest == 60);  // three frames in each of the two stages beside the layers
  CHECK(stops == std::set<int>{0, 1, 2, 3, 4});
}

TEST_CASE("one bit of a memory image is flipped", "[cosim]") {
  const cosim::Memory memory{"layer1", "weights", "mem/layer1_weights.hex", 2, 10};
  CHECK(cosim::flip_bit("3ff\n000\n", memory, 0, 9) == "1ff\n000\n");
  CHECK(cosim::flip_bit("3ff\n000\n", memory, 1, 0) == "3ff\n001\n");
  CHECK(cosim::flip_bit("3ff\n000\n", memory, 1, 7) == "3ff\n080\n");
  CHECK_THROWS_AS(cosim::flip_bit("3ff\n000\n", memory, 2, 0), InputError);
}

TEST_CASE("a bit of a code word is flipped with its check bits", "[cosim]") {
  // Two lanes of 4 and 2 bits; a row is 7 check bits, 2 data bits, 7 check bits, 4 data bits.
  const cosim::Memory memory{"layer1", "weights", "mem/layer1_weights.hex", 1, 6, 4, 7};
  CHECK(cosim::flip_bit("00000\n", memory, 0, 0) == "000b1\n");  // column 11
  CHECK(cosim::flip_bit("00000\n", memory, 0, 3) == "00138\n");  // column 19
  CHECK(cosim::flip_bit("000b1\n", memory, 0, 5) == "1b0b1\n");  // column 13 above bit 1
  CHECK(cosim::flip_bit("1b0b1\n", memory, 0, 5) == "000b1\n");
}

TEST_CASE("a command reads as one would type it", "[cosim]") {
  CHECK(cosim::to_string(cosim::Command{{"ls", "-l", "my file", "it's"}, "/tmp"}) ==
        "cd /tmp && ls -l 'my file' 'it'\\''s'");
}

TEST_CASE("a command's output and status come back", "[cosim]") {
  const auto done = cosim::run({{"sh", "-c", "echo out; echo err >&2; pwd; exit 3"}, "/"});
  CHECK(done.status == 3);
  CHECK(done.output == "out\nerr\n/\n");
  CHECK(cosim::run({{"sh", "-c", "kill -9 $$"}, {}}).status == 128 + 9);
  CHECK_THROWS_AS(cosim::run({{"/no/such/program"}, {}}), InputError);
}
