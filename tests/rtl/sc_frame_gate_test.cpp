// sc_frame_gate: frames pass whole or not at all, and idle means empty.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

TEST_CASE("sc_frame_gate stops between frames and knows when the stages are empty", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(74);
    const std::uint64_t room = P::CountWidth < 5 ? (1U << P::CountWidth) - 1 : 31;
    for (int phase = 0; phase < 80; ++phase) {
      Source<bool> source(random, static_cast<int>(random.below(3)) * 35);
      const int stalls = static_cast<int>(random.below(3)) * 35;
      int frames = 40;
      for (int frame = 0; frame < frames; ++frame) {
        for (std::uint64_t beat = random.below(4); beat > 0; --beat) source.push(false);
        source.push(true);
      }
      dut->valid_i = dut->ready_i = dut->run_i = dut->leave_i = 0;
      dut.reset();
      bool run = random.chance(50);
      bool offered = false;  // a beat of the current frame has been seen inside
      std::uint64_t inside = 0;
      std::uint64_t stopped_idle = 0;
      int left = 0;
      const std::uint64_t abort_at = random.chance(30) ? random.below(100) : ~std::uint64_t{0};
      std::uint64_t cycles = 0;
      for (; left < frames && cycles < abort_at; ++cycles) {
        REQUIRE(cycles < 20000);
        if (random.chance(10)) run = !run;
        const bool* beat = source.offer();
        dut->run_i = run;
        dut->valid_i = beat != nullptr;
        dut->last_i = beat ? *beat : random.chance(50);
        dut->ready_i = inside < room && !random.chance(stalls);
        dut->leave_i = inside > 0 && random.chance(30);
        dut.settle();
        const bool open = run || offered;
        REQUIRE(dut->valid_o == (beat && open));
        REQUIRE(dut->ready_o == (dut->ready_i && open));
        REQUIRE(dut->idle_o == (!offered && inside == 0));
        const bool enters = beat && open && dut->ready_i && *beat;
        REQUIRE(dut->enter_o == enters);
        stopped_idle += dut->idle_o && !run;
        if (beat && open) offered = !enters;
        inside = inside + enters - dut->leave_i;
        left += dut->leave_i;
        source.settled(dut->ready_o);
        dut.clock();
      }
      if (cycles < abort_at) REQUIRE(source.empty());
      if (cycles > 500) REQUIRE(stopped_idle > 0);
    }
  });
}
