// sc_result: class, sign-extended score and presentations in the fields of the result beat; a bad
// frame shows neither of the first two.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct In {
  std::uint64_t winner, score, used;
  bool error;
};

struct Out {
  std::uint64_t data;
  bool last, user;
  bool operator==(const Out&) const = default;
};

}  // namespace

TEST_CASE("sc_result packs class, score and error", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(16);
    for (int phase = 0; phase < 60; ++phase) {
      const int gaps = static_cast<int>(random.below(3)) * 35;
      const int stalls = static_cast<int>(random.below(3)) * 35;
      Source<In> source(random, gaps);
      Sink<Out> sink(random, stalls);
      std::vector<Out> expected;
      for (int f = 0; f < 100; ++f) {
        const In in{random.elements(P::ClassWidth, 1)[0], random.elements(P::ScoreWidth, 1)[0],
                    random.bits(P::UsedWidth), random.chance(30)};
        const auto extended =
            static_cast<std::uint64_t>(as_signed(in.score, P::ScoreWidth)) & 0xffffff;
        expected.push_back(
            {in.used << 32 | (in.error ? 0 : extended << 8 | in.winner), true, in.error});
        source.push(in);
      }
      dut->valid_i = 0;
      dut.reset();
      const std::uint64_t abort_at = random.chance(40) ? random.below(150) : ~std::uint64_t{0};
      std::uint64_t cycles = 0;
      for (; sink.taken().size() < expected.size() && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 20000);
        const In* in = source.offer();
        dut->valid_i = in != nullptr;
        write(dut->class_i, 0, P::ClassWidth, in ? in->winner : random.bits(P::ClassWidth));
        write(dut->score_i, 0, P::ScoreWidth, in ? in->score : random.bits(P::ScoreWidth));
        write(dut->score_i, P::ScoreWidth, P::UsedWidth, in ? in->used : random.bits(P::UsedWidth));
        dut->error_i = in ? in->error : random.chance(50);
        dut->m_axis_tready = sink.ready();
        dut.settle();
        source.settled(dut->ready_o);
        sink.settled(dut->m_axis_tvalid,
                     {dut->m_axis_tdata, dut->m_axis_tlast != 0, dut->m_axis_tuser != 0});
        dut.clock();
      }
      // Latency 1, one result per cycle.
      if (gaps == 0 && stalls == 0 && cycles < abort_at) REQUIRE(cycles == expected.size() + 1);
      if (abort_at <= cycles) expected.resize(std::min(expected.size(), sink.taken().size()));
      REQUIRE(sink.taken() == expected);
    }
  });
}
