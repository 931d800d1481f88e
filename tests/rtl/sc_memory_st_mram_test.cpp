// sc_memory_st_mram: rows for the engine, lanes for the load port, both of the same tiles.
#include "models.hpp"
#include "tests/rtl/memory.hpp"

using namespace leaf;

TEST_CASE("sc_memory_st_mram reads what its file says, then what was loaded", "[rtl]") {
  for_each_model<Models, Params>([]<class Model>() {
    using P = Params<Model>;
    Dut<Model> dut;
    Random random(42);
    MemoryBench<Model> bench(dut, P::Width, P::Depth, P::LaneWidth, P::File);
    bench.exercise(random, 200);
    bench.write(0, 0, 1);
    CHECK(bench.last_access_cycles() == P::WriteCycles + 2);
    bench.read_back(0, 0);
    CHECK(bench.last_access_cycles() == 2);
    CHECK_FALSE(dut.finished());
  });
}
