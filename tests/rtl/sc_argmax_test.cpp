// sc_argmax: the first maximum over all beats of a frame, and the highest of the other scores;
// places beyond the last class never count.
#include <algorithm>

#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct In {
  std::vector<std::int64_t> scores;
  bool last;
  std::uint64_t side;
};

struct Out {
  std::uint64_t winner;
  std::int64_t score;
  std::int64_t second;  ///< highest of the others, where it is given and there are others
  std::uint64_t side;
  bool operator==(const Out&) const = default;
};

}  // namespace

TEST_CASE("sc_argmax finds the first maximum of every frame", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kBeats = (P::Outputs + P::Pe - 1) / P::Pe;
    constexpr int kClassWidth = std::max(1, clog2(P::Outputs));
    constexpr std::int64_t kMost = (std::int64_t{1} << (P::ScoreWidth - 1)) - 1;
    constexpr bool kSecond = P::Best == 2 && P::Outputs > 1;
    Dut<Model> dut;
    Random random(15);
    for (int phase = 0; phase < 60; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Source<In> source(random, gaps);
      Sink<Out> sink(random, stalls);
      std::vector<Out> expected;
      for (int f = 0; f < 20; ++f) {
        // Few different values make ties; now and then only the most negative ones.
        const int kind = static_cast<int>(random.below(6));
        const auto draw = [&] {
          if (kind == 0) return -kMost - 1;
          if (kind == 1) return -kMost - 1 + static_cast<std::int64_t>(random.below(2));
          if (kind == 2) return kMost - static_cast<std::int64_t>(random.below(2));
          if (kind == 3) return as_signed(random.bits(2), 2);
          return as_signed(random.bits(P::ScoreWidth), P::ScoreWidth);
        };
        Out out{0, -kMost - 1, 0, random.bits(P::SideWidth)};
        std::vector<std::int64_t> scores;
        for (int b = 0; b < kBeats; ++b) {
          In in{{}, b + 1 == kBeats, b + 1 == kBeats ? out.side : random.bits(P::SideWidth)};
          for (int p = 0; p < P::Pe; ++p) {
            const int neuron = b * P::Pe + p;
            const std::int64_t score = neuron < P::Outputs ? draw() : kMost;
            if (neuron < P::Outputs && (neuron == 0 || score > out.score)) {
              out.winner = static_cast<std::uint64_t>(neuron);
              out.score = score;
            }
            if (neuron < P::Outputs) scores.push_back(score);
            in.scores.push_back(score);
          }
          source.push(in);
        }
        if (kSecond) {
          scores.erase(scores.begin() + static_cast<std::ptrdiff_t>(out.winner));
          out.second = *std::max_element(scores.begin(), scores.end());
        }
        expected.push_back(out);
      }
      dut->valid_i = 0;
      dut.reset();
      const std::uint64_t abort_at =
          random.chance(40) ? random.below(30 * kBeats) : ~std::uint64_t{0};
      std::uint64_t cycles = 0;
      std::vector<std::uint64_t> ends, shown;  // cycles of last beats taken, of results first shown
      bool waiting = false;
      for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * 20 * kBeats + 1000);
        const In* in = source.offer();
        dut->valid_i = in != nullptr;
        for (int p = 0; p < P::Pe; ++p) {
          write(dut->scores_i, p * P::ScoreWidth, P::ScoreWidth,
                in ? static_cast<std::uint64_t>(in->scores[static_cast<std::size_t>(p)])
                   : random.bits(P::ScoreWidth));
        }
        dut->last_i = in ? in->last : random.chance(50);
        write(dut->side_i, 0, P::SideWidth, in ? in->side : random.bits(P::SideWidth));
        dut->ready_i = sink.ready();
        dut.settle();
        const bool last = in && in->last;
        if (source.settled(dut->ready_o) && last) ends.push_back(cycles);
        if (dut->valid_o && !waiting) shown.push_back(cycles);
        waiting = dut->valid_o && !dut->ready_i;
        const auto score = [&](int place) {
          return as_signed(read(dut->score_o, place * P::ScoreWidth, P::ScoreWidth), P::ScoreWidth);
        };
        sink.settled(dut->valid_o, {read(dut->class_o, 0, kClassWidth), score(0),
                                    kSecond ? score(1) : 0, read(dut->side_o, 0, P::SideWidth)});
        dut.clock();
      }
      if (abort_at <= cycles) expected.resize(std::min(expected.size(), sink.taken().size()));
      REQUIRE(sink.taken() == expected);
      if (stalls == 0) {
        for (std::size_t f = 0; f < shown.size(); ++f) REQUIRE(shown[f] == ends[f] + 2);
        // A beat a cycle.
        for (std::size_t f = 0; gaps == 0 && f < ends.size(); ++f)
          REQUIRE(ends[f] == (f + 1) * kBeats - 1);
      }
    }
  });
}
