// The planner's cycles against a clocked model of the pipeline's handshakes.
//
// The model knows each block only by its own rules (when it is ready, how long it works, what it
// holds back); that the stages add up to the planner's formulas is what is tested.
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <deque>
#include <vector>

#include "generator/plan/design.hpp"
#include "generator/plan/plan_table.hpp"
#include "tests/unit/plan_fixture.hpp"

namespace {

using scbnn::Design;
using scbnn::LayerPlan;

/// A beat or word, by what matters for time.
struct Token {
  bool last = false;
};

/// Works some cycles on a beat, then offers it; the whole stage holds while it waits.
struct Encoder {
  int cycles;
  int left = 0;  // presentations of the beat inside
  bool inside_last = false;
  bool offers = false;
  bool offers_last = false;

  [[nodiscard]] bool ready(bool taken) const { return (!offers || taken) && left <= 1; }
  void clock(bool accepted, bool last, bool taken) {
    if (offers && !taken) return;
    offers = left == 1;
    offers_last = inside_last;
    if (left > 0) --left;
    if (accepted) {
      left = cycles;
      inside_last = last;
    }
  }
};

/// Passes a beat on, or keeps one that is not taken; ready from a register.
struct Slice {
  bool full = false;

  [[nodiscard]] bool ready() const { return !full; }
  [[nodiscard]] bool offers(bool offered) const { return full || offered; }
  void clock(bool offered, bool taken) { full = offers(offered) && !taken; }
};

/// Elements in, words out; pops a word whenever it has one and the buffer takes it.
struct Gearbox {
  int in;
  int out;
  int frame;
  std::deque<Token> words = {};
  int part = 0;
  int elements = 0;  // of this frame, so far

  [[nodiscard]] bool ready(bool popped) const {
    const std::size_t left = words.size() - (popped ? 1 : 0);
    const bool aligned = in % out == 0 || out % in == 0;
    return left == 0 || (!aligned && left == 1 && part == 0);
  }
  void clock(bool accepted, bool popped) {
    if (popped) words.pop_front();
    if (!accepted) return;
    for (int e = 0; e < in && elements < frame; ++e) {
      ++elements;
      if (++part == out || elements == frame) {
        words.push_back({elements == frame});
        part = 0;
      }
    }
    if (elements == frame) elements = 0;
  }
};

/// Two banks, ready and valid from registers.
struct Buffer {
  std::array<bool, 2> full{};
  std::size_t write = 0;
  std::size_t read = 0;

  [[nodiscard]] bool ready() const { return !full[write]; }
  [[nodiscard]] bool frame_valid() const { return full[read]; }
  void clock(bool last_written, bool released) {
    if (released) {
      full[read] = false;
      read ^= 1U;
    }
    if (last_written) {
      full[write] = true;
      write ^= 1U;
    }
  }
};

/// A ring of images, each read presentation after presentation; freed in order.
struct Store {
  int slots;
  int presentations;
  int stored = 0;     // images inside, whole
  int presented = 0;  // of them, all presentations read
  int time = 0;       // presentations read of the next one

  [[nodiscard]] bool ready() const { return stored < slots; }
  [[nodiscard]] bool frame_valid() const { return presented < stored; }
  void clock(bool last_written, bool released, bool freed) {
    if (last_written) ++stored;
    if (released && ++time == presentations) {
      time = 0;
      ++presented;
    }
    if (freed) {
      --stored;
      --presented;
    }
  }
};

/// One issue a cycle; a group's beat is offered four cycles after its last issue.
struct Engine {
  int groups;
  int issues_per_group;
  int issued = 0;             // of this frame
  std::array<int, 4> pipe{};  // 0 nothing, 1 a beat, 2 the frame's last beat

