// sc_accumulator: totals of every slot, whatever the order in which the slots' presentations come.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct In {
  Elements scores;
  bool last;
  std::uint64_t slot;
  bool first;
  std::uint64_t side;
};

struct Out {
  Elements totals;  ///< of the classes that exist
  bool last;
  std::uint64_t slot, side;
  bool operator==(const Out&) const = default;
};

}  // namespace

TEST_CASE("sc_accumulator adds up presentations slot by slot", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    constexpr int kGroups = (P::Outputs + P::Pe - 1) / P::Pe;
    constexpr int kSlotWidth = clog2(P::Slots);
    constexpr std::uint64_t kMask = (std::uint64_t{1} << P::TotalWidth) - 1;
    Dut<Model> dut;
    Random random(32);
    for (int phase = 0; phase < 60; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      // Totals by slot and class; the slot that is worked on changes seldom or often.
      std::vector<std::vector<std::uint64_t>> totals(P::Slots,
                                                     std::vector<std::uint64_t>(P::Outputs));
      std::vector<bool> begun(P::Slots);
      const int change = static_cast<int>(random.below(3)) * 40;
      Source<In> source(random, gaps);
      Sink<Out> sink(random, stalls);
      std::vector<Out> expected;
      std::size_t slot = 0;
      for (int n = 0; n < 60; ++n) {
        if (random.chance(change)) slot = random.below(P::Slots);
        const bool first = !begun[slot] || random.chance(20);
        begun[slot] = true;
        const std::uint64_t side = random.bits(P::SideWidth);
        for (int g = 0; g < kGroups; ++g) {
          In in{random.elements(P::ScoreWidth, P::Pe), g + 1 == kGroups, slot, first, side};
          Out out{{}, in.last, slot, side};
          for (int p = 0; p < P::Pe && g * P::Pe + p < P::Outputs; ++p) {
            const std::int64_t score =
                as_signed(in.scores[static_cast<std::size_t>(p)], P::ScoreWidth);
            std::uint64_t& total = totals[slot][static_cast<std::size_t>(g * P::Pe + p)];
            total = ((first ? 0 : total) + static_cast<std::uint64_t>(score)) & kMask;
            out.totals.push_back(total);
          }
          source.push(in);
          expected.push_back(out);
        }
      }
      dut->valid_i = 0;
      dut.reset();
      const std::uint64_t abort_at =
          random.chance(40) ? random.below(60 * kGroups) : ~std::uint64_t{0};
      std::uint64_t cycles = 0;
      for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 100 * expected.size() + 1000);
        const In* in = source.offer();
        dut->valid_i = in != nullptr;
        write_elements(dut->scores_i, P::ScoreWidth,
                       in ? in->scores : random.elements(P::ScoreWidth, P::Pe));
        dut->last_i = in ? in->last : random.chance(50);
        write(dut->slot_i, 0, kSlotWidth, in ? in->slot : random.below(P::Slots));
        dut->first_i = in ? in->first : random.chance(50);
        write(dut->side_i, 0, P::SideWidth, in ? in->side : random.bits(P::SideWidth));
        dut->ready_i = sink.ready();
        dut.settle();
        const std::size_t group = sink.taken().size() % kGroups;
        const int classes = std::min<int>(P::Pe, P::Outputs - static_cast<int>(group) * P::Pe);
        source.settled(dut->ready_o);
        sink.settled(dut->valid_o,
                     {read_elements(dut->totals_o, P::TotalWidth, classes), dut->last_o != 0,
                      read(dut->slot_o, 0, kSlotWidth), read(dut->side_o, 0, P::SideWidth)});
        dut.clock();
      }
      // Latency 1, one beat per cycle.
      if (gaps == 0 && stalls == 0 && cycles < abort_at) REQUIRE(cycles == expected.size() + 1);
      if (abort_at <= cycles) expected.resize(std::min(expected.size(), sink.taken().size()));
      REQUIRE(sink.taken() == expected);
    }
  });
}
