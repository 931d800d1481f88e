// sc_memory_tiles: rows for the engine, or products with its activations; lanes for the load port;
// both of the same tiles, of every kind.
#include "models.hpp"
#include "tests/rtl/memory.hpp"

using namespace leaf;

TEST_CASE("sc_memory_tiles reads what its file says, then what was loaded", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    if (P::Kind == "none") return;  // nothing is there to read
    Dut<Model> dut;
    Random random(42);
    MemoryBench<Model> bench(dut, P::Width, P::Depth, P::LaneWidth, P::File, P::Kind == "rram");
    bench.exercise(random, 200);
    bench.write(0, 0, 1);
    CHECK(bench.last_access_cycles() == (P::Kind == "sram" ? 2 : P::WriteCycles + 2));
    bench.read_back(0, 0);
    CHECK(bench.last_access_cycles() == 2);
    CHECK_FALSE(dut.finished());
  });
}