  [[nodiscard]] bool offers() const { return pipe[3] != 0; }
  [[nodiscard]] bool offers_last() const { return pipe[3] == 2; }
  /// Returns whether the frame's bank is released.
  bool clock(bool frame_valid, bool taken) {
    if (offers() && !taken) return false;
    pipe = {0, pipe[0], pipe[1], pipe[2]};
    if (!frame_valid) return false;
    ++issued;
    const bool last = issued == groups * issues_per_group;
    if (issued % issues_per_group == 0) pipe[0] = last ? 2 : 1;
    if (last) issued = 0;
    return last;
  }
};

constexpr int kToResult = 3;         // from the last beat of scores: argmax two, result one
constexpr int kToVerdictResult = 6;  // totals one, argmax two, verdict two, result one
constexpr int kToFree = 5;

/// The cycles in which results are taken, from the first beat accepted.
std::vector<int> result_cycles(const Design& design, int presentations, int images) {
  const bool output = design.totals.has_value();
  const int per_cycle = design.encoder.presentations_per_cycle;
  Encoder encoder{std::max(1, presentations / per_cycle)};
  std::vector<Slice> slices(design.layers.size());
  std::vector<Gearbox> gearboxes;
  std::vector<Buffer> buffers(design.layers.size());
  Store store{design.totals ? design.totals->slots : 0, presentations};
  std::vector<Engine> engines;
  int elements = design.encoder.pixels_per_beat;
  for (const LayerPlan& layer : design.layers) {
    gearboxes.push_back({elements, layer.simd, layer.inputs});
    int visits = 1;
    if (engines.empty() && !output) {
      if (design.encoder.word == scbnn::WordKind::kPresentations) {
        visits = presentations / design.layers.front().engine.per_cycle;
      } else {
        while ((1 << visits) <= presentations) ++visits;
      }
    }
    engines.push_back({layer.groups, layer.chunks * visits});
    elements = layer.pe;
  }

  std::vector<int> results;
  std::deque<int> frees;
  int presented = 0;
  int beat = 0;
  for (int cycle = 0; static_cast<int>(results.size()) < images; ++cycle) {
    bool taken = true;  // of the stage at hand; argmax takes one beat per cycle
    if (engines.back().offers_last()) {
      if (!output) {
        results.push_back(cycle + kToResult);
      } else if (++presented % presentations == 0) {
        results.push_back(cycle + kToVerdictResult);
        frees.push_back(cycle + kToFree);
      }
    }
    const bool freed = !frees.empty() && frees.front() == cycle;
    if (freed) frees.pop_front();
    for (std::size_t l = engines.size(); l-- > 0;) {
      const bool stores = output && l == 0;
      const bool frame_valid = stores ? store.frame_valid() : buffers[l].frame_valid();
      const bool room = stores ? store.ready() : buffers[l].ready();
      const bool released = engines[l].clock(frame_valid, taken);
      const bool popped = !gearboxes[l].words.empty() && room;
      const bool last_written = popped && gearboxes[l].words.front().last;
      const bool ready = gearboxes[l].ready(popped);
      const bool offered = l == 0 ? encoder.offers : engines[l - 1].offers();
      // Between layers there is a slice.
      const bool inside = l == 0 ? offered : slices[l].offers(offered);
      const bool slice_ready = l == 0 ? ready : slices[l].ready();
      gearboxes[l].clock(inside && ready, popped);
      slices[l].clock(offered, ready);
      if (stores) {
        store.clock(last_written, released, freed);
      } else {
        buffers[l].clock(last_written, released);
      }
      taken = offered && slice_ready;
    }
    const bool accepted = encoder.ready(taken);
    encoder.clock(accepted, beat == design.encoder.beats - 1, taken);
    if (accepted) beat = (beat + 1) % design.encoder.beats;
  }
  return results;
}

Design arbitrary_design() {
  const int layers = *rc::gen::inRange(1, 4);
  std::vector<int> sizes;
  for (int l = 0; l <= layers; ++l) sizes.push_back(*rc::gen::inRange(1, 40));
  const scbnn::Network network = scbnn::plan_test::dense(sizes);
  scbnn::Config config;
  config.presentations_max = 8;
  if (*rc::gen::inRange(0, 2) == 0) config.encoder_presentations_per_cycle = 1;
  if (*rc::gen::inRange(0, 3) == 0) config.function.mode = scbnn::Mode::kOutput;
  if (*rc::gen::inRange(0, 3) == 0) config.engine = scbnn::FirstLayerEngine::kPresentations;
  config.pixels_per_beat = *rc::gen::inRange(1, 17);
  for (const scbnn::Layer& layer : network.layers) {
    // Small divisors often, since stages of few cycles leave no time to hide a bubble in.
    const auto part_of = [](int whole) {
      return *rc::gen::oneOf(rc::gen::inRange(1, whole + 1), rc::gen::just(whole),
                             rc::gen::just((whole + 1) / 2), rc::gen::just(1));
    };
    config.folding[layer.name] = {part_of(layer.output.shape.size()),
                                  part_of(layer.input.shape.size())};
  }
  return scbnn::plan(network, config);
}

}  // namespace

