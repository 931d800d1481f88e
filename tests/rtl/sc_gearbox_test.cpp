// sc_gearbox: beats of InElements become words of OutElements, plane by plane, frame by frame.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct Beat {
  std::vector<Elements> planes;
  bool last;
  std::uint64_t side;  ///< counts with last
  bool operator==(const Beat&) const = default;
};

struct Frame {
  std::vector<Beat> beats;
  std::vector<Beat> words;
  std::size_t elements;  ///< that matter: none in a frame cut short
};

constexpr std::size_t ceil_div(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

/// A frame of `count` beats and the words that come of it.
template <class P>
Frame frame_of(Random& random, std::size_t count) {
  constexpr std::size_t kBeats = ceil_div(P::FrameElements, P::InElements);
  Frame frame{{}, {}, count == kBeats ? static_cast<std::size_t>(P::FrameElements) : 0};
  std::vector<Elements> stream(P::Planes);
  for (std::size_t b = 0; b < count; ++b) {
    Beat beat{{}, b + 1 == count, random.bits(P::SideWidth)};
    // The beat that ends the frame counts for what a whole frame's last beat holds; the rest is
    // junk.
    const std::size_t useful =
        beat.last ? P::FrameElements - (kBeats - 1) * P::InElements : P::InElements;
    for (auto& elements : stream) {
      beat.planes.push_back(random.elements(1, P::InElements));
      elements.insert(elements.end(), beat.planes.back().begin(),
                      beat.planes.back().begin() + static_cast<std::ptrdiff_t>(useful));
    }
    frame.beats.push_back(beat);
  }
  const std::size_t words = ceil_div(stream[0].size(), P::OutElements);
  for (auto& elements : stream) elements.resize(words * P::OutElements);
  for (std::size_t w = 0; w < words; ++w) {
    Beat word{{}, w + 1 == words, w + 1 == words ? frame.beats.back().side : 0};
    for (const auto& elements : stream) {
      const auto begin = elements.begin() + static_cast<std::ptrdiff_t>(w * P::OutElements);
      word.planes.emplace_back(begin, begin + P::OutElements);
    }
    frame.words.push_back(word);
  }
  return frame;
}

}  // namespace

TEST_CASE("sc_gearbox repacks frames", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr std::size_t kBeats = ceil_div(P::FrameElements, P::InElements);
    Dut<Model> dut;
    Random random(12);
    constexpr int kPhases = P::FrameElements < 20 ? 1000 : 60;
    for (int phase = 0; phase < kPhases; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      const bool short_frames = random.chance(30);
      Source<Beat> source(random, gaps);
      Sink<Beat> sink(random, stalls);
      std::vector<Frame> frames;
      std::vector<Beat> expected;
      std::vector<std::size_t> matters;  // elements of each word
      std::size_t beats = 0;
      for (int f = 0; f < 6 || beats < 30; ++f) {
        const std::size_t count =
            short_frames && random.chance(50) ? 1 + random.below(kBeats) : kBeats;
        frames.push_back(frame_of<P>(random, count));
        for (const Beat& beat : frames.back().beats) source.push(beat);
        std::size_t rest = frames.back().elements;
        for (const Beat& word : frames.back().words) {
          expected.push_back(word);
          matters.push_back(std::min<std::size_t>(rest, P::OutElements));
          rest -= matters.back();
        }
        beats += count;
      }
      // A reset finds the store full of ones, of frames of any length; none may be seen afterwards.
      dut.reset();
      dut->ready_i = 0;
      for (std::uint64_t n = random.below(4); n > 0; --n) {
        for (int e = 0; e < P::Planes * P::InElements; ++e) write(dut->data_i, e, 1, 1);
        dut->valid_i = 1;
        dut->last_i = kBeats == 1 || random.chance(70);
        dut.clock();
      }
      dut->valid_i = 0;
      dut.reset();
      const std::uint64_t work = beats + expected.size();
      const std::uint64_t abort_at = random.chance(40) ? random.below(2 * work) : ~std::uint64_t{0};
      std::uint64_t cycles = 0, last_in = 0, idle_out = 0;
      for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * work + 1000);
        const Beat* in = source.offer();
        dut->valid_i = in != nullptr;
        for (int k = 0; k < P::Planes; ++k) {
          for (int e = 0; e < P::InElements; ++e) {
            write(dut->data_i, k * P::InElements + e, 1,
                  in ? in->planes[static_cast<std::size_t>(k)][static_cast<std::size_t>(e)]
                     : random.bits(1));
          }
        }
        dut->last_i = in ? in->last : random.chance(50);
        write(dut->side_i, 0, P::SideWidth, in ? in->side : random.bits(P::SideWidth));
        dut->ready_i = sink.ready();
        dut.settle();
        if (source.settled(dut->ready_o)) last_in = cycles;
        Beat out{{}, dut->last_o != 0, dut->last_o ? read(dut->side_o, 0, P::SideWidth) : 0};
        for (int k = 0; k < P::Planes; ++k) {
          Elements plane;
          for (int e = 0; e < P::OutElements; ++e)
            plane.push_back(read(dut->data_o, k * P::OutElements + e, 1));
          out.planes.push_back(plane);
        }
        sink.settled(dut->valid_o, out);
        idle_out += !dut->valid_o;
        dut.clock();
      }
      // A beat in a cycle or a word out a cycle, across frame borders; the first word one cycle
      // after its beat.
      if (gaps == 0 && stalls == 0 && cycles < abort_at && !short_frames) {
        if (P::InElements <= P::OutElements) REQUIRE(last_in == beats - 1);
        if (P::InElements > P::OutElements) REQUIRE(idle_out == 1);
      }
      REQUIRE(sink.taken().size() <= expected.size());
      if (cycles < abort_at) REQUIRE(sink.taken().size() == expected.size());
      for (std::size_t w = 0; w < sink.taken().size(); ++w) {
        CAPTURE(phase, w);
        REQUIRE(sink.taken()[w].last == expected[w].last);
        REQUIRE(sink.taken()[w].side == expected[w].side);
        for (std::size_t k = 0; k < P::Planes; ++k) {
          for (std::size_t e = 0; e < matters[w]; ++e) {
            require_equal(static_cast<std::int64_t>(sink.taken()[w].planes[k][e]),
                          static_cast<std::int64_t>(expected[w].planes[k][e]),
                          {{"plane", k}, {"element", e}});
          }
        }
      }
    }
  });
}
