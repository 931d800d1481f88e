// sc_pool: any, all or how many of the bits of a window, element by element.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct Word {
  Elements bits;
  bool outside;
  bool last;
  std::uint64_t side;  ///< counts with last
};

struct Result {
  Elements planes;  ///< plane-major
  bool last;
  std::uint64_t side;
  bool operator==(const Result&) const = default;
};

/// The exact planes of a count out of `most` (docs/arithmetic.md): plane 0 weighs what is missing.
std::vector<std::uint64_t> planes_of(int count, int most) {
  const int planes = bits_for(static_cast<std::uint64_t>(most));
  const int half = 1 << (planes - 1);
  const bool high = count >= half;
  const int rest = high ? count - (most - (half - 1)) : count;
  std::vector<std::uint64_t> bits{high};
  for (int k = 1; k < planes; ++k) bits.push_back(static_cast<std::uint64_t>(rest >> (k - 1) & 1));
  return bits;
}

/// What a frame becomes.
template <class P>
Elements result_of(const std::vector<Word>& frame, int word) {
  constexpr int kPlanes = P::Planes;
  Elements planes(static_cast<std::size_t>(kPlanes * P::Elements));
  for (int e = 0; e < P::Elements; ++e) {
    const bool all = static_cast<std::uint64_t>(P::All) >> (word * P::Elements + e) & 1;
    int ones = 0;
    int inside = 0;
    for (const Word& w : frame) {
      if (w.outside) continue;
      ++inside;
      ones += static_cast<int>(w.bits[static_cast<std::size_t>(e)]);
    }
    if (P::Count == 0) {
      planes[static_cast<std::size_t>(e)] = all ? ones == inside : ones > 0;
      continue;
    }
    const std::vector<std::uint64_t> bits = planes_of(ones, P::Positions);
    for (int k = 0; k < kPlanes; ++k) {
      planes[static_cast<std::size_t>(k * P::Elements + e)] = bits[static_cast<std::size_t>(k)];
    }
  }
  return planes;
}

}  // namespace

TEST_CASE("sc_pool makes one word of a window", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(42);
    for (int phase = 0; phase < 100; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Source<Word> source(random, gaps);
      Sink<Result> sink(random, stalls);
      std::vector<Result> expected;
      std::size_t words = 0;
      for (int f = 0; f < 6 * P::Words; ++f) {
        std::vector<Word> frame;
        const int density = static_cast<int>(random.below(3)) * 45 + 5;
        const auto kept = random.below(P::Positions);  // one position lies inside at least
        for (std::uint64_t p = 0; p < P::Positions; ++p) {
          Word word{{},
                    P::Count == 0 && p != kept && random.chance(30),
                    p + 1 == P::Positions,
                    random.bits(P::SideWidth)};
          for (int e = 0; e < P::Elements; ++e) word.bits.push_back(random.chance(density));
          frame.push_back(word);
          source.push(word);
        }
        words += frame.size();
        const int word = f % P::Words;
        expected.push_back(
            {result_of<P>(frame, word), word + 1 == P::Words, frame.back().side});
      }
      // A reset in the middle of a frame, whose bits nobody may see afterwards.
      dut->valid_i = dut->ready_i = 0;
      dut.reset();
      for (std::uint64_t n = random.below(2 * P::Positions); n > 0; --n) {
        dut->valid_i = dut->ready_i = 1;
        dut->outside_i = 0;
        for (int e = 0; e < P::Elements; ++e) write(dut->data_i, e, 1, random.bits(1));
        dut->last_i = random.chance(20);
        dut.clock();
      }
      dut->valid_i = 0;
      dut.reset();
      std::uint64_t cycles = 0;
      for (; sink.taken().size() < expected.size(); ++cycles) {
        REQUIRE(cycles < 100 * words + 1000);
        const Word* in = source.offer();
        dut->valid_i = in != nullptr;
        write_elements(dut->data_i, 1, in ? in->bits : random.elements(1, P::Elements));
        dut->outside_i = in ? in->outside : random.chance(50);
        dut->last_i = in ? in->last : random.chance(50);
        write(dut->side_i, 0, P::SideWidth, in ? in->side : random.bits(P::SideWidth));
        dut->ready_i = sink.ready();
        dut.settle();
        source.settled(dut->ready_o);
        sink.settled(dut->valid_o, {read_elements(dut->data_o, 1, P::Planes * P::Elements),
                                    dut->last_o != 0, read(dut->side_o, 0, P::SideWidth)});
        dut.clock();
      }
      if (gaps == 0 && stalls == 0) REQUIRE(cycles == words + 1);
      REQUIRE(sink.taken() == expected);
    }
  });
}