TEST_CASE("the pipeline takes the planned cycles", "[plan][cycles]") {
  CHECK(rc::check([] {
    const Design design = arbitrary_design();
    const int presentations = 1 << *rc::gen::inRange(0, 4);
    const scbnn::Cycles planned = scbnn::cycles(design, presentations);
    RC_LOG() << scbnn::plan_table(design, presentations);
    const std::vector<int> results = result_cycles(design, presentations, 60);
    RC_ASSERT(results.front() == planned.first_result);
    for (std::size_t i = 50; i < results.size(); ++i) {
      RC_ASSERT(results[i] - results[i - 1] == planned.per_image);
    }
  }));
}

TEST_CASE("a gearbox can be slower than both stages beside it", "[plan][cycles]") {
  // The encoder offers four pixels every 3 cycles; a beat takes 4 cycles to leave as words of one,
  // the last one of a frame 1, but the next beat is not there for 3: 4 + 4 + 4 + 3.
  scbnn::Config config;
  config.function.presentations = 3;
  config.encoder_presentations_per_cycle = 1;
  config.engine = scbnn::FirstLayerEngine::kPresentations;
  config.presentations_per_cycle = 3;
  config.pixels_per_beat = 4;
  config.folding["layer1"] = {1, 1};
  const Design design = scbnn::plan(scbnn::plan_test::dense({13, 1}), config);
  const scbnn::Cycles planned = scbnn::cycles(design, 3);
  CHECK(planned.stage == std::vector<int>{12, 13});
  CHECK(planned.per_image == 15);
  const std::vector<int> results = result_cycles(design, 3, 20);
  CHECK(results[19] - results[18] == 15);
}

TEST_CASE("a register slice makes good what a gearbox would lose", "[plan][cycles]") {
  // As above, but between layers: a beat waits in the slice while the engine is at the next one.
  scbnn::Config config;
  config.function.presentations = 1;
  config.pixels_per_beat = 1;
  config.folding["layer1"] = {4, 2};
  config.folding["layer2"] = {1, 1};
  const Design design = scbnn::plan(scbnn::plan_test::dense({5, 13, 1}), config);
  const scbnn::Cycles planned = scbnn::cycles(design, 1);
  CHECK(planned.stage == std::vector<int>{5, 12, 13});
  CHECK(planned.per_image == 13);
  const std::vector<int> results = result_cycles(design, 1, 20);
  CHECK(results[19] - results[18] == 13);
}

TEST_CASE("stages of equal length leave no bubble", "[plan][cycles]") {
  for (const int size : {1, 2, 3, 16}) {
    scbnn::Config config;
    config.function.presentations = 1;
    config.pixels_per_beat = 1;
    config.folding["layer1"] = {size, 1};
    config.folding["layer2"] = {1, size};
    const Design design = scbnn::plan(scbnn::plan_test::dense({size, size, size}), config);
    CHECK(scbnn::cycles(design, 1).stage == std::vector<int>{size, size, size});
    const std::vector<int> results = result_cycles(design, 1, 6);
    for (std::size_t i = 1; i < results.size(); ++i) {
      CHECK(results[i] - results[i - 1] == size);
    }
  }
}
