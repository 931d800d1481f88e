// sc_frame_buffer: whole frames in order, two at a time, each readable at will until it is
// released.
#include <algorithm>
#include <deque>
#include <optional>

#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct Word {
  Elements data;
  bool last;
  std::uint64_t side;  ///< counts with last
};

struct Frame {
  std::vector<Elements> words;
  std::uint64_t side;
};

}  // namespace

TEST_CASE("sc_frame_buffer keeps two frames in order", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(13);
    for (int phase = 0; phase < 60; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int lingering =
          static_cast<int>(random.below(3)) * 45;  // chance of a cycle without release
      Source<Word> source(random, gaps);
      std::vector<Frame> frames;
      for (int f = 0; f < 12; ++f) {
        const std::uint64_t length = random.chance(20) ? 1 + random.below(P::Words) : P::Words;
        Frame frame{{}, random.bits(P::SideWidth)};
        for (std::uint64_t w = 0; w < length; ++w) {
          frame.words.push_back(random.elements(1, P::Width));
          const bool last = w + 1 == length;
          source.push({frame.words.back(), last, last ? frame.side : random.bits(P::SideWidth)});
        }
        frames.push_back(frame);
      }
      dut->valid_i = dut->release_i = dut->read_i = 0;
      dut.reset();
      const std::uint64_t abort_at =
          random.chance(30) ? random.below(24 * P::Words) : ~std::uint64_t{0};
      std::size_t written = 0, released = 0;  // frames
      std::optional<Elements> shown;
      for (std::uint64_t cycles = 0; released < frames.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 200 * 12 * P::Words + 1000);
        const Word* in = source.offer();
        dut->valid_i = in != nullptr;
        write_elements(dut->data_i, 1, in ? in->data : random.elements(1, P::Width));
        dut->last_i = in ? in->last : random.chance(50);
        write(dut->side_i, 0, P::SideWidth, in ? in->side : random.bits(P::SideWidth));
        const bool there = written > released;
        // Reads of a frame that is there, or of none: then nothing is known of the data.
        const bool read_now = random.chance(60);
        const std::size_t length = there ? frames[released].words.size() : P::Words;
        const std::size_t addr = random.below(length);
        dut->read_i = read_now;
        dut->read_addr_i = static_cast<std::uint8_t>(read_now ? addr : random.below(P::Words));
        dut->release_i = there && !random.chance(lingering);
        dut.settle();
        REQUIRE(dut->frame_valid_o == there);
        if (there) REQUIRE(read(dut->side_o, 0, P::SideWidth) == frames[released].side);
        REQUIRE(dut->ready_o == (written - released < 2));
        const bool release = dut->release_i;
        const bool last = in && in->last;
        if (source.settled(dut->ready_o)) written += last;
        dut.clock();
        if (read_now) shown = there ? std::optional(frames[released].words[addr]) : std::nullopt;
        if (shown) REQUIRE(read_elements(dut->read_data_o, 1, P::Width) == *shown);
        released += release;
      }
    }
  });
}
