// sc_slice: beats pass unchanged and in order, in the cycle in which they come; ready is
// registered.
#include "models.hpp"
#include "tests/rtl/stream.hpp"

using namespace leaf;

namespace {

struct Beat {
  Elements data;
  bool last;
  std::uint64_t side;
  bool operator==(const Beat&) const = default;
};

}  // namespace

TEST_CASE("sc_slice passes beats on, and stores one that is not taken", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(17);
    for (int phase = 0; phase < 60; ++phase) {
      Source<Beat> source(random, static_cast<int>(random.below(3)) * 35);
      Sink<Beat> sink(random, static_cast<int>(random.below(3)) * 35);
      std::vector<Beat> beats;
      for (int b = 0; b < 100; ++b) {
        beats.push_back(
            {random.elements(1, P::Width), random.chance(30), random.bits(P::SideWidth)});
        source.push(beats.back());
      }
      // A reset finds a beat inside; it may not be seen afterwards.
      dut.reset();
      dut->ready_i = 0;
      dut->valid_i = random.chance(50);
      dut.clock();
      dut->valid_i = 0;
      dut.reset();
      bool stored = false;
      while (sink.taken().size() < beats.size()) {
        const Beat* in = source.offer();
        dut->valid_i = in != nullptr;
        write_elements(dut->data_i, 1, in ? in->data : random.elements(1, P::Width));
        dut->last_i = in ? in->last : random.chance(50);
        write(dut->side_i, 0, P::SideWidth, in ? in->side : random.bits(P::SideWidth));
        dut->ready_i = !sink.ready();
        dut.settle();
        // Ready does not follow the sink within the cycle.
        REQUIRE(dut->ready_o == !stored);
        dut->ready_i = !dut->ready_i;
        dut.settle();
        REQUIRE(dut->ready_o == !stored);
        REQUIRE(dut->valid_o == (stored || in));
        source.settled(dut->ready_o);
        const bool taken =
            sink.settled(dut->valid_o, {read_elements(dut->data_o, 1, P::Width), dut->last_o != 0,
                                        read(dut->side_o, 0, P::SideWidth)});
        stored = dut->valid_o && !taken;
        dut.clock();
      }
      for (std::size_t b = 0; b < beats.size(); ++b) {
        CAPTURE(phase, b);
        REQUIRE(sink.taken()[b] == beats[b]);
      }
    }
  });
}
