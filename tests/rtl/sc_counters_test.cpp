// sc_counters: each event counts once, in its own counter.
#include "models.hpp"
#include "tests/rtl/leaf.hpp"

using namespace leaf;

TEST_CASE("sc_counters counts events and clears", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(75);
    dut->clear_i = 0;
    dut->events_i = 0;
    dut.reset();
    std::vector<std::uint64_t> counts(P::Count, 0);
    // Beyond 2^16 events, so that carries go far.
    for (int cycle = 0; cycle < 70000; ++cycle) {
      const bool clear = random.below(50000) == 0 || (cycle > 1000 && cycle < 1005);
      const std::uint64_t events = random.bits(P::Count) | random.bits(P::Count);
      dut->clear_i = clear;
      write(dut->events_i, 0, P::Count, events);
      dut.settle();
      for (std::size_t n = 0; n < counts.size(); ++n) {
        require_equal(static_cast<std::int64_t>(read(dut->values_o, static_cast<int>(32 * n), 32)),
                      static_cast<std::int64_t>(counts[n]), {{"counter", n}});
        counts[n] = clear ? 0 : counts[n] + (events >> n & 1);
      }
      dut.clock();
    }
    dut.reset();
    REQUIRE(read(dut->values_o, 0, 32) == 0);
  });
}
